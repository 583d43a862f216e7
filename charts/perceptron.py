"""Lines of neurons among points: a hard and a soft one, two hidden neurons, and twenty networks that learn."""

from collections.abc import Iterable
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from charts.axes import legend, logarithmic, scale, titled
from charts.data import nothing, rows
from charts.theme import EXTRA
from core.experiments.perceptron import ByHand, Fit, Learned, Pair, Result

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
OUTCOMES = {"learned": "#00897b", "not learned": "#c9457a"}
OUTCOME_DASHES: dict[str, tuple[int, ...]] = {"learned": (), "not learned": (5, 3)}


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


def inputs(pair: Pair, found: ByHand) -> alt.LayerChart:
    """The four corners with the lines of the two hidden neurons."""
    window = (-0.6, 1.6, -0.6, 1.6)
    values = [
        _row("line", *place, name=f"neuron {k}", of=k)
        for k, at in ((1, pair.first), (2, pair.second))
        for place in _ends(np.array([1.0, 1.0, -at]), 0.0, window)
    ]
    values += [
        _row("called", at / 2 - 0.25, at / 2 + 0.25, name=f"neuron {k}")
        for k, at in ((1, pair.first), (2, pair.second))
    ]
    return _corners(values, window, [[0, 0], [0, 1], [1, 0], [1, 1]], found, ("x₁", "x₂"))


def hidden(found: ByHand) -> alt.LayerChart:
    """Where the corners lie for the third neuron: what the two hidden ones say; and its line."""
    window = (-0.6, 1.6, -0.6, 1.6)
    ends = _ends(np.array([1.0, -1.0, -0.5]), 0.0, window)
    values = [_row("line", *place, name="neuron 3") for place in ends]
    values.append(_row("called", 1.58, 0.75, name="neuron 3"))
    return _corners(values, window, found.hidden.tolist(), found, ("neuron 1 says", "neuron 2 says"))


def twenty(found: Learned) -> alt.LayerChart:
    """The loss of every network, update by update; those that have not learned XOR are dashed."""
    values = [
        {"step": int(step) + 1, "loss": float(loss), "network": s, "outcome": "learned" if ok else "not learned"}
        for s, ok in enumerate(found.solved)
        for step, loss in zip(found.steps, found.losses[:, s], strict=True)
    ]
    outcomes = [name for name in OUTCOMES if any(value["outcome"] == name for value in values)]
    shown = legend(title=None, symbolSize=400)
    line = (
        alt.Chart(nothing())
        .mark_line(strokeWidth=2, opacity=0.8)
        .encode(
            x=alt.X("step:Q", title=titled("update", log=True), scale=logarithmic((1, int(found.steps[-1]) + 1))),
            y=alt.Y("loss:Q", title="mean loss of the four corners").scale(domainMin=0),
            color=alt.Color("outcome:N", scale=scale(OUTCOMES, outcomes), legend=shown),
            strokeDash=alt.StrokeDash("outcome:N", scale=scale(OUTCOME_DASHES, outcomes), legend=shown),
            detail="network:N",
            tooltip=[alt.Tooltip("network:N", title="seed"), alt.Tooltip("loss:Q", format=".3f")],
        )
    )
    return rows(alt.LayerChart(layer=[line]).properties(height=HEIGHT), values)


def _corners(
    values: list[dict[str, Any]],
    window: tuple[float, ...],
    at: list[list[int]],
    found: ByHand,
    titles: tuple[str, str],
) -> alt.LayerChart:
    """Lines, and the four corners of XOR where they lie; each with its name, several on one place one after "
    "another."""
    names: dict[tuple[int, int], list[str]] = {}
    for k, place in enumerate(at):
        names.setdefault((place[0], place[1]), []).append(f"{k // 2}{k % 2}")
        values.append(_row("point", *place, output=_class(k in (1, 2))))
    values += [_row("name", *place, name=", ".join(text)) for place, text in names.items()]
    ticks = alt.Axis(values=[0, 0.5, 1], format=".2~f")
    base = _base(window, titles, axis=ticks)
    line = base.mark_line(strokeWidth=2.5, clip=True, color=LINES["perceptron"]).encode(detail="of:N")
    called = base.mark_text(dx=-8, dy=12, align="right", fontSize=13).encode(text="name:N")
    word = base.mark_text(dx=14, dy=-12, align="left", fontSize=13).encode(text="name:N")
    layers = [
        line.transform_filter("datum.kind == 'line'"),
        called.transform_filter("datum.kind == 'called'"),
        _marks(base, []),
        word.transform_filter("datum.kind == 'name'"),
    ]
    return rows(alt.LayerChart(layer=layers).properties(height=HEIGHT - 60), values)


def _row(
    kind: str, x: float, y: float, *, name: str = "", output: str = "", of: int = 0, p: float | None = None
) -> dict[str, Any]:
    return {"kind": kind, "x": float(x), "y": float(y), "name": name, "output": output, "of": of, "p": p}


def _class(one: bool) -> str:
    return "1" if one else "0"


def _base(window: tuple[float, ...], titles: tuple[str, str] = ("x₁", "x₂"), **more: Any) -> alt.Chart:
    x0, x1, y0, y1 = window
    return alt.Chart(nothing()).encode(
        x=alt.X("x:Q", title=titles[0], **more).scale(domain=[x0, x1], nice=False),
        y=alt.Y("y:Q", title=titles[1], **more).scale(domain=[y0, y1], nice=False),
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
