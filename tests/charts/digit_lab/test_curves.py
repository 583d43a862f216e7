"""Learning curves and the confusion matrix of the digit lab."""

import math

import numpy as np
import pytest

from charts import theme
from charts.digit_lab import curves as charts_of
from core.experiments.digit_lab.scores import Snapshot
from tests.helpers.charts import data
from tests.helpers.colours import contrast

NAN = math.nan


def snapshot(epoch, train, test, validation=NAN):
    weight = np.zeros((1, 2, 2, 1), np.float16)
    return Snapshot(int(10 * epoch), epoch, epoch, NAN, NAN, train, NAN, validation, NAN, test, weight)


RUN = [snapshot(0, NAN, 0.9), snapshot(0.5, 0.4, 0.3), snapshot(1, 0.1, 0.08), snapshot(2, 0.0, 0.05)]


def drawn(run=RUN, **more):
    return charts_of.curves(run, **{"epochs": 20, "log": True} | more).to_dict()  # validates


def test_each_set_has_its_errors_and_what_is_not_there_is_left_out():
    values = data(drawn())
    assert [(v["set"], v["epoch"]) for v in values if v["set"] == "training"] == [
        ("training", e) for e in (0.5, 1, 2)
    ]
    assert [v["error"] for v in values if v["set"] == "test"] == pytest.approx([90, 30, 8, 5])
    assert not any(v["set"] == "validation" for v in values)
    held = data(drawn([*RUN, snapshot(3, 0.1, 0.1, 0.2)]))
    assert [v["error"] for v in held if v["set"] == "validation"] == pytest.approx([20])


@pytest.mark.parametrize("log", [True, False])
def test_the_axes_say_what_they_are_and_stand_still(log):
    charts = [drawn(RUN[:n], log=log, rules={"the deck: 2.50\u202f%": 0.025}) for n in (1, 2, 4)]
    for chart in charts:
        y = [layer["encoding"]["y"] for layer in chart["layer"]]
        assert all(e["title"] == ("error (%, log scale)" if log else "error (%)") for e in y)
        assert all((e["scale"].get("type") == "log") is log for e in y)
        lines = [layer for layer in chart["layer"] if layer["mark"]["type"] == "line"]
        assert lines[0]["encoding"]["x"]["scale"]["domain"] == [0, 20]
        assert lines[0]["encoding"]["x"]["title"] == "epoch"
    low, high = charts[-1]["layer"][0]["encoding"]["y"]["scale"]["domain"]
    shown = [v["error"] for v in data(charts[-1])]
    assert low <= min(shown) and max(shown) <= high and (low > 0) is log


def test_no_error_has_a_place_of_its_own_at_the_foot_of_a_log_axis():
    chart = drawn([*RUN, snapshot(3, 0.0, 0.00005)])
    y = chart["layer"][-1]["encoding"]["y"]
    foot, values = y["scale"]["domain"][0], data(chart)
    assert {v["error"] for v in values if v["exact"] == 0} == {foot}
    assert min(v["error"] for v in values if v["exact"]) >= 10 * foot * (1 - 1e-9)
    assert y["axis"]["values"][0] == foot and "? '0' :" in y["axis"]["labelExpr"]
    assert "labelExpr" not in drawn(RUN[:2])["layer"][-1]["encoding"]["y"]["axis"], (
        "without one there is no such place"
    )


def test_the_decks_number_is_a_line_with_its_words_where_no_curve_is():
    for last, sign in ((0.05, 1), (0.01, -1)):
        chart = drawn([*RUN, snapshot(3, 0.1, last)], rules={"the deck: 2.50\u202f%": 0.025})
        rule, text = chart["layer"][:2]
        assert rule["mark"]["type"] == "rule" and text["mark"]["type"] == "text"
        assert text["encoding"]["text"]["field"] == "rule" and np.sign(text["mark"]["dy"]) == sign
        (value,) = [v for v in data(chart) if v["rule"]]
        assert value["rule"] == "the deck: 2.50\u202f%" and value["error"] == 2.5
        filters = [layer["transform"][0]["filter"] for layer in chart["layer"]]
        assert filters == ["datum.rule"] * 2 + ["!datum.rule"] * 2


def test_an_earlier_run_is_shown_only_before_the_first_snapshot():
    before = {"training": [0.3, 0.2], "test": [0.4, 0.1]}
    assert [v["error"] for v in data(drawn([], before=before))] == pytest.approx([30, 20, 40, 10])
    assert data(drawn(RUN, before=before)) == data(drawn(RUN))
    assert drawn([])["layer"]  # nothing at all is a chart too


def test_the_sets_are_told_apart_without_colour_and_seen_on_either_background():
    assert len({tuple(dash) for dash in charts_of.SET_DASHES.values()}) == len(charts_of.SET_COLOURS) == 3
    for colour in charts_of.SET_COLOURS.values():
        assert min(contrast(colour, theme.LIGHT.background), contrast(colour, theme.DARK.background)) >= 3


def test_the_confusion_matrix_shows_every_count_once():
    counts = np.array([[90, 4, 0], [1, 80, 9], [0, 2, 7000]])
    chart = charts_of.confusion(counts, ("zero", "one", "two")).to_dict()
    values = data(chart)
    assert {(v["true"], v["given"]): v["count"] for v in values}["one", "two"] == 9 and len(values) == 9
    assert {v["true"] for v in values if v["right"]} == {"zero", "one", "two"}
    (text,) = [layer for layer in chart["layer"] if layer["mark"]["type"] == "text"]
    assert text["encoding"]["text"]["field"] == "count" and text["transform"] == [{"filter": "datum.count > 0"}]
    cells = chart["layer"][0]["encoding"]
    assert cells["opacity"]["scale"]["domain"] == [0, 9]  # mistakes alone are coloured
    assert (cells["x"]["title"], cells["y"]["title"]) == ("the network says", "it is")


def test_the_counts_are_read_on_every_cell_in_both_themes():
    most = charts_of.confusion(np.array([[9, 5], [0, 9]]), ("a", "b")).to_dict()["layer"][0]
    opacity, colour = most["encoding"]["opacity"]["scale"]["range"][1], most["mark"]["color"]
    for palette in (theme.LIGHT, theme.DARK):
        mixed = [
            round(opacity * int(colour[i : i + 2], 16) + (1 - opacity) * int(palette.background[i : i + 2], 16))
            for i in (1, 3, 5)
        ]
        assert contrast("#" + "".join(f"{c:02x}" for c in mixed), palette.text) >= 4.5
