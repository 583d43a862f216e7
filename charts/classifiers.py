"""How often each of six classifiers is right, against the numbers it keeps and the seconds it takes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import altair as alt
import numpy as np

from charts.axes import above, below, legend, logarithmic, scale, titled
from charts.data import nothing, rows
from charts.theme import GREY, POINT_COLOURS
from core.experiments.classifiers import METHODS, Snapshot

COLOURS = dict(zip(METHODS, POINT_COLOURS, strict=True))
SHAPES = dict(zip(METHODS, ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross"), strict=True))
SHORT = METHODS | {"logistic": "logistic", "svm": "SVM", "knn": "neighbours", "tree": "tree"}  # in the legend
RIGHT = "right on new points"
COSTS = {"numbers": "parameters", "seconds": "seconds to learn"}
HEIGHT, LEAST = 300, 1e-4  # pixels; and seconds: less is not told apart
ROOM = 3.5  # times the largest cost there is room for the names of levels
TOP = 1.02  # of the axis: a mark at 100 % is whole
A_ROUND = 3  # numbers that a round of AdaBoost keeps


def costs(found: Snapshot, base: float, ceiling: float | None, by: str) -> alt.LayerChart:
    """A mark for each method at the means of its draws, with a bar from the worst to the best, `by` its cost."""
    values = [_row(found, row, name, by) for row, name in enumerate(METHODS)]
    marks = [float(value["cost"]) for value in values]
    if by == "numbers":
        values += _rounds(found)
    low = min(float(np.nanmin(found.right)), base) - 0.03
    x = alt.X(
        "cost:Q",
        title=titled(COSTS[by], log=True),
        scale=logarithmic((below(min(marks)), above(ROOM * max(marks)))),
    )
    up = partial(_up, alt.Scale(domain=[max(0.0, low), TOP], nice=False, zero=False))
    columns = alt.ExprRef("width < 180 ? 1 : width < 230 ? 2 : width < 460 ? 3 : 6")
    shown = legend(
        SHORT, title=None, symbolType=alt.Undefined, symbolStrokeWidth=1.5, symbolSize=110, columns=columns
    )
    empty = alt.Chart(nothing())
    drawn = empty.transform_filter("datum.kind == 'mark'")
    span = drawn.mark_rule(aria=False, strokeWidth=2.5).encode(
        x=x,
        y=up("least"),
        y2="most:Q",
        color=alt.Color("name:N", scale=scale(COLOURS), legend=shown),
    )
    dots = drawn.mark_point(aria=False, filled=True, size=130, opacity=1).encode(
        x=x,
        y=up("right"),
        color=alt.Color("name:N", scale=scale(COLOURS), legend=shown),
        shape=alt.Shape("name:N", scale=scale(SHAPES), legend=shown),
        tooltip=[
            alt.Tooltip("title:N", title=" "),
            alt.Tooltip("right:Q", title="right", format=".1%"),
            alt.Tooltip("least:Q", title="worst draw", format=".1%"),
            alt.Tooltip("most:Q", title="best draw", format=".1%"),
            alt.Tooltip("cost:Q", title=COSTS[by], format=",.4~g"),
        ],
    )
    layers = [*(_band(empty, x, up) if by == "numbers" else ()), span, dots, *_levels(empty, base, ceiling)]
    return rows(alt.LayerChart(layer=layers).properties(height=HEIGHT), values)


def _row(found: Snapshot, row: int, name: str, by: str) -> dict[str, Any]:
    cost = found.numbers[row].mean() if by == "numbers" else max(LEAST, found.seconds[row].mean())
    return {
        "kind": "mark",
        "name": name,
        "title": METHODS[name],
        "cost": float(cost),
        "right": float(found.right[row].mean()),
        "least": float(found.right[row].min()),
        "most": float(found.right[row].max()),
    }


def _rounds(found: Snapshot) -> list[dict[str, Any]]:
    had = int(found.numbers[list(METHODS).index("adaboost")].max()) // A_ROUND  # it may end before its last round
    return [
        {
            "kind": "round",
            "name": "adaboost",
            "title": METHODS["adaboost"],
            "cost": A_ROUND * (k + 1),
            "right": float(shares.mean()),
            "least": float(shares.min()),
            "most": float(shares.max()),
        }
        for k, shares in enumerate(found.rounds[:had])
    ]


def _up(shown: alt.Scale, field: str) -> alt.Y:
    return alt.Y(
        f"{field}:Q", title=RIGHT, scale=shown, axis=alt.Axis(format=".0%", values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    )


def _band(empty: alt.Chart, x: alt.X, up: Callable[[str], alt.Y]) -> tuple[alt.Chart, alt.Chart]:
    base = empty.transform_filter("datum.kind == 'round'")
    band = base.mark_area(aria=False, opacity=0.2, color=COLOURS["adaboost"], clip=True)
    line = base.mark_line(aria=False, strokeWidth=2, color=COLOURS["adaboost"], clip=True)
    return band.encode(x=x, y=up("least"), y2="most:Q"), line.encode(x=x, y=up("right"))


def _levels(empty: alt.Chart, base: float, ceiling: float | None) -> list[alt.LayerChart]:
    """Level lines with their names: the base rate, and what a sum of upright and level lines cannot pass."""
    named = [("base rate", base, [4, 3])]
    named += [("ceiling", ceiling, [1, 0])] if ceiling is not None else []
    once = empty.transform_filter("datum.kind == 'mark' && datum.name == 'logistic'")  # not for each row
    layers = []
    for name, share, dash in named:
        at = alt.Y(datum=share)
        line = once.mark_rule(aria=False, color=GREY, strokeWidth=2, strokeDash=dash).encode(y=at)
        text = once.mark_text(aria=False, color=GREY, align="right", dy=-8).encode(
            y=at, x=alt.value("width"), text=alt.value(name)
        )
        layers += [line, text]
    return layers
