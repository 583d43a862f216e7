"""The charts of Perceptron: lines that are where the weights say, corners where the hidden neurons put them."""

from __future__ import annotations

import numpy as np
import pytest

from charts import perceptron as charts
from core.experiments.perceptron import PRESETS, fit, run
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
