"""The three charts of serial, mini-batch and full batch."""

from itertools import combinations

import numpy as np
import pytest

from charts import batches, theme
from core.experiments.batches import Snapshot
from core.experiments.batches.words import race
from tests.helpers.charts import data
from tests.helpers.colours import apart, contrast


def snapshot(mode, step, seen, seconds, error):
    weight = np.zeros((2, 2, 2), np.float32)
    return Snapshot(mode, step, seen, seconds, weight, 0.1, 0.1, 0.1, error)


RUN = [
    *(snapshot(mode, 0, 0, 0.0, 0.9) for mode in ("serial", "mini", "full")),
    snapshot("serial", 1, 1, 0.001, 0.8),
    snapshot("mini", 1, 50, 0.002, 0.5),
    snapshot("serial", 100, 100, 0.1, 0.2),
    snapshot("mini", 2, 100, 0.004, 0.1),
    snapshot("full", 1, 100, 0.01, 0.4),
]


def test_the_error_that_the_race_goes_to_has_a_line_and_no_line_begins_at_the_start():
    plain, chart = spec("seen"), spec("seen", won=race("seen", RUN))
    assert plain["layer"][0]["transform"] == [{"filter": "datum.step > 0"}]
    rule, words, ring, came = chart["layer"][-4:]
    assert len(chart["layer"]) == len(plain["layer"]) + 4
    assert rule["mark"]["type"] == "rule" and rule["encoding"]["y"]["datum"] == pytest.approx(20)
    assert words["encoding"]["text"]["value"] == "goal: 20\u202f%"
    assert ring["mark"]["type"] == "point" and came["encoding"]["text"]["field"] == "took"


@pytest.mark.parametrize(
    ("axis", "first", "second"),
    [
        ("seconds", ("mini-batch", "0.004\u00a0s"), ("serial", "0.1\u00a0s (25 times)")),
        ("step", ("mini-batch", ""), ("serial", "")),
    ],
)
def test_who_has_come_to_the_error_of_the_race_is_said_with_what_it_took(axis, first, second):
    came = {v["batch"]: v["took"] for v in data(spec(axis, won=race(axis, RUN))) if v["came"]}
    assert came == dict([first, second]), "the full batch has not come there"
    assert not any(v["came"] for v in data(spec(axis)))


def spec(axis, run=RUN, **more):
    return batches.against(axis, run, **more).to_dict()  # validates


@pytest.mark.parametrize(
    ("axis", "title", "ends"),
    [
        ("seen", "pictures seen (log scale)", [100, 100, 100]),
        ("step", "updates (log scale)", [100, 2, 1]),
        ("seconds", "seconds of training (log scale)", [0.1, 0.004, 0.01]),
    ],
)
def test_each_axis_says_what_it_is_and_shows_every_snapshot(axis, title, ends):
    chart = spec(axis)
    for layer in chart["layer"]:
        assert layer["encoding"]["x"]["title"] == title and layer["encoding"]["x"]["scale"]["type"] == "log"
        assert layer["encoding"]["y"]["title"] == "test error (%, log scale)"
    values = data(chart)
    assert [(v["batch"], v["error"]) for v in values] == [
        ("serial", 90.0),
        ("mini-batch", 90.0),
        ("full batch", 90.0),
        ("serial", 80.0),
        ("mini-batch", 50.0),
        ("serial", 20.0),
        ("mini-batch", 10.0),
        ("full batch", 40.0),
    ]
    assert chart["layer"][2]["transform"] == [{"filter": "datum.now"}]
    assert {v["batch"]: v[axis] for v in values if v["now"]} == dict(zip(theme.BATCH_COLOURS, ends, strict=True))


@pytest.mark.parametrize("axis", batches.AXES)
def test_the_common_start_is_at_the_left_edge_and_nothing_else_is_there(axis):
    chart = spec(axis)
    left, right = chart["layer"][0]["encoding"]["x"]["scale"]["domain"]
    early = [v for v in data(chart) if v["at"] == left]
    assert [(v["batch"], v["step"], v["error"]) for v in early] == [(name, 0, 90.0) for name in theme.BATCH_COLOURS]
    assert [v["start"] for v in data(chart)].count(True) == 1 and not any(v["now"] for v in early)
    assert all(v["at"] == v[axis] for v in data(chart) if v["step"])
    assert all(left < v["at"] < right / 1.2 for v in data(chart) if v["step"]), (
        "the last tick has room for its number"
    )


def test_the_start_of_all_three_is_one_ring_of_no_colour_of_theirs_and_is_not_cut_at_the_edge():
    layers = spec("seconds")["layer"]
    early = [layer for layer in layers if layer.get("transform") == [{"filter": "datum.start"}]]
    (ring,) = [layer for layer in early if layer["mark"]["type"] == "point"]
    assert ring["encoding"]["color"]["value"] not in theme.BATCH_COLOURS.values() and "clip" not in ring["mark"]
    others = [layer for layer in layers if layer["mark"]["type"] in ("line", "point") and layer is not ring]
    filters = [layer["transform"][0]["filter"] for layer in others]
    assert filters == ["datum.step > 0", "datum.step > 0", "datum.now"]


def test_the_same_three_colours_in_every_chart_in_the_same_order():
    scales = [spec(axis)["layer"][0]["encoding"]["color"]["scale"] for axis in batches.AXES]
    assert scales[0] == scales[1] == scales[2]
    assert scales[0]["domain"] == ["serial", "mini-batch", "full batch"]
    assert scales[0]["range"] == list(theme.BATCH_COLOURS.values())


def test_the_three_differ_in_shape_too():
    shapes = spec("seen")["layer"][1]["encoding"]["shape"]["scale"]
    assert shapes["domain"] == list(theme.BATCH_COLOURS) and len(set(shapes["range"])) == 3


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK])
def test_the_three_colours_are_seen_and_told_apart_in_both_themes(palette):
    assert all(contrast(colour, palette.background) >= 3 for colour in theme.BATCH_COLOURS.values())
    assert all(apart(a, b) > 0.12 for a, b in combinations(theme.BATCH_COLOURS.values(), 2))


def test_the_axes_stand_still_while_training_goes_on():
    for axis, furthest in (("seen", 5000), ("seconds", 0)):
        early, late = (spec(axis, run, furthest=furthest)["layer"][0]["encoding"] for run in (RUN[:6], RUN))
        assert early["x"]["scale"] == late["x"]["scale"]
        assert early["x"]["scale"]["domain"][1] >= max(furthest, 0.1)


def test_before_training_there_is_the_start_alone_and_before_that_nothing():
    assert [v["now"] for v in data(spec("step", RUN[:3]))] == [False] * 3 and data(spec("step", [])) == []


def test_an_error_of_nothing_is_drawn_at_the_floor():
    run = [*RUN, snapshot("serial", 200, 200, 0.2, 0.0)]
    chart = spec("seen", run)
    assert data(chart)[-1]["error"] == chart["layer"][0]["encoding"]["y"]["scale"]["domain"][0] == 0.1


def test_another_axis_is_refused():
    with pytest.raises(ValueError, match="'axis' must be one of seconds, seen, step"):
        batches.against("epochs", RUN)


def test_a_small_chart_can_be_without_words_in_it():
    full, bare = ([layer["mark"]["type"] for layer in spec("seen", labelled=on)["layer"]] for on in (True, False))
    assert full.count("text") == 4 and bare == [kind for kind in full if kind != "text"]
