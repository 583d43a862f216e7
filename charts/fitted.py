"""Networks fitted to a function: their errors, with the seeds as a band."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from charts.axes import below, legend, logarithmic, scale, steps, titled
from charts.data import nothing, rows
from charts.theme import NET_COLOURS, NET_DASHES
from core.learning.fitted import Snapshot

Names = Mapping[str, str]  # net -> what the legend says


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
