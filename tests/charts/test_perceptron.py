"""The charts of Perceptron: lines that are where the weights say, corners where the hidden neurons put them."""

from __future__ import annotations

import numpy as np
import pytest

from charts import perceptron as charts
from core.experiments.perceptron import PRESETS, Pair, by_hand, fit, learned, run
from tests.helpers.charts import of


@pytest.mark.parametrize("name", PRESETS)
def test_the_lines_are_where_the_neurons_say(name):
    result = run(PRESETS[name].config)
    found = fit(result, 300)
    chart = charts.soft(result, found).to_dict()
    for line in of(chart, kind="line"):
        place = [line["x"], line["y"], 1.0]
        if line["name"] == "perceptron":
            assert result.trace.weights[-1] / 100 @ place == pytest.approx(0, abs=1e-9)
        elif line["name"] == "10 % and 90 %":
            assert abs(found.weights @ place) == pytest.approx(np.log(9))
        else:
            assert found.weights @ place == pytest.approx(0, abs=1e-9)
    points = of(chart, kind="point")
    assert len(points) == len(result.points)
    assert [point["output"] == "1" for point in points] == (result.labels > 0).tolist()


def test_two_corners_lie_on_one_place_of_the_hidden_plane():
    found = by_hand(Pair())
    chart = charts.hidden(found).to_dict()
    assert sorted(name["name"] for name in of(chart, kind="name")) == ["00", "01, 10", "11"]
    ones = {(p["x"], p["y"]) for p in of(chart, kind="point", output="1")}
    zeros = {(p["x"], p["y"]) for p in of(chart, kind="point", output="0")}
    assert ones == {(1, 0)} and zeros == {(0, 0), (1, 1)}
    lines = {line["of"]: line["x"] + line["y"] for line in of(charts.inputs(Pair(), found).to_dict(), kind="line")}
    assert lines == pytest.approx({1: 0.5, 2: 1.5})


def test_every_network_is_drawn_and_the_failures_apart():
    found = learned("tanh", 0.5)
    chart = charts.twenty(found).to_dict()
    failed = {value["network"] for value in of(chart, outcome="not learned")}
    assert failed == set(np.flatnonzero(~found.solved)) and len({v["network"] for v in of(chart)}) == 20
