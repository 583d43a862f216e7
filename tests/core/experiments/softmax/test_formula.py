"""Softmax against the definition in 60 digits, its inverse, its derivative, and float32 as the machine has it."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pytest
import torch
from hypothesis import given, settings, strategies

from core.config import from_query, to_query
from core.experiments.softmax import DECK, LIMITS, PRESETS, SLIPS, Config, lead_for, run, score_for, text_of
from core.experiments.softmax.config import SUM

SCORE = strategies.floats(-1e4, 1e4).map(lambda v: round(v, 6))
SCORES = strategies.lists(SCORE, min_size=2, max_size=10)
SMALL = strategies.lists(strategies.floats(-8, 8).map(lambda v: round(v, 6)), min_size=2, max_size=10)
HEAT = strategies.floats(0.01, 100)
SHIFT = strategies.integers(-200, 200)


def exact(scores, temperature=1.0, shift=0.0):
    """The definition, in numbers that neither overflow nor lose digits."""
    with localcontext() as context:
        context.prec, context.Emax, context.Emin = 60, 10**9, -(10**9)
        exps = [((Decimal(s) + Decimal(shift)) / Decimal(temperature)).exp() for s in map(float, scores)]
        return np.array([float(e / sum(exps)) for e in exps])


@settings(max_examples=150, deadline=None)
@given(SCORES, HEAT, SHIFT)
def test_it_is_torchs_at_all_temperatures_and_nothing_overflows(scores, temperature, shift):
    result = run(Config(text_of(scores), temperature=temperature, shift=float(shift)))
    z = (torch.tensor(scores, dtype=torch.float64) + shift) / temperature
    assert np.abs(result.probabilities - torch.softmax(z, 0).numpy()).max() < 1e-12
    assert np.isfinite(result.probabilities).all() and np.isfinite(result.log_total) and np.isfinite(result.loss)
    assert abs(result.probabilities.sum() - 1) < 1e-12


@settings(max_examples=60, deadline=None)
@given(SMALL, strategies.floats(0.5, 50), SHIFT)
def test_it_is_the_definition(scores, temperature, shift):
    result = run(Config(text_of(scores), temperature=temperature, shift=float(shift)))
    assert np.abs(result.probabilities - exact(scores, temperature, shift)).max() < 1e-12


@settings(max_examples=100, deadline=None)
@given(SMALL, strategies.floats(0.05, 100), strategies.floats(0.001, 0.999), strategies.integers(0, 9), SHIFT)
def test_the_score_that_a_probability_takes_gives_this_probability(scores, temperature, wanted, k, shift):
    k %= len(scores)
    config = Config(text_of(scores), temperature=temperature, shift=float(shift))
    moved = [score_for(config, k, wanted) if j == k else s for j, s in enumerate(scores)]
    after = run(Config(text_of(moved), temperature=temperature, shift=float(shift)))
    assert abs(after.probabilities[k] - wanted) < 1e-9
    p = run(config).probabilities[k]
    if 1e-6 < p < 1 - 1e-6:  # the rule that the page says
        by = temperature * (np.log(wanted / (1 - wanted)) - np.log(p / (1 - p)))
        assert moved[k] - scores[k] == pytest.approx(by, abs=1e-7)


@settings(max_examples=50, deadline=None)
@given(SMALL, strategies.floats(0.5, 100), strategies.integers(0, 9))
def test_error_and_jacobian_are_what_autograd_finds(scores, temperature, target):
    result = run(Config(text_of(scores), min(target, 9), temperature=temperature))
    s = torch.tensor(scores, dtype=torch.float64)
    z = (s / temperature).requires_grad_()
    loss = torch.nn.functional.cross_entropy(z, torch.tensor(result.target))
    assert result.target == min(target, len(scores) - 1) and result.loss == pytest.approx(loss.item(), abs=1e-12)
    (gradient,) = torch.autograd.grad(loss, z)
    assert np.abs(result.error - gradient.numpy()).max() < 1e-12
    slopes = torch.autograd.functional.jacobian(lambda s: torch.softmax(s / temperature, 0), s).numpy()
    assert np.abs(result.jacobian - slopes).max() < 1e-12
    assert np.abs(result.jacobian.sum(0)).max() < 1e-12 and abs(result.error.sum()) < 1e-12


@settings(max_examples=100, deadline=None)
@given(SCORES, HEAT)
def test_the_soft_maximum_lies_between_the_maximum_and_t_ln_k_more(scores, temperature):
    result = run(Config(text_of(scores), temperature=temperature))
    soft, most, slack = temperature * result.log_total, max(scores), 1e-9 * max(1.0, *map(abs, scores))
    assert most - slack <= soft <= most + temperature * np.log(len(scores)) + slack


@pytest.mark.parametrize("classes", [2, 3, 10, 1000])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.999])
def test_a_lead_over_equals_gives_the_share_that_it_is_said_to(classes, share):
    lead = lead_for(share, classes, 2.5)
    assert exact([lead, *[0.0] * (classes - 1)], 2.5)[0] == pytest.approx(share, abs=1e-12)


def test_two_classes_are_the_sigmoid():
    for a, b in ((1.0, -1.0), (-3.2, 4.0), (0.0, 0.0)):
        p = run(Config(text_of([a, b]))).probabilities
        assert p[0] == pytest.approx(torch.sigmoid(torch.tensor(a - b, dtype=torch.float64)).item(), abs=1e-12)


# float32


@pytest.mark.parametrize("arithmetic", ["plain", "shifted"])
def test_float32_is_what_torch_computes_in_float32(arithmetic):
    for scores in (DECK["ten"], "80,85,3", "-60,-61"):
        result = run(Config(scores, arithmetic=arithmetic))
        z = torch.tensor([float(s) for s in scores.split(",")], dtype=torch.float32)
        e = torch.exp(z - z.max() if arithmetic == "shifted" else z)
        assert result.exps == pytest.approx(e.double().numpy(), rel=1e-6)
        assert result.shown == pytest.approx((e / e.sum()).double().numpy(), rel=1e-6)
        assert not np.array_equal(result.shown, result.probabilities), "that would be float64"


@pytest.mark.parametrize(("kind", "name"), [(np.float32, "float32"), (np.float64, "float64")])
def test_exp_is_infinite_right_above_the_limit(kind, name):
    step = 1e-4 if name == "float32" else 1e-9
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(kind(LIMITS[name] + step))) and np.isfinite(np.exp(kind(LIMITS[name] - step)))


def test_the_formula_as_it_stands_fails_above_and_below_and_the_remedy_never_does():
    over, saved = (run(PRESETS[name].config) for name in ("Beyond float32", "Its remedy"))
    assert np.isnan(over.shown).all() and np.isinf(over.total)
    assert np.abs(saved.shown - saved.probabilities).max() < 1e-6
    under = run(Config("-150,-151,-160", arithmetic="plain"))
    assert np.isnan(under.shown).all() and under.total == 0
    some = run(Config("90,10,-3", arithmetic="plain"))
    assert np.isnan(some.shown[0]) and (some.shown[1:] == 0).all()
    sum_alone = run(Config("88.5,88.5", arithmetic="plain"))
    assert np.isinf(sum_alone.total) and (sum_alone.shown == 0).all()
    for scores in ("10000,-10000,0", "-10000,-9999.5", "200,200"):
        for heat in (0.01, 1.0, 100.0):
            assert np.isfinite(run(Config(scores, arithmetic="shifted", temperature=heat)).shown).all()


# The slide


def test_the_slides_vectors_and_which_of_their_entries_are_misprints():
    assert round(sum(np.exp([float(s) for s in DECK["ten"].split(",")])), 2) == SUM == 14.53
    assert run(Config()).total == pytest.approx(SUM, abs=0.005)
    wrong = [
        (name, k, round(float(p), 4))
        for name, text in DECK.items()
        for k, p in enumerate(exact(text.split(",")))
        if f"{p:.2f}" != f"{SLIPS[name][k]:.2f}"
    ]
    assert wrong == [("four", 1, 0.0481), ("sure", 2, 0.9953), ("sure", 3, 0.0041)]


# What a link may say


@pytest.mark.parametrize(
    ("text", "got"),
    [
        ("1, 2,-0.5", "1,2,-0.5"),
        ("\N{MINUS SIGN}1.5,2", "-1.5,2"),
        ("10000,-10000", "10000,-10000"),
        ("1", None),
        ("1,2,", None),
        ("1,nan", None),
        ("1,inf", None),
        ("1e3,2", None),
        ("10001,2", None),
        ("1;2", None),
        (",".join("1" * 11), None),
        ("", None),
    ],
)
def test_scores_are_numbers_or_one_message(text, got):
    config, messages = from_query(Config, {"scores": text})
    assert config.scores == (got or Config().scores) and len(messages) == (got is None)
    if got is None:
        assert messages[0].startswith("'scores' must be 2 to 10 numbers in [-10000, 10000]")


@given(SCORES)
def test_the_text_of_scores_is_a_setting_that_keeps_them(scores):
    again, messages = from_query(Config, to_query(Config(text_of(scores))))
    assert not messages and [float(s) for s in again.scores.split(",")] == pytest.approx(scores, abs=1e-12)
