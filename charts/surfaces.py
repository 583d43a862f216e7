"""Surfaces: error against numbers stored, for networks and for what does without, and what training has left."""

import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from charts.axes import TEN_TO, above, below, legend, logarithmic, powers, scale, steps, titled
from charts.data import nothing, rows
from charts.theme import LABEL, METHOD_COLOURS, METHOD_DASHES
from core.experiments.surfaces import Snapshot
from core.experiments.surfaces.frontier import METHODS, Result
from core.experiments.surfaces.ladder import Row

WIDE, HIGH, LETTER, LINE = 840, 330, 6.5, 14  # pixels of the chart, about, and of a name in it
LEAST = 1e-7  # what is less than this is drawn there: a log axis has no 0
POINTS = 60  # of a curve
CALLED = {**METHODS, "network": "networks"}
_LINE = "datum.kind === 'line'"


def budgets(
    found: Result,
    networks: Sequence[tuple[Row, NDArray[np.float64]]],
    here: tuple[str, int, float] | None,
) -> alt.LayerChart:
    """Error against numbers stored, both on log scales: a line for each method, a point for each network.

    networks: each with the losses of its seeds, whose median is the point, and all of them the bar; here: what the
    page shows, as a ring: its name, weights and loss.
    """
    values = [*_curves(found), *(_point(row.name, row.weights, losses) for row, losses in networks if len(losses))]
    if here:
        values.append(_point(here[0], here[1], np.array([here[2]])) | {"kind": "here"})
    _name(values)
    least, most = min(value["low"] for value in values), max(value["numbers"] for value in values)
    ends = (below(least), 1.0)
    x = alt.X(
        "numbers:Q",
        title=titled("numbers stored", log=True),
        scale=logarithmic([_fewest(values), above(most)]),
        axis=alt.Axis(values=steps(_fewest(values), above(most)), format="~s"),
    )
    base = alt.Chart(nothing()).encode(x=x, color=_colour())
    return rows(alt.LayerChart(layer=_layers(base, ends)).properties(height=360), values)


def _fewest(values: Sequence[dict[str, Any]]) -> float:
    """Where the axis begins: at a quarter of the smallest network, or where the first method does."""
    of = [value["numbers"] / (1 if value["kind"] == "line" else 4) for value in values]
    nets = [many for many, value in zip(of, values, strict=True) if value["kind"] != "line"]
    return below(max(2, min(nets or of)))


def _layers(base: alt.Chart, ends: tuple[float, float]) -> list[alt.Chart]:
    y = alt.Y("mid:Q", title=titled("mean squared error", log=True), scale=logarithmic(ends), axis=_axis(ends))
    tips = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("numbers:Q", title="numbers", format=","),
        alt.Tooltip("error:Q", title="error", format=".3g"),
    ]
    low = alt.Y("low:Q", scale=logarithmic(ends), title=None)
    line = base.mark_line(aria=False, strokeWidth=2.5, clip=True).encode(y=y, strokeDash=_dash())
    bar = base.mark_rule(aria=False, strokeWidth=2, clip=True).encode(y=low, y2=alt.Y2("high:Q"))
    dot = base.mark_point(aria=False, size=70, filled=True, opacity=1, clip=True).encode(y=y, tooltip=tips)
    ring = base.mark_point(aria=False, size=260, strokeWidth=2.5, filled=False, opacity=1, clip=True)
    shown = alt.ExprRef("width < 600 ? 0 : 1")
    said = base.encode(y=y, text="name:N", color=alt.value(LABEL))
    right = said.mark_text(aria=False, dx=9, align="left", baseline="middle", fontSize=12, opacity=shown)
    left = said.mark_text(aria=False, dx=-9, align="right", baseline="middle", fontSize=12, opacity=shown)
    return [
        line.transform_filter(_LINE),
        bar.transform_filter("datum.kind === 'net'"),
        dot.transform_filter("datum.kind === 'net'"),
        ring.encode(y=y, tooltip=tips).transform_filter("datum.kind === 'here'"),
        right.transform_filter("datum.side === 'right'"),
        left.transform_filter("datum.side === 'left'"),
    ]


