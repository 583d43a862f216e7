"""The chart of classifiers: each with its range over five draws, beside the base rate and the ceiling."""

from __future__ import annotations

import numpy as np
import pytest

from charts import classifiers as charts_of
from core.experiments.classifiers import METHODS, Config, training


@pytest.fixture(scope="module")
def found():
    return list(training.train(Config(n=60, rounds=4, updates=100)))[-1]


def test_each_method_has_its_mean_and_goes_from_its_worst_draw_to_its_best(found):
    chart = charts_of.costs(found, 0.5, 0.75, "numbers")
    marks = [row for row in chart.data.values if row["kind"] == "mark"]
    assert [row["name"] for row in marks] == list(METHODS)
    for row, right, sizes in zip(marks, found.right, found.numbers, strict=True):
        assert row["right"] == pytest.approx(right.mean()) and row["cost"] == pytest.approx(sizes.mean())
        assert (row["least"], row["most"]) == (right.min(), right.max())
    rounds = [row for row in chart.data.values if row["kind"] == "round"]
    assert [row["cost"] for row in rounds] == [3, 6, 9, 12]
    assert [row["right"] for row in rounds] == pytest.approx(found.rounds.mean(1))


@pytest.mark.parametrize("by", charts_of.COSTS)
def test_the_base_rate_and_the_ceiling_are_drawn_with_their_names(found, by):
    spec = charts_of.costs(found, 0.5, 0.75, by).to_dict()
    named = [layer["encoding"]["text"]["value"] for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    assert named == ["base rate", "ceiling"]
    levels = {layer["encoding"]["y"].get("datum") for layer in spec["layer"]} - {None}
    assert levels == {0.5, 0.75}
    without = charts_of.costs(found, 0.5, None, by).to_dict()
    assert len(without["layer"]) == len(spec["layer"]) - 2
    costs = [row["cost"] for row in charts_of.costs(found, 0.5, None, by).data.values if row["kind"] == "mark"]
    low, high = next(layer for layer in spec["layer"] if "x" in layer["encoding"])["encoding"]["x"]["scale"][
        "domain"
    ]
    assert low <= min(costs) and max(costs) <= high and np.isfinite([low, high]).all()
