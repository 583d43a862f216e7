"""Charts that are made once for all who see the same."""

from dataclasses import dataclass

import altair as alt
import numpy as np
import pytest

from charts.data import nothing, rows
from ui import style


@dataclass(frozen=True)
class Setting:
    width: int


@dataclass(frozen=True)
class Result:
    values: np.ndarray


@pytest.fixture
def draw(monkeypatch):
    """A chart of numbers, which notes how often it is drawn."""
    monkeypatch.setattr(style, "_drawn", type(style._drawn)())

    def line(*given, **named):
        line.times += 1
        chart = alt.layer(alt.Chart(nothing()).mark_line().encode(x="x:Q", y="y:Q"))
        return rows(chart, [{"x": x, "y": line.times} for x in range(3)])

    line.times = 0
    return line


def test_a_chart_of_the_same_is_drawn_once(draw):
    result, snapshots = Result(np.zeros(3)), (Result(np.ones(2)), Result(np.ones(2)))
    first = style.drawn(draw, Setting(3), result, ["a", ("b", 1.5)], snapshots, of={"c": None})
    again = style.drawn(draw, Setting(3), result, ["a", ("b", 1.5)], tuple(snapshots), of={"c": None})
    assert again is first and draw.times == 1
    assert (
        first.data == {"x": [0, 1, 2], "y": [1, 1, 1]} and "datasets" not in first.spec and "data" not in first.spec
    )


@pytest.mark.parametrize(
    "other",
    [
        lambda r: ((Setting(4), r, ["a"]), {}),
        lambda r: ((Setting(3), Result(r.values.copy()), ["a"]), {}),
        lambda r: ((Setting(3), r, ("a",)), {}),
        lambda r: ((Setting(3), r, ["a", "b"]), {}),
        lambda r: ((Setting(3), r, ["a"]), {"of": "loss"}),
    ],
)
def test_a_chart_of_anything_else_is_drawn_anew(draw, other):
    result = Result(np.zeros(3))
    style.drawn(draw, Setting(3), result, ["a"])
    given, named = other(result)
    style.drawn(draw, *given, **named)
    assert draw.times == 2


def test_only_so_many_are_kept(draw, monkeypatch):
    monkeypatch.setattr(style, "_KEPT", 4)
    for i in range(10):
        style.drawn(draw, i)
    assert len(style._drawn) == 4
    style.drawn(draw, 9)
    assert draw.times == 10
    style.drawn(draw, 0)
    assert draw.times == 11


def test_an_object_keeps_its_identity_while_its_chart_is_kept(draw):
    for _ in range(50):
        style.drawn(draw, Result(np.zeros(3)))  # the next one may lie where the last one lay
    assert draw.times == 50


@pytest.mark.parametrize(
    "y, height, stretched", [("quantitative", None, True), ("nominal", style._ROWS_IN_LECTURE, False)]
)
def test_in_a_lecture_a_chart_is_as_high_as_the_window_lets_it_be(monkeypatch, y, height, stretched):
    monkeypatch.setattr(style.session, "in_lecture", lambda: True)
    made = alt.LayerChart(layer=[alt.Chart(alt.Data(name="rows")).mark_bar().encode(y=f"a:{y[0].upper()}")])
    spec, more = {}, {}

    class Place:
        def container(self, key):
            return self

        def vega_lite_chart(self, data, shown, **said):
            spec.update(shown)
            more.update(said)

    drawn = style.Drawn({"a": [1]}, made.properties(height=400).to_dict(validate=False))
    style.chart(drawn, Place(), key="chart", alt="A chart.")
    assert spec.get("height") == height and (more["height"] == "stretch") == stretched
    assert drawn.spec["height"] == 400, "what is kept for all sessions stays as it is"
