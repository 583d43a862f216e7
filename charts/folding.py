"""Folds in numbers: regions against units, and the tent map."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from charts.axes import legend, logarithmic, scale, titled
from charts.data import nothing, rows
from charts.theme import BATCH_COLOURS
from core.experiments.folding import Grown, Teeth

HEIGHT = 260  # pixels
LABELS = {"folded": "in layers", "one layer": "one layer, at most"}
COLOURS = (BATCH_COLOURS["mini-batch"], BATCH_COLOURS["serial"])


def growth(grown: Sequence[Grown], regions: int, units: int) -> alt.LayerChart:
    """Regions against units, on a log scale; a large dot is the network on the page."""
    values: list[dict[str, Any]] = []
    for g in grown:
        values.append({"units": g.units, "regions": g.regions, "how": LABELS["folded"], "here": False})
        values.append({"units": g.units, "regions": g.one_layer, "how": LABELS["one layer"], "here": False})
    values.append({"units": units, "regions": regions, "how": LABELS["folded"], "here": True})
    colours = dict(zip(LABELS.values(), COLOURS, strict=True))
    dashes = dict(zip(LABELS.values(), ((), (5, 3)), strict=True))
    base = alt.Chart(nothing()).encode(
        x=alt.X("units:Q", title="units that bend")
        .scale(domain=[0, 12.5], nice=False)
        .axis(tickCount=6, format="d"),
        y=alt.Y("regions:Q", title=titled("regions", log=True), scale=logarithmic([1, 8000])),
        color=alt.Color("how:N", title=None, scale=scale(colours), legend=legend(symbolSize=60)),
        tooltip=[alt.Tooltip("how:N", title=" "), alt.Tooltip("units:Q"), alt.Tooltip("regions:Q", format=",")],
    )
    lines = (
        base.mark_line(strokeWidth=2)
        .encode(strokeDash=alt.StrokeDash("how:N", legend=None, scale=scale(dashes)))
        .transform_filter("!datum.here")
    )
    dots = base.mark_circle(size=30, opacity=1).transform_filter("!datum.here")
    here = base.mark_circle(size=130, opacity=1).transform_filter("datum.here")
    return rows(alt.LayerChart(layer=[lines, dots, here]).properties(height=HEIGHT), values)


def tent(teeth: Teeth) -> alt.LayerChart:
    """The tent map through its breakpoints; where there are few of them, they are marked."""
    marked = teeth.pieces <= 64
    values = [{"x": float(x), "y": float(y)} for x, y in zip(teeth.x, teeth.y, strict=True)]
    base = alt.Chart(nothing()).encode(
        x=alt.X("x:Q", title="input x", axis=alt.Axis(format="~g", tickCount=8)).scale(domain=[0, 1], nice=False),
        y=alt.Y("y:Q", title="output", axis=alt.Axis(format="~g", tickCount=4)).scale(domain=[0, 1], nice=False),
        tooltip=[alt.Tooltip("x:Q", format=".4f"), alt.Tooltip("y:Q", format=".4f")],
    )
    line = base.mark_line(strokeWidth=2 if marked else 1, color=COLOURS[0], clip=False)
    ends = base.mark_circle(size=36 if marked else 0, opacity=1, color=COLOURS[0])
    return rows(alt.LayerChart(layer=[line, ends]).properties(height=HEIGHT), values)
