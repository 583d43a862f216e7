"""The errors of fitted networks against steps, and how the networks are told apart."""

from __future__ import annotations

from itertools import combinations

import pytest

from charts import fitted, theme
from tests.helpers.charts import data
from tests.helpers.colours import apart, contrast
from tests.helpers.fitted_run import NAMES, RUN, snapshot


def test_every_row_has_the_same_columns():
    assert len({tuple(v) for v in data(errors())}) == 1


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
    assert all(contrast(colour, palette.background) >= 3 for colour in (*colours, theme.GREY))
    assert all(apart(a, b) > 0.12 for a, b in combinations(colours, 2))