def _curves(found: Result) -> list[dict[str, Any]]:
    values = []
    for method in METHODS:
        numbers, errors = found.of(method)
        for at in sorted({round(place) - 1 for place in np.geomspace(1, len(numbers), POINTS)}):
            error = max(LEAST, float(errors[at]))
            place = {
                "numbers": float(numbers[at]),
                "error": float(errors[at]),
                "mid": error,
                "low": error,
                "high": error,
            }
            values.append({"method": method, "kind": "line", "name": METHODS[method], **place})
    return values


def _name(values: list[dict[str, Any]]) -> None:
    """Write the names of networks at their points, where no other name or point stands; the table has all."""
    points = [value for value in values if value["kind"] == "net"]
    least, most = min(value["low"] for value in values), max(value["numbers"] for value in values)

    def place(value: dict[str, Any]) -> tuple[float, float]:
        across = math.log(value["numbers"] / _fewest(values)) / math.log(above(most) / _fewest(values))
        return WIDE * across, HIGH * math.log(value["mid"]) / math.log(below(least))

    taken = [(x - 5, x + 5, y) for x, y in map(place, points)]
    for value in values:
        value["side"] = ""
    for value in sorted(points, key=lambda one: -one["numbers"]):
        (x, y), long = place(value), 12 + LETTER * len(value["name"])
        for side, box in (("right", (x + 8, x + long, y)), ("left", (x - long, x - 8, y))):
            if all(box[1] < a or box[0] > b or abs(y - at) >= LINE for a, b, at in taken):
                value["side"] = side
                taken.append(box)
                break


def _point(name: str, weights: int, losses: NDArray[np.float64]) -> dict[str, Any]:
    ends = {"mid": float(np.median(losses)), "low": float(losses.min()), "high": float(losses.max())}
    shown = {end: min(1.0, max(LEAST, value)) for end, value in ends.items()}
    return {"method": "network", "kind": "net", "name": name, "numbers": weights, "error": ends["mid"], **shown}


def _colour() -> alt.Color:
    return alt.Color("method:N", title=None, scale=scale(METHOD_COLOURS, CALLED), legend=_legend())


def _dash() -> alt.StrokeDash:
    return alt.StrokeDash("method:N", title=None, scale=scale(METHOD_DASHES, CALLED), legend=_legend())


def _legend() -> alt.Legend:
    columns = alt.ExprRef("width < 480 ? 1 : 4")
    return legend(CALLED, columns=columns, columnPadding=14, symbolStrokeWidth=2.5, symbolSize=300, symbolOpacity=1)


LEFT = {"loss": "as it is trained", "exact": "with the output layer solved exactly"}
LEFT_COLOURS = {"loss": METHOD_COLOURS["network"], "exact": METHOD_COLOURS["small"]}
LEFT_DASHES: dict[str, tuple[int, ...]] = {"loss": (), "exact": (6, 3)}


def left(run: Sequence[Snapshot]) -> alt.LayerChart:
    """The loss against steps, and what it would be with the best output layer, both on log scales."""
    values: list[dict[str, Any]] = [
        {"step": s.step, "which": which, "loss": max(LEAST, float(getattr(s, which)))}
        for s in run
        if s.step and math.isfinite(s.loss)
        for which in LEFT
    ]
    losses = [value["loss"] for value in values]
    ends = below(min([0.5, *losses])), above(max([1.0, *losses]))
    most = max([10, *(value["step"] for value in values)])
    shown = legend(LEFT, columns=alt.ExprRef("width < 480 ? 1 : 2"), symbolSize=300, symbolStrokeWidth=2.5)
    x = alt.X("step:Q", title=titled("step", log=True), scale=logarithmic([1, most]))
    y = alt.Y("loss:Q", title=titled("mean squared error", log=True), scale=logarithmic(ends), axis=_axis(ends))
    line = (
        alt.Chart(nothing())
        .mark_line(aria=False, strokeWidth=2.5, clip=True)
        .encode(
            x=x.axis(tickCount=5, format="~s"),
            y=y,
            color=alt.Color("which:N", title=None, scale=scale(LEFT_COLOURS), legend=shown),
            strokeDash=alt.StrokeDash("which:N", title=None, scale=scale(LEFT_DASHES), legend=shown),
        )
    )
    return rows(alt.LayerChart(layer=[line]).properties(height=240), values)


def _axis(ends: tuple[float, float]) -> alt.Axis:
    if ends[0] < 1e-3:
        return alt.Axis(values=powers(ends[0], 1), labelExpr=TEN_TO)
    return alt.Axis(format="~g", values=steps(*ends))
