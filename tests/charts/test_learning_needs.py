"""The charts of What learning needs: each learner beside a coin, and Cover's curve."""

from __future__ import annotations

import numpy as np
import pytest

from charts import learning_needs as charts_of
from core.experiments.learning_needs import NAMES, WORLDS, Config, amounts, cases, corners, cover, manifold, run


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


def test_each_picture_is_in_one_bar_of_its_kind_and_the_cut_is_an_edge():
    rng = np.random.default_rng(0)
    distances = rng.uniform([[1], [2], [3], [4], [9]], [[5], [6], [7], [8], [10]], (5, 300))
    none = np.empty(0)
    found = manifold.Snapshot(distances, 4.2, none, none, none, none, none, none, none, 0.0)
    chart = charts_of.neighbours(found)
    assert len(chart.to_dict()["layer"]) == 2
    bars = chart.data.values
    for row, kind in enumerate(["noise", "drawn", "scrambled", "half", "new"]):
        mine = [bar for bar in bars if bar["base"] == row]
        near = sum(bar["many"] for bar in mine if bar["side"] == charts_of.NEAR)
        assert sum(bar["many"] for bar in mine) == 300
        assert near == (distances[manifold.KINDS.index(kind)] <= found.cut).sum()
        assert max(bar["top"] for bar in mine) == pytest.approx(row + charts_of.FULL)
        assert all(bar["high"] <= 4.2 + 1e-9 or bar["low"] >= 4.2 - 1e-9 for bar in mine)


def test_errors_against_amounts_are_those_that_were_found():
    errors = np.linspace(0, 1, 2 * 4 * 3).reshape(2, 4, 3)
    chart = charts_of.gains(amounts.Snapshot(np.array([10, 30]), errors, 0.9))
    chart.to_dict()
    said = {(row["many"], row["of"]): row["error"] for row in chart.data.values}
    for k, way in enumerate(amounts.WAYS):
        assert said[30, charts_of.GAINS[way]] == pytest.approx(errors[1, k].mean())
    means = np.linspace(0, 1, 5 * 9 * 7).reshape(5, 9, 7)
    chart = charts_of.seen_more(corners.Snapshot(means), "tree")
    chart.to_dict()
    said = {(row["many"], row["of"]): row["error"] for row in chart.data.values}
    assert said[7, WORLDS["rough"]] == means[4, NAMES.index("tree"), 6] and len(said) == 35
