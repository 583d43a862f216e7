"""Test error against width: bands, lines across with their labels, and an axis that holds them all."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.axes import steps
from charts.digit_lab import compare as charts_of
from core.experiments.digit_lab import baselines, sweep


def point(width, depth, *errors):
    return sweep.Config(width=width, depth=depth), sweep.Snapshot(
        15, 1.0, 9, np.array(errors), np.array(errors) / 2
    )


def line(method, error, pictures=10_000):
    return baselines.Config(method=method), baselines.Snapshot("done", 1.0, pictures, error)


POINTS = [point(20, 1, 0.03, 0.05), point(40, 1, 0.02, 0.03), point(20, 2, 0.02, 0.04)]
LINES = [line("svm", 0.027), line("knn", 0.048), line("logistic", 0.086, 60_000)]


def drawn(points=POINTS, lines=LINES):
    return charts_of.errors(points, lines, 60_000).to_dict()  # validates


def of(chart, kind):
    (values,) = chart["datasets"].values()
    return [value for value in values if value["kind"] == kind]


def test_each_size_is_the_mean_of_its_seeds_between_the_least_and_the_largest():
    found = of(drawn(), "net")
    assert [(v["net"], v["width"]) for v in found] == [("one layer", 20), ("one layer", 40), ("deep", 20)]
    assert [found[0][name] for name in ("low", "mid", "high")] == pytest.approx([0.03, 0.04, 0.05])
    assert found[0]["says"] == (
        "one hidden layer of 20, 9 weights: 4.00\u202f% (3.00 to 5.00), training error 2.00\u202f%"
    )
    _, band, curve, *_ = drawn()["layer"]
    assert band["mark"]["type"] == "area" and band["encoding"]["y2"]["field"] == "high"
    assert curve["encoding"]["y"]["title"] == "test error (%, log scale)"
    assert "'deep': 'two hidden layers, 60,000 pictures'" in curve["encoding"]["color"]["legend"]["labelExpr"]
    assert curve["encoding"]["strokeDash"]["scale"]["range"] == [[6, 3], [1, 0]]


def test_a_classifier_is_a_line_across_that_says_its_name_pictures_and_error():
    found = of(drawn(), "line")
    assert [v["says"] for v in found] == [
        "logistic regression, 60,000 pictures: 8.6\u202f%",
        "nearest neighbours, 10,000 pictures: 4.8\u202f%",
        "SVM, 10,000 pictures: 2.7\u202f%",
    ]
    rule, *_, said = drawn()["layer"]
    assert rule["mark"]["type"] == "rule" and "x" not in rule["encoding"]
    assert said["encoding"]["text"]["field"] == "says"
    assert rule["transform"] == said["transform"] == [{"filter": "datum.kind == 'line'"}]


def test_all_layers_share_one_axis():
    axes = [layer["encoding"]["y"] for layer in drawn()["layer"]]
    assert all(axis["scale"] == axes[0]["scale"] and axis["title"] == axes[0]["title"] for axis in axes)
    assert axes[0]["scale"] == {"type": "log", "domain": [0.01, 0.1], "nice": False}


def test_every_row_has_the_same_columns_and_nothing_is_drawn_of_nothing():
    (values,) = drawn()["datasets"].values()
    assert len({tuple(sorted(v)) for v in values}) == 1
    assert not any(drawn([], [])["datasets"].values())
    assert not of(drawn(POINTS, []), "line") and not of(drawn([], LINES), "net")


ERRORS = st.lists(st.floats(0.0002, 1.0), min_size=1, max_size=6)


@given(ERRORS)
def test_the_axis_holds_all_errors_and_has_labels(errors):
    low, top = charts_of.span(errors)
    assert low <= min(errors) and max(errors) <= top <= 1 and top / low >= 4.9
    assert len(steps(low, top, charts_of.TICKS)) >= 3


@given(ERRORS)
def test_labels_never_meet_each_other_or_a_line(errors):
    errors = sorted(errors[:3], reverse=True)
    low, top = ends = charts_of.span(errors)
    pixels = charts_of.INSIDE / math.log(top / low)
    lines = [pixels * math.log(top / error) for error in errors]
    places = [pixels * math.log(top / at) for at in charts_of.labels(errors, ends)]
    assert all(b - a >= charts_of.TEXT - 1e-6 for a, b in pairwise(places))
    assert places[0] >= 0
    beyond = lines[0] < 3 * charts_of.TEXT + 2  # no room above: they stand below, where another line may be
    assert beyond or all(abs(line - at) >= charts_of.TEXT / 2 for line in lines for at in places)


def test_a_label_stands_above_its_line_or_above_all_that_are_close():
    ends = (0.01, 0.1)
    (alone,) = charts_of.labels([0.03], ends)
    assert 0.03 < alone < 0.033
    first, second = charts_of.labels([0.031, 0.03], ends)
    assert first > second > 0.031
    assert charts_of.labels([0.06, 0.03], ends)[1] == pytest.approx(alone)
    assert charts_of.labels([0.0999], ends)[0] < 0.0999


def test_an_error_of_nothing_has_a_place_on_a_log_axis_too():
    chart = drawn([point(20, 1, 0.0, 0.0)], [line("svm", 0.0)])
    (values,) = chart["datasets"].values()
    low = chart["layer"][0]["encoding"]["y"]["scale"]["domain"][0]
    assert all(v["mid"] > low > 0 for v in values)
    assert [v["says"] for v in values if v["kind"] == "line"] == ["SVM, 10,000 pictures: 0\u202f%"]
