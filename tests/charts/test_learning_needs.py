"""The charts of What learning needs: each learner beside a coin, and Cover's curve."""

from __future__ import annotations

import numpy as np
import pytest

from charts import learning_needs as charts_of
from core.experiments.learning_needs import NAMES, Config, cases, cover, run


def test_each_learner_has_its_mean_error():
    result = run(Config("smooth"))
    chart = charts_of.errors(result)
    chart.to_dict()
    assert [row["error"] for row in chart.data.values] == [float(result.mean(name)) for name in NAMES]
    assert {layer["encoding"]["x"]["title"] for layer in chart.to_dict()["layer"]} == {charts_of.ERROR}
    assert {row["half"] for row in chart.data.values} == {0.5}


def test_what_is_measured_stands_beside_the_formula():
    found = cover.run(Config(dimension=6))
    chart = charts_of.covered(found)
    spec = chart.to_dict()
    dots, line, span = spec["layer"]
    assert dots["mark"]["type"] == "circle" and line["encoding"]["y"]["field"] == "formula"
    assert span["encoding"]["y2"]["field"] == "high"
    for row, many, share, error in zip(chart.data.values, found.points, found.share, found.error, strict=True):
        assert (row["points"], row["share"]) == (many, share)
        assert row["high"] - row["low"] == pytest.approx(min(1, share + 2 * error) - max(0, share - 2 * error))


def test_three_models_stand_beside_the_base_rate_and_the_rule():
    right = np.linspace(0.5, 1, 8 * 3 * cases.SEEDS).reshape(8, 3, cases.SEEDS)
    found = cases.Snapshot(right, np.full(8, 0.5), np.linspace(0.7, 1, 8))
    chart = charts_of.models(found, 5)
    dots, base, most = chart.to_dict()["layer"]
    assert [dots["encoding"]["x"]["field"], base["encoding"]["x"]["field"], most["encoding"]["x"]["field"]] == [
        "right",
        "base",
        "most",
    ]
    assert [row["right"] for row in chart.data.values] == right[5].ravel().tolist()
    assert {row["most"] for row in chart.data.values} == {found.most[5]}
