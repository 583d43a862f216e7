"""What the browser may say of lines, points, steps and truth tables; the rest is not taken."""

from __future__ import annotations

import math

import numpy as np
import pytest
import streamlit as st

from core.experiments.perceptron import Config, Gallery, decided, run
from tests.helpers.javascript import in_node
from ui.components import gallery, neuron


@pytest.mark.parametrize(
    ("name", "sent", "got"),
    [
        ("line", [1, -2.006, 0.5], [(1.0, -2.01, 0.5)]),
        ("line", [6, 0, 0], []),
        ("line", [0, 0], []),
        ("line", [True, 0, 0], []),
        ("line", [math.nan, 0, 0], []),
        ("line", "1,2,3", []),
        ("points", "0:0:1;1:1:0", [("0:0:1;1:1:0",)]),
        ("points", "0:0:1;", []),
        ("points", ";".join(["0:0:1"] * 61), []),
        ("points", 3, []),
        ("shown", 12, [(12,)]),
        ("shown", -1, []),
        ("shown", True, []),
        ("shown", 1e9, []),
    ],
)
def test_only_what_a_config_allows_is_taken(monkeypatch, name, sent, got):
    said: list[tuple[object, ...]] = []
    monkeypatch.setattr(st, "session_state", {"plane": {name: sent}})
    getattr(neuron, f"_{name}")("plane", lambda *values: said.append(values))
    assert said == got


@pytest.mark.parametrize(
    ("sent", "got"), [("0110", ["0110"]), ("011", []), ("", []), (None, []), ("0" * 8, ["0" * 8])]
)
def test_only_a_truth_table_is_taken(monkeypatch, sent, got):
    said: list[str] = []
    monkeypatch.setattr(st, "session_state", {"tables": {"looked": sent}})
    gallery._looked("tables", said.append)
    assert said == got


MIXED = "({ mixture }, known) => ['1', '0'].map(output => mixture(known, output).place)"
SCORED = "({ scores }, known) => scores(known)"


@pytest.mark.parametrize("inputs", [2, 3])
def test_the_browsers_proofs_add_up(inputs):
    """Some of all tables: the mixtures that the screen writes are equal, the sums have the signs of the outputs."""
    header = gallery._header(Gallery("0" * 2**inputs), "")
    for known, one in list(zip(header["tables"], decided(inputs), strict=True))[:: 5 if inputs == 2 else 85]:
        if one.verdict.separable:
            rows = in_node("gallery/tables.js", SCORED, known)
            assert all((row["score"] > 0) == (row["output"] == "1") and row["score"] for row in rows)
        else:
            ones, zeros = in_node("gallery/tables.js", MIXED, known)
            assert ones == zeros


def test_the_message_has_all_weights_and_mistakes():
    config = Config()
    result = run(config)
    data = neuron._message(config, result, "", still=False)
    weights = np.frombuffer(data[-result.trace.weights.size * 4 :], "<i4").reshape(-1, 3)
    assert (weights == result.trace.weights).all()
    assert f'"mistakes":"{"".join(str(int(wrong)) for wrong in result.trace.mistake)}"'.encode() in data
