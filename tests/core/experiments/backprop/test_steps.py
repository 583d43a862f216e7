"""One box at a time: what each is computed from, and how its numbers are written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from core.experiments import backprop
from core.experiments.backprop import Config
from core.experiments.backprop import steps as backprop_steps
from tests.helpers.backprop import CONFIGS, SOME

NUMBERED = re.compile(r"−?\d+(?:\.\d+)?(?:e−?\d+)?")


def value(text):
    return float(text.replace("−", "-"))


@SOME
@given(CONFIGS)
def test_each_box_is_computed_once_after_all_that_it_reads(config):
    result = backprop.run(config)
    steps = backprop_steps.steps(result.net, result.forward, result.back)
    known = set()
    for step in steps:
        if step.kind in ("a", "E"):
            assert {box for box in step.reads if box[0] == "n"} <= known
        for box in step.lit:
            assert (step.kind, box) not in known
            known |= {(step.kind, box), box}
    edges = sum(w.size for w in result.net.weights)
    assert sum(kind == "gradient" for kind, _ in (k for k in known if isinstance(k, tuple))) == edges
    assert steps[0].kind == "x" and steps[-1].kind == "gradient" and "E" in known


def test_the_numbers_put_in_give_the_result():
    """Sums of products, as they are printed, evaluated anew."""
    result = backprop.run(Config())
    checked = 0
    for step in backprop_steps.steps(result.net, result.forward, result.back):
        for line in step.lines:
            if step.kind in ("a", "gradient") or (step.kind == "delta" and "σ′" in line.symbols):
                formula = line.numbers.replace("−", "-").replace("·", "*")
                assert set(formula) <= set("0123456789.+-*() e")
                assert eval(formula) == pytest.approx(value(line.result), abs=6e-3)
                checked += 1
    assert checked == 9 + 20 + 7


def test_a_formula_in_the_slides_letters():
    result = backprop.run(Config())
    steps = backprop_steps.steps(result.net, result.forward, result.back)
    lines = {line.name: line for step in steps for line in step.lines}
    assert lines["a_{h₁}"].symbols == "w_{h₁ℓ₁} x_{ℓ₁} + w_{h₁ℓ₂} x_{ℓ₂}"
    assert lines["δ_{j₂}"].symbols == "σ′(a_{j₂}) (w_{k₁j₂} δ_{k₁} + w_{k₂j₂} δ_{k₂})"
    assert lines["∂E/∂w_{j₁i₃}"].symbols == "δ_{j₁} z_{i₃}"
    shallow = backprop.run(Config(hidden="2"))
    assert {backprop_steps.unit(shallow.net, m, 0) for m in range(3)} == {"ℓ₁", "j₁", "k₁"}
