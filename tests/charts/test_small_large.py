"""Errors by class, more layers, all partitions: what is drawn, in which order, and what is not given away."""

from __future__ import annotations

import numpy as np
import pytest

from charts import small_large as charts_of
from charts import theme
from tests.helpers.colours import contrast
from tests.helpers.small_large import DIGITS, snapshot


def data(chart):
    (values,) = chart.to_dict()["datasets"].values()  # validates
    return values


def test_each_class_has_two_dots_with_its_group_beside_each_other():
    errors = np.array([np.linspace(0, 0.1, 10), np.linspace(0.1, 0.3, 10)])
    drawn = charts_of.by_class(snapshot(by_class=errors), DIGITS, (1, 7), ("group", "rest"))
    values = data(drawn)
    assert [v["name"] for v in values[:10]] == list("1702345689") and len(values) == 20
    assert [v["side"] for v in values[:3]] == ["group", "group", "rest"]
    assert [v["last"] for v in values[:3]] == [False, True, False]  # where the line goes
    nine = next(v for v in values if v["net"] == charts_of.DEEP and v["name"] == "9")
    assert (nine["low"], nine["error"], nine["high"]) == pytest.approx((10, 20, 30))
    assert {v["error"] for v in values if v["net"] == charts_of.ONE} == {20}
    layers = drawn.to_dict()["layer"]
    assert layers[1]["encoding"]["y"]["title"] == "test error (%)"
    assert layers[1]["encoding"]["x"]["sort"] == list("1702345689")


def test_every_seed_of_every_depth_is_there_and_the_axes_stand_still():
    found = [(depth, snapshot(depth=depth, seeds=3)) for depth in (1, 2, 4)]
    chart = charts_of.depth_errors(found)
    assert [(v["layers"], v["seed"]) for v in data(chart)] == [(d, s) for d in (1, 2, 4) for s in range(3)]
    assert "log scale" in chart.to_dict()["layer"][1]["encoding"]["y"]["title"]
    assert data(charts_of.depth_errors([])) == []  # drawn before the first result
    for drawn, domain in ((chart, [1, 2, 3, 4]), (charts_of.selectivity(found[1:]), [1, 2, 3])):
        assert drawn.to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"] == domain


def test_selectivity_is_the_mean_of_a_layers_units_with_the_seeds_as_ends():
    chosen = (np.array([[0.1, 0.3], [0.4, 0.6]]), np.array([[0.8, 0.8], [1.0, 1.0]]))
    first, second = data(charts_of.selectivity([(3, snapshot(depth=3, selectivity=chosen))]))
    assert (first["low"], first["chosen"], first["high"]) == pytest.approx((0.2, 0.35, 0.5))
    assert (second["layer"], second["chosen"]) == (2, pytest.approx(0.9)) and second["layers"] == "3 layers"


def test_all_groups_are_counted_and_none_is_marked_before_the_guess():
    errors = np.random.default_rng(0).uniform(0.005, 0.2, 511)
    before, after = (
        data(charts_of.partitions(errors, (0.1, 0.15), m)) for m in (None, (0.1234, "1, 2: 12.3\u202f%"))
    )
    assert sum(v["count"] or 0 for v in before) == 511
    assert [v["kind"] for v in before].count("cut") == 2 and not any(v["kind"] == "mark" for v in before)
    assert "12.34" not in str(before)
    (mark,) = [v for v in after if v["kind"] == "mark"]
    assert mark["at"] == pytest.approx(12.34) and mark["text"] == "1, 2: 12.3\u202f%"
    assert [v for v in after if v["kind"] != "mark"] == before
    assert all(v.keys() == before[0].keys() for v in after)  # a column a name


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK])
def test_all_is_seen_in_both_themes(palette):
    colours = [*charts_of.COLOURS.values(), charts_of.MARK]
    assert all(contrast(colour, palette.background) >= 3 for colour in colours)
