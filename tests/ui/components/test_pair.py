"""Three lines by hand, and twenty recorded networks: what the browser says of them is what Python says."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import streamlit as st

from core.experiments.perceptron import SOLVED, STEPS, TARGETS, Pair, by_hand, learned
from tests.helpers.javascript import in_node
from ui.components import pair, twenty

REASON = """({ linesOf, said, reason }, { texts, targets }) => texts.map(text => {
    const rows = said(linesOf(text), targets);
    return { hidden: rows.map(row => row.hidden), output: rows.map(row => row.output), ...reason(rows) };
})"""
ANSWERS = """({ answers, EACH }, { weights, bend }) =>
    Array.from({ length: weights.length / EACH }, (_, s) => answers(weights, EACH * s, bend))"""
SOME = ("1:1:-0.5", "-1:1:-0.5", "1:0:-0.5", "0:-1:0.5", "0:0:1", "1:1:-1.5")


@pytest.mark.parametrize(
    ("sent", "got"),
    [(SOLVED, [SOLVED]), ("1:1:0;1:1:0", []), ("9:1:0;1:1:0;1:1:0", []), ("", []), (None, []), (3, [])],
)
def test_only_three_lines_are_taken(monkeypatch, sent, got):
    said: list[str] = []
    monkeypatch.setattr(st, "session_state", {"pair": {"lines": sent}})
    pair._lines("pair", said.append)
    assert said == got


def test_the_browser_decides_as_exact_arithmetic_does():
    """What the neurons say, and whether any third line is right for all corners."""
    texts = [";".join(three) for three in product(SOME, repeat=3)]
    known = in_node("pair/step.js", REASON, {"texts": texts, "targets": TARGETS})
    assert {one["right"] for one in known} == {1, 2, 3, 4}
    for text, one in zip(texts, known, strict=True):
        found = by_hand(Pair(lines=text))
        assert one["hidden"] == found.hidden.tolist() and one["output"] == found.output.tolist()
        assert (one["right"], one["possible"]) == (found.right, found.possible), text


@pytest.mark.parametrize("bend", ["tanh", "relu"])
def test_the_browser_says_what_the_networks_say(bend):
    found = learned(bend, 0.5)
    assert found.steps[0] == 0 and found.steps[-1] == STEPS
    data = np.frombuffer(twenty._message(found, "")[-4 * (found.weights.size + found.losses.size) :], "<f4")
    weights = data[: found.weights.size].reshape(found.weights.shape)
    said = in_node("twenty/nets.js", ANSWERS, {"weights": weights[-1].ravel().tolist(), "bend": bend})
    np.testing.assert_allclose(said, found.outputs, atol=1e-4)
