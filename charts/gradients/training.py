"""The gradient in every layer through training, and what came of it."""

import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from charts.axes import TEN_TO, logarithmic, powers, scale, steps, titled
from charts.data import nothing, rows
from charts.theme import ACTIVATION_COLOURS, ACTIVATION_DASHES, GREY
from core.experiments.gradients.training import Snapshot
from core.experiments.gradients.words import size
from core.learning.nets import ACTIVATIONS

Rowlist = list[dict[str, Any]]


def heat(snapshots: Sequence[Snapshot], a: int, layers: int, furthest: int) -> alt.LayerChart:
    """Layer x step of activation number `a`: the weights' gradient as a colour, log scale, the draws' median."""
    values = _cells(snapshots, a, furthest)
    seen = [v["norm"] for v in values if v["norm"]]
    low, high = (min(seen), max(seen)) if seen else (1e-3, 1.0)
    if high < 10 * low:
        low, high = low / 3, high * 3
    colours = alt.Scale(type="log", domain=[low, high], scheme="viridis")
    marks = powers(10.0 ** math.ceil(math.log10(low)), 10.0 ** math.floor(math.log10(high)))
    bar = alt.Legend(title="|∂E/∂W|", labelExpr=TEN_TO, orient="right", gradientLength=200, values=marks)
    base = alt.Chart(nothing()).encode(
        x=_step_axis("from:Q", furthest),
        x2="to:Q",
        y=alt.Y("layer:Q", title="layer").scale(domain=[0.5, layers + 0.5], nice=False).axis(format="d"),
        y2="up:Q",
        tooltip=[
            alt.Tooltip("step:Q", format=","),
            alt.Tooltip("number:Q", title="layer"),
            alt.Tooltip("text:N", title="gradient"),
        ],
    )
    none = base.mark_rect(aria=False, color=GREY, opacity=0.35).transform_filter("!isValid(datum.norm)")
    some = base.mark_rect(aria=False).encode(color=alt.Color("norm:Q", scale=colours, legend=bar))
    layered = [none, some.transform_filter("isValid(datum.norm)")]
    return rows(alt.LayerChart(layer=layered).properties(height=330), values)


def _cells(snapshots: Sequence[Snapshot], a: int, furthest: int) -> Rowlist:
    """A rectangle for each layer from one snapshot's step to that of the next."""
    values: Rowlist = []
    ends = [*(s.step for s in snapshots[1:]), furthest + 1][: len(snapshots)]
    for s, end in zip(snapshots, ends, strict=True):
        mid, exact = np.median(s.norm[a], axis=0), s.nothing[a].mean(0) >= 0.5
        for i, norm in enumerate(mid):
            values.append(
                {
                    "from": s.step + 1,
                    "to": max(end, s.step + 1) + 1,
                    "layer": i + 0.5,
                    "up": i + 1.5,
                    "norm": float(norm) if 0 < norm < math.inf else None,
                    "step": s.step,
                    "number": i + 1,
                    "text": size(float(norm), bool(exact[i]), low=1e-45),
                }
            )
    return values


def _step_axis(field: str, furthest: int) -> alt.X:
    ticks = [1, *(step + 1 for step in steps(1, furthest))]
    return alt.X(field, title=titled("step", log=True), scale=logarithmic([1, furthest + 2])).axis(
        values=ticks, labelExpr="format(datum.value - 1, ',')", labelOverlap=True
    )


def curves(names: Sequence[str], snapshots: Sequence[Snapshot], of: str, furthest: int) -> alt.LayerChart:
    """Loss (`of` "loss", nats) or error on the test ("error") against steps: medians over bands of all draws."""
    values = _bands(names, snapshots, of)
    title, axis, y_scale = titled("test error", "%"), alt.Axis(tickCount=4), alt.Scale(domain=[0, 100], nice=False)
    if of == "loss":
        title, axis, y_scale = _loss_axis([v[k] for v in values for k in ("low", "high")])
    y = alt.Y("mid:Q", title=title, scale=y_scale, axis=axis)
    colours, dash = scale(ACTIVATION_COLOURS, names), scale(ACTIVATION_DASHES, names)
    base = alt.Chart(nothing()).encode(
        x=_step_axis("at:Q", furthest), color=alt.Color("activation:N", scale=colours, legend=None)
    )
    tips = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("step:Q", format=","),
        alt.Tooltip("mid:Q", title=title, format=".3g"),
    ]
    band = base.mark_area(aria=False, opacity=0.18, clip=True).encode(
        y=alt.Y("low:Q", title=title, scale=y_scale, axis=axis), y2="high:Q"
    )
    line = base.mark_line(aria=False, strokeWidth=2, clip=True).encode(
        y=y, strokeDash=alt.StrokeDash("activation:N", scale=dash, legend=None)
    )
    dots = base.mark_circle(aria=False, size=14, opacity=1, clip=True).encode(y=y, tooltip=tips)
    return rows(alt.LayerChart(layer=[band, line, dots]).properties(height=185), values)


def _bands(names: Sequence[str], snapshots: Sequence[Snapshot], of: str) -> Rowlist:
    """Least, median and largest of the draws, at each snapshot where all of them are finite."""
    values: Rowlist = []
    for s in snapshots:
        found = s.loss if of == "loss" else 100 * s.test_error
        for a, name in enumerate(names):
            if np.isfinite(found[a]).all():
                low, mid, high = (float(np.quantile(found[a], q)) for q in (0, 0.5, 1))
                where = {"activation": name, "name": ACTIVATIONS[name].name, "at": s.step + 1, "step": s.step}
                values.append(where | {"low": low, "mid": mid, "high": high})
    return values


def _loss_axis(seen: Sequence[float]) -> tuple[str, alt.Axis, alt.Scale]:
    """Linear from 0 to 3 nats, or logarithmic where a loss is beyond 6."""
    if max(seen, default=0) <= 6:
        return titled("loss", "nats"), alt.Axis(tickCount=4), alt.Scale(domain=[0, max([3.0, *seen])], nice=False)
    low, high = (10.0 ** f(math.log10(max(v, 1e-3))) for f, v in ((math.floor, min(seen)), (math.ceil, max(seen))))
    axis = alt.Axis(labelExpr=TEN_TO, values=powers(low, high, 4))
    return titled("loss", "nats", log=True), axis, logarithmic([low, high])
