"""Networks fitted to a function: what they say over it, and their errors with the seeds as a band."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from charts.axes import below, legend, logarithmic, scale, steps, titled
from charts.data import nothing, rows
from charts.theme import GREY, NET_COLOURS, NET_DASHES
from core.learning.fitted import Snapshot, inputs, last, middle
from core.learning.regression import Exact

HEIGHT = 330  # pixels
TIMES = 24  # frames of a recording that are shown
EVERY = 2  # points of a curve: 256 of 512
Names = Mapping[str, str]  # net -> what the legend says
Rowlist = list[dict[str, Any]]


def learned(
    x: Exact,
    y: Exact,
    snapshots: Sequence[Snapshot],
    names: Names,
    *,
    recorded: bool,
    boxes: tuple[Exact, Exact] | None = None,
    span: tuple[float, float] = (0.0, 1.0),
) -> alt.LayerChart:
    """The function (grey), each net's seed of median error over it, and boxes (edges, heights) behind.

    Of a recording that has ended the slider below chooses the step, in the browser; until then it is the latest.
    """
    frames = _frames(snapshots, recorded)
    values = [*_boxes(boxes), *_target(x, y), *_curves(frames, list(names))]
    base = alt.Chart(nothing()).encode(
        x=alt.X("x:Q", title="x").scale(domain=[0, 1], nice=False).axis(tickCount=6, format=".1f"),
        y=alt.Y("y:Q", title="f(x)").scale(domain=list(span), nice=False).axis(tickCount=5, format="~g"),
    )
    green = NET_COLOURS["boxes"]
    rects = base.mark_rect(aria=False, color=green, fillOpacity=0.16, stroke=green, strokeOpacity=0.45, clip=True)
    rects = rects.encode(x2="x2:Q", y2=alt.Y2Datum(0))
    tops = base.mark_rule(aria=False, color=green, strokeWidth=2, clip=True).encode(x2="x2:Q")
    line = base.mark_line(aria=False, color=GREY, strokeWidth=4, opacity=0.75)
    shown = base.mark_line(aria=False, strokeWidth=2, clip=True).encode(
        color=colour(names), strokeDash=dash(names), detail="frame:N"
    )
    said = base.mark_text(aria=False, align="right", baseline="top", dx=-6, dy=6, fontSize=12, color=GREY).encode(
        x=alt.value("width"), y=alt.value(0), text="label:N"
    )
    layers = [
        rects.transform_filter("datum.net == 'boxes'"),
        tops.transform_filter("datum.net == 'boxes'"),
        line.transform_filter("datum.net == 'f'"),
        shown.transform_filter("datum.frame >= 0 && datum.net != 'when' && datum.frame == at"),
        said.transform_filter("datum.net == 'when' && datum.frame == at"),
    ]
    return rows(alt.LayerChart(layer=layers).add_params(_time(len(frames))).properties(height=HEIGHT), values)


def _time(many: int) -> alt.Parameter:
    """The frame that is shown: chosen by a slider where there are several."""
    newest = max(many - 1, 0)
    if many < 2:
        return alt.param(name="at", value=newest)
    bind = alt.binding_range(min=0, max=newest, step=1, name="Drag to see them learn ")
    return alt.param(name="at", value=newest, bind=bind)


def _frames(snapshots: Sequence[Snapshot], recorded: bool) -> list[dict[str, Snapshot]]:
    """Instants to show: the latest snapshot of each net at each."""
    steps = sorted({s.step for s in snapshots})
    if not recorded:
        steps = steps[-1:]
    chosen = {round(i) for i in np.linspace(0, len(steps) - 1, min(TIMES, len(steps)))}
    return [last([s for s in snapshots if s.step <= steps[i]]) for i in sorted(chosen)]


def _row(
    net: str, frame: int, x: float, y: float | None, x2: float | None = None, label: str = ""
) -> dict[str, Any]:
    return {"net": net, "frame": frame, "x": x, "y": y, "x2": x2, "label": label}


def _boxes(boxes: tuple[Exact, Exact] | None) -> Rowlist:
    if boxes is None:
        return []
    edges, heights = boxes
    return [
        _row("boxes", -1, float(a), float(h), float(b))
        for a, b, h in zip(edges[:-1], edges[1:], heights, strict=True)
    ]


def _target(x: Exact, y: Exact) -> Rowlist:
    return [_row("f", -1, round(float(a), 5), round(float(b), 4)) for a, b in zip(x, y, strict=True)]


def _curves(frames: Sequence[Mapping[str, Snapshot]], nets: Sequence[str]) -> Rowlist:
    """One curve a net and frame: the seed whose error is the median at the end, so that it is one and the same."""
    if not frames:
        return []
    chosen = {net: middle(frames[-1][net]) for net in nets if net in frames[-1]}
    x = inputs()[::EVERY]
    rows: Rowlist = []
    for number, frame in enumerate(frames):
        step = max(s.step for s in frame.values())
        rows.append(_row("when", number, 0.0, None, label=f"step {step:,}"))
        for net in nets:
            if net in frame:
                y = frame[net].outputs[chosen[net], ::EVERY]
                rows += [_row(net, number, round(float(a), 5), _finite(b)) for a, b in zip(x, y, strict=True)]
    return rows


def _finite(value: float) -> float | None:
    return round(float(value), 4) if math.isfinite(value) else None


def errors(snapshots: Sequence[Snapshot], names: Names, *, furthest: int) -> alt.LayerChart:
    """Root mean square error against steps, both on log scales: the median of the seeds, and all between the least
    and the largest as a band. Step 0 has no place on a log axis and is left out.
    """
    values = [{"net": s.net, "step": s.step, **spread(s)} for s in snapshots if s.step and np.isfinite(s.rms).all()]
    base = alt.Chart(nothing()).encode(
        x=alt.X("step:Q", title=titled("step", log=True), scale=logarithmic([1, furthest])).axis(
            tickCount=5, format="~s"
        ),
        color=colour(names),
    )
    layers = bands(base, names, ("step:Q", "step"), span(values))
    return rows(alt.LayerChart(layer=layers).properties(height=240), values)


def bands(base: alt.Chart, names: Names, of: tuple[str, str], ends: tuple[float, float]) -> list[alt.Chart]:
    """Medians as lines over bands from the least to the largest, error on a log axis with these ends."""
    log, axis = logarithmic(ends), alt.Axis(format="~g", values=steps(*ends, digits=(1,)))
    y = alt.Y("mid:Q", title=titled("root mean square error", log=True), scale=log, axis=axis)
    field, title = of
    tips = [alt.Tooltip("net:N", title=" "), alt.Tooltip(field, title=title, format=",")] + [
        alt.Tooltip(f"{name}:Q", title=words, format=".2g")
        for name, words in (("mid", "error, median"), ("low", "least"), ("high", "largest"))
    ]
    low = alt.Y("low:Q", scale=log, title=None)
    band = base.mark_area(aria=False, opacity=0.2, clip=True).encode(y=low, y2="high:Q")
    line = base.mark_line(aria=False, strokeWidth=2, clip=True).encode(y=y, strokeDash=dash(names))
    dots = base.mark_circle(aria=False, size=26, opacity=1, clip=True).encode(y=y, tooltip=tips)
    return [band, line, dots]


def spread(snapshot: Snapshot) -> dict[str, float]:
    """Median, least and largest error of the seeds; a log axis has no 0."""
    rms = np.maximum(snapshot.rms, 1e-6)
    return {"mid": float(np.median(rms)), "low": float(rms.min()), "high": float(rms.max())}


def span(values: Sequence[Mapping[str, Any]], most: float = 0.001) -> tuple[float, float]:
    """The ends of an axis for these errors: the largest of 1, 2, 5 times a power of ten below all, `most` at most;
    and 1, or the first power of ten that none exceeds.
    """
    largest = max([1.0, *(value["high"] for value in values)])
    top = 10.0 ** math.ceil(math.log10(largest) - 1e-9)
    return below(min([most, *(value["low"] for value in values)])), top


def colour(names: Names) -> alt.Color:
    return alt.Color("net:N", title=None, scale=scale(NET_COLOURS, names), legend=_legend(names))


def dash(names: Names) -> alt.StrokeDash:
    return alt.StrokeDash("net:N", title=None, scale=scale(NET_DASHES, names), legend=_legend(names))


def _legend(names: Names) -> alt.Legend:
    return legend(
        names,
        columns=alt.ExprRef("width < 480 ? 1 : 4"),
        columnPadding=14,
        symbolStrokeWidth=2.5,
        symbolSize=300,
        symbolOpacity=1,
        symbolFillColor="transparent",
    )
