"""Fitted networks over their function, their errors against steps, and errors against weights."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from charts import fitted, theme
from tests.helpers.charts import data, of
from tests.helpers.colours import apart, contrast
from tests.helpers.fitted_run import NAMES, RUN, X, snapshot


def learned(run=RUN, recorded=True, **more):
    return fitted.learned(X, X**2, run, NAMES, recorded=recorded, **more).to_dict()  # validates


def test_each_net_is_drawn_by_the_seed_of_median_error_at_the_end():
    chart = learned()
    assert {v["y"] for v in of(chart, net="one layer", frame=0)} == {1.0}  # seed 1 at step 0
    assert {v["y"] for v in of(chart, net="one layer", frame=2)} == {11.0}
    assert {v["y"] for v in of(chart, net="deep", frame=2)} == {22.0}  # seed 2 at step 20
    assert [v["label"] for v in of(chart, net="when")] == ["step 0", "step 10", "step 20"]


def test_the_function_is_there_once_and_exactly():
    shown = of(learned(), net="f")
    assert len(shown) == len(X) and shown[100]["y"] == pytest.approx(X[100] ** 2, abs=1e-4)


def test_a_recording_has_a_slider_and_a_running_one_shows_its_latest():
    (param,) = learned()["params"]
    assert param["value"] == 2 and param["bind"] == {
        "input": "range",
        "min": 0,
        "max": 2,
        "step": 1,
        "name": "Drag to see them learn ",
    }
    running = learned(recorded=False)
    assert "bind" not in running["params"][0] and {v["frame"] for v in data(running)} == {-1, 0}
    assert of(running, net="when")[0]["label"] == "step 20"


def test_a_long_recording_is_thinned_and_keeps_both_ends():
    run = [snapshot("deep", step, [0.1]) for step in range(0, 1001, 10)]
    labels = [v["label"] for v in of(learned(run), net="when")]
    assert len(labels) == fitted.TIMES and labels[0] == "step 0" and labels[-1] == "step 1,000"


def test_boxes_lie_edge_to_edge_at_their_heights():
    chart = learned(boxes=(np.array([0, 0.5, 1]), np.array([0.2, 0.7])))
    assert [(v["x"], v["x2"], v["y"]) for v in of(chart, net="boxes")] == [(0, 0.5, 0.2), (0.5, 1, 0.7)]
    assert chart["layer"][0]["transform"] == [{"filter": "datum.net == 'boxes'"}]


def test_before_training_the_function_is_there():
    chart = learned([])
    assert {v["net"] for v in data(chart)} == {"f"} and chart["params"][0]["value"] == 0


def test_a_value_that_is_no_number_is_left_out():
    bad = snapshot("deep", 5, [0.1])
    bad.outputs[:] = np.nan
    assert {v["y"] for v in of(learned([bad]), net="deep")} == {None}


def test_every_row_has_the_same_columns():
    for chart in (learned(boxes=(np.array([0, 1.0]), np.array([0.2]))), errors()):
        assert len({tuple(v) for v in data(chart)}) == 1


def errors(run=RUN):
    return fitted.errors(run, NAMES, furthest=100).to_dict()


def test_errors_are_medians_in_a_band_of_all_seeds():
    values = data(errors())
    assert [(v["net"], v["step"]) for v in values] == [("one layer", 10), ("deep", 20)]
    assert [values[1][k] for k in ("low", "mid", "high")] == pytest.approx([0.02, 0.1, 0.3])
    band, line, _ = errors()["layer"]
    assert band["mark"]["type"] == "area" and band["encoding"]["y2"]["field"] == "high"
    assert line["encoding"]["y"]["title"] == "root mean square error (log scale)"
    assert line["encoding"]["x"]["scale"] == {"type": "log", "domain": [1, 100], "nice": False}


def test_the_error_axis_ends_below_all_errors():
    low = errors([*RUN, snapshot("deep", 30, [0.0003, 0.1])])["layer"][1]["encoding"]["y"]["scale"]["domain"][0]
    assert low == pytest.approx(0.0002)
    assert errors()["layer"][1]["encoding"]["y"]["scale"]["domain"][0] == pytest.approx(0.001)


@pytest.mark.parametrize(("worst", "top"), [(0.5, 1), (1.0, 1), (1.2, 10), (9.9, 10), (10.0, 10), (250.0, 1000)])
def test_the_error_axis_ends_above_all_errors(worst, top):
    run = [*RUN, snapshot("deep", 30, [0.01, 0.1, worst])]
    chart = errors(run)
    for layer in chart["layer"][:3]:
        assert layer["encoding"]["y"]["scale"]["domain"] == [pytest.approx(0.001), top]
    assert chart["layer"][1]["encoding"]["y"]["axis"]["values"][-1] == top


def test_nets_are_told_apart_without_colour_and_named_in_the_legend():
    line = errors()["layer"][1]["encoding"]
    assert line["strokeDash"]["scale"]["range"] == [[6, 3], [1, 0]]
    assert "'deep': '2 layers of 3'" in line["color"]["legend"]["labelExpr"]
    assert len(set(theme.NET_DASHES.values())) == len(set(theme.NET_COLOURS.values())) == 4


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK])
def test_the_colours_are_seen_and_told_apart_in_both_themes(palette):
    colours = {*theme.NET_COLOURS.values()}
    assert all(contrast(colour, palette.background) >= 3 for colour in (*colours, fitted.GREY))
    assert all(apart(a, b) > 0.12 for a, b in combinations(colours, 2))
