"""The lines of two neurons among points: a hard one and a soft one."""

from collections.abc import Iterable
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from charts.axes import legend, scale
from charts.data import nothing, rows
from charts.theme import EXTRA
from core.experiments.perceptron import Fit, Result

Floats = NDArray[np.float64]
HEIGHT = 340  # pixels
CLASSES = {"1": EXTRA[0], "0": EXTRA[1]}
SHAPES = {
    "1": "circle",
    "0": "M-1,-0.6L-0.6,-1L0,-0.4L0.6,-1L1,-0.6L0.4,0L1,0.6L0.6,1L0,0.4L-0.6,1L-1,0.6L-0.4,0Z",  # a cross
}
LINES = {"perceptron": "#8a5cd6", "logistic regression: 50 %": "#c9457a", "10 % and 90 %": "#c9457a"}
DASHES: dict[str, tuple[int, ...]] = {
    "perceptron": (),
    "logistic regression: 50 %": (8, 4),
    "10 % and 90 %": (2, 3),
}


def soft(result: Result, fit: Fit) -> alt.LayerChart:
    """The points, the perceptron's last line, and where logistic regression says 10, 50 and 90 %."""
    window = _window(result.points)
    hard = result.trace.weights[-1] / 100
    drawn = [("perceptron", hard, 0.0), ("logistic regression: 50 %", fit.weights, 0.0)]
    drawn += [("10 % and 90 %", fit.weights, level) for level in (-np.log(9), np.log(9))]
    values = [
        _row("line", *place, name=name, of=k)
        for k, (name, w, level) in enumerate(drawn)
        for place in _ends(w, level, window)
    ]
    points = zip(result.points, result.labels, fit.probabilities, strict=True)
    values += [_row("point", x, y, output=_class(label > 0), p=float(p)) for (x, y), label, p in points]
    base = _base(window)
    shown = legend(title=None, symbolSize=400, columns=alt.ExprRef("width < 420 ? 1 : 12"))
    layers = [
        base.mark_line(strokeWidth=2.5, clip=True)
        .encode(
            color=alt.Color("name:N", scale=scale(LINES), legend=shown),
            strokeDash=alt.StrokeDash("name:N", scale=scale(DASHES), legend=shown),
            detail="of:N",
        )
        .transform_filter("datum.kind == 'line'"),
        _marks(base, [alt.Tooltip("p:Q", format=".3f", title="logistic regression says")]),
    ]
    return rows(alt.LayerChart(layer=layers).properties(height=HEIGHT), values)


def _row(
    kind: str, x: float, y: float, *, name: str = "", output: str = "", of: int = 0, p: float | None = None
) -> dict[str, Any]:
    return {"kind": kind, "x": float(x), "y": float(y), "name": name, "output": output, "of": of, "p": p}


def _class(one: bool) -> str:
    return "1" if one else "0"


def _base(window: tuple[float, ...]) -> alt.Chart:
    x0, x1, y0, y1 = window
    return alt.Chart(nothing()).encode(
        x=alt.X("x:Q", title="x₁").scale(domain=[x0, x1], nice=False),
        y=alt.Y("y:Q", title="x₂").scale(domain=[y0, y1], nice=False),
    )


def _marks(base: alt.Chart, tips: list[alt.Tooltip]) -> alt.Chart:
    """The points: a disc for 1, a cross for 0."""
    shown: alt.Chart = base.mark_point(size=130, filled=True, opacity=1)
    one, zero = map(alt.value, CLASSES.values())
    shown = shown.encode(
        color=alt.condition("datum.output == '1'", one, zero),
        shape=alt.Shape("output:N", scale=scale(SHAPES), legend=None),
        tooltip=[alt.Tooltip("x:Q"), alt.Tooltip("y:Q"), *tips],
    ).transform_filter("datum.kind == 'point'")
    return shown


def _window(points: Floats) -> tuple[float, float, float, float]:
    (x0, y0), (x1, y1) = np.minimum(points.min(0), 0), np.maximum(points.max(0), 1)
    room = 0.25 * max(x1 - x0, y1 - y0)
    return float(x0 - room), float(x1 + room), float(y0 - room), float(y1 + room)


def _ends(w: Floats, level: float, window: tuple[float, ...]) -> Iterable[tuple[float, float]]:
    """Two places of the line w·x + b = level that lie outside the window, or at its edge; none where w is 0."""
    x0, x1, y0, y1 = window
    if abs(w[1]) > abs(w[0]):
        return [(x, float((level - w[2] - w[0] * x) / w[1])) for x in (x0, x1)]
    if w[0]:
        return [(float((level - w[2] - w[1] * y) / w[0]), y) for y in (y0, y1)]
    return []
