"""The charts of softmax: lines that are the sigmoid and its relatives, and marks whose size is a slope."""

from __future__ import annotations

import math

import numpy as np
import pytest

from charts import softmax as charts
from core.experiments.softmax import Config, run


def values(chart) -> list[dict]:
    (found,) = chart.to_dict()["datasets"].values()  # validates
    return found


@pytest.mark.parametrize("scores", ["1,-1", "-2,-0.5,2,1.5"])
@pytest.mark.parametrize("temperature", [1.0, 4.0])
def test_a_line_is_the_share_of_a_score_that_leads_equals(scores, temperature):
    config = Config(scores, temperature=temperature)
    named = charts.classes_drawn(len(scores.split(",")))
    found = values(charts.leads(config, run(config)))
    assert set(named) == {2, len(scores.split(",")), 1000}
    for classes, name in named.items():
        line = [v for v in found if v["of"] == name]
        assert len(line) == charts.POINTS and line[0]["share"] == pytest.approx(1 / classes)
        for v in line[::30]:
            z = [v["lead"] / temperature] + [0.0] * (classes - 1)
            assert v["share"] == pytest.approx(math.exp(z[0]) / sum(map(math.exp, z)))
    (dot,) = [v for v in found if v["of"] == "yours"]
    assert dot["share"] == pytest.approx(run(config).probabilities.max())


def test_the_dot_stays_on_the_chart():
    config = Config("9000,-9000")
    (dot,) = [v for v in values(charts.leads(config, run(config))) if v["of"] == "yours"]
    assert dot["lead"] == charts.SEEN


def test_error_and_jacobian_are_drawn_as_they_are():
    result = run(Config("-2,-0.5,2,1.5", 1))
    assert [v["error"] for v in values(charts.error(result))] == pytest.approx(result.error)
    marks = values(charts.jacobian(result))
    assert [v["slope"] for v in marks] == pytest.approx(result.jacobian.ravel())
    assert max(v["size"] for v in marks) == 1
    assert {(v["i"] == v["j"], v["sign"]) for v in marks} == {(True, "above 0"), (False, "below 0")}


def test_a_jacobian_of_nothing_is_drawn():
    result = run(Config("10000,-10000"))
    assert not np.any(result.jacobian) and {v["size"] for v in values(charts.jacobian(result))} == {0.0}
