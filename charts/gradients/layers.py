"""The gradient in every layer at one instant."""

import math
from collections.abc import Sequence
from itertools import cycle
from typing import Any

import altair as alt
import numpy as np

from charts.axes import TEN_TO, legend, logarithmic, powers, scale, titled
from charts.data import nothing, rows
from charts.theme import ACTIVATION_COLOURS, GREY, LABEL
from core.data.selection import Floats
from core.experiments.gradients.layers import Layers
from core.experiments.gradients.words import each, factors, reaching, size
from core.learning.nets import ACTIVATIONS
from core.words import number

HEIGHT = 385  # pixels
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left")
SHAPED = {
    "symbolType": alt.Undefined,
    "symbolStrokeWidth": alt.Undefined,
}  # the shapes of the points are the symbols
QUANTITIES = {"weights": "gradient of a layer’s weights, |∂E/∂W|", "units": "δ, mean gradient at a unit, |∂E/∂z|"}
KIND_DASHES: dict[str, tuple[int, ...]] = {"now": (), "before": (1, 3), "theory": (4, 3)}
# The title of the y axis as a line above it, for formulas are hard to read when they stand on their side.
TELLING = 10.0  # times: by less the first layer’s gradient and the last’s hardly differ
LEVEL: dict[str, Any] = {
    "titleAngle": 0,
    "titleAlign": "left",
    "titleBaseline": "bottom",
    "titleX": 0,
    "titleY": -8,
}
Rowlist = list[dict[str, Any]]


def by_layer(
    names: Sequence[str], now: Layers, before: Layers | None, predicted: Floats | None, of: str
) -> alt.LayerChart:
    """Gradients against layers on a log axis: lines now, dotted without the remedy, dashed as predicted.

    Lines are medians of the draws, bands reach from the least to the largest. A gradient of 0, or of less than
    can be written down, has no place on a log axis: a cross at its foot says which. What is left of the gradient
    of the last layer is written at the first layer of the line that rises or falls most.
    """
    values = [*_lines(names, now, of, "now"), *(_lines(names, before, of, "before") if before else [])]
    if predicted is not None:
        values += _theory(names, predicted)
    sinks = _say_what_is_left(values, _boldest(names, now), now.norm if of == "weights" else now.delta, names)
    low, high = _span(values, sinks)
    log, title = logarithmic([low, high]), titled(QUANTITIES[of], log=True)
    axis = alt.Axis(labelExpr=TEN_TO, values=powers(low, high), **LEVEL)
    key = _legend(names, factors(now.delta), now.norm.shape[2] - 1)
    base = alt.Chart(nothing()).encode(x=_backwards(now.norm.shape[2]), color=colour(names, key))
    band = base.mark_area(aria=False, opacity=0.18, clip=True).encode(
        y=alt.Y("low:Q", scale=log, title=title, axis=axis), y2="high:Q"
    )
    tips = [alt.Tooltip("name:N", title=" "), alt.Tooltip("layer:Q"), alt.Tooltip("text:N", title="gradient")]
    zeros = base.mark_point(aria=False, shape="cross", size=60, strokeWidth=1.5, yOffset=-5).encode(
        y=alt.YDatum(low, scale=log, title=title), tooltip=tips
    )
    placed = base.encode(y=alt.Y("mid:Q", title=title, scale=log, axis=axis))
    dashed = placed.encode(strokeDash=_kinds(values, now.norm.shape[1]))
    dots = placed.mark_point(aria=False, size=70, filled=True, opacity=1, clip=True).encode(tooltip=tips)
    left = placed.mark_text(aria=False, align="left", dx=12, dy=15 if sinks else -13, fontSize=14, fontWeight=600)
    layered = [
        band.transform_filter("datum.kind == 'now' && datum.low > 0"),
        _line(dashed, "before", strokeWidth=1.6),
        _line(dashed, "theory", strokeWidth=1.5),
        _line(dashed.encode(strokeWidth=_wider(_boldest(names, now))), "now"),
        dots.encode(shape=shape(names, key)).transform_filter("datum.kind == 'now' && datum.mid > 0 && datum.dot"),
        zeros.transform_filter("datum.kind == 'now' && datum.mid === 0"),
        left.encode(text="left:N", color=alt.ColorValue(LABEL)).transform_filter("datum.left"),
    ]
    return rows(alt.LayerChart(layer=layered).properties(height=HEIGHT), values)


def _line(base: alt.Chart, kind: str, **look: Any) -> alt.Chart:
    drawn: alt.Chart = base.mark_line(aria=False, clip=True, **look).transform_filter(
        f"datum.kind == '{kind}' && datum.mid > 0"
    )
    return drawn


def _wider(name: str) -> Any:
    return alt.condition(f"datum.activation == '{name}'", alt.value(4), alt.value(2.25))


def _boldest(names: Sequence[str], now: Layers) -> str:
    """The activation whose gradient shrinks or grows most: its line is the widest."""
    with np.errstate(divide="ignore", invalid="ignore"):
        changes = np.nan_to_num(np.abs(np.log(reaching(now.delta))), nan=0.0)
    return names[int(changes.argmax())]


def _say_what_is_left(values: Rowlist, name: str, sizes: Floats, names: Sequence[str]) -> bool:
    """Write at the first layer of `name` how it compares with the last, if that tells; whether it is less."""
    share = float(reaching(sizes)[names.index(name)])
    if 0 < share < math.inf and not 1 / TELLING < share < TELLING:
        first = next(v for v in values if v["activation"] == name and v["kind"] == "now" and v["layer"] == 1)
        first["left"] = (
            f"{number(share, 2)} of the last layer’s" if share < 1 else f"{number(share, 2)} times the last layer’s"
        )
        return share < 1
    return False


def _kinds(values: Rowlist, draws: int) -> alt.StrokeDash:
    """What the kinds of lines are, below the figure, where there is more than one or a band."""
    there = {value["kind"] for value in values}
    says = {
        "now": f"median of {draws} draws (band: all)" if draws > 1 else "measured",
        "before": "without the remedy",
        "theory": "predicted by theory",
    }
    dashes = {kind: dash for kind, dash in KIND_DASHES.items() if kind in there}
    key = legend(
        {kind: says[kind] for kind in dashes},
        orient="bottom",
        offset=4,
        columns=alt.ExprRef("width < 480 ? 1 : 3"),
        symbolStrokeColor=GREY,
        symbolSize=400,
    )
    few = len(dashes) < 2 and draws < 2
    return alt.StrokeDash("kind:N", title=None, scale=scale(dashes), legend=None if few else key)


def _span(values: Rowlist, below: bool) -> tuple[float, float]:
    """Powers of ten around all that is above 0, and around a text `below` or above the first layer."""
    seen = [v[k] for v in values for k in ("low", "mid", "high") if v[k]]
    if not seen:
        return 1e-3, 1.0
    low, high = math.log10(min(seen)), math.log10(max(seen))
    room = 0.1 * (high - low) if any(v["left"] for v in values) else 0.0
    return 10.0 ** math.floor(low - max(0.2, room * below)), 10.0 ** math.ceil(high + max(0.01, room * (not below)))


def _lines(names: Sequence[str], of_all: Layers, of: str, kind: str) -> Rowlist:
    sizes = of_all.norm if of == "weights" else of_all.delta
    values: Rowlist = []
    for a, name in enumerate(names):
        low, mid, high = (np.quantile(sizes[a], q, axis=0) for q in (0, 0.5, 1))
        exact = of_all.nothing[a].mean(0) >= 0.5
        for i in range(sizes.shape[2]):
            text = size(float(mid[i]), bool(exact[i]))
            values.append(_row(name, kind, i + 1, low[i], mid[i], high[i], text, _dotted(i, a, sizes.shape[2])))
    return values


def _dotted(i: int, a: int, layers: int) -> bool:
    """Marks at the ends and at every so many layers between, each activation's at others."""
    every = max(1, layers // 10)
    return i in (0, layers - 1) or i % every == a % every


def _theory(names: Sequence[str], predicted: Floats) -> Rowlist:
    return [
        _row(name, "theory", i + 1, v, v, v, "", False)
        for name, norms in zip(names, predicted, strict=True)
        for i, v in enumerate(norms)
    ]


def _row(
    name: str, kind: str, layer: int, low: float, mid: float, high: float, text: str, dot: bool
) -> dict[str, Any]:
    return {
        "activation": name,
        "name": ACTIVATIONS[name].name,
        "kind": kind,
        "layer": layer,
        "low": _finite(low),
        "mid": _finite(mid),
        "high": _finite(high),
        "text": text,
        "dot": dot,
        "left": "",
    }


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def layer_axis(layers: int) -> alt.X:
    """Ticks at the first layer, at the last, and evenly from the first on."""
    every = max(1, math.ceil(layers / 12))
    ticks = sorted({layers, *range(1, layers - every // 2, every)})
    axis: dict[str, Any] = {"values": ticks, "format": "d", "labelFlush": False}
    return alt.X("layer:Q").scale(domain=[1, layers], nice=False).axis(**axis)


def _backwards(layers: int) -> alt.X:
    """The layers, with the way that the gradient takes."""
    return layer_axis(layers).title("layer   ← the gradient comes from the output")


def colour(names: Sequence[str], key: alt.Legend | None = None) -> alt.Color:
    colours = scale(ACTIVATION_COLOURS, names)
    return alt.Color("activation:N", title=None, scale=colours, legend=key or _legend(names))


def shape(names: Sequence[str], key: alt.Legend | None = None) -> alt.Shape:
    shapes = scale(dict(zip(names, cycle(SHAPES), strict=False)))
    return alt.Shape("activation:N", title=None, scale=shapes, legend=key or _legend(names))


def _legend(names: Sequence[str], through: Floats | None = None, depth: int = 1) -> alt.Legend:
    """The activations; with what a layer multiplies delta by (words.factors), where that is known."""
    says = {name: ACTIVATIONS[name].name for name in names}
    more: dict[str, Any] = {}
    if through is not None and np.isfinite(through).any():
        known = zip(names, through, strict=True)
        says |= {name: f"{says[name]} × {each(float(by), depth)}" for name, by in known if np.isfinite(by)}
        more = {"title": "Each layer multiplies δ, the gradient at a unit, by", "titleLimit": 0}
    few = alt.ExprRef("width < 480 ? 2 : 6" if more else "width < 480 ? 3 : 12")
    return legend(
        says,
        columns=few,
        columnPadding=14,
        symbolSize=90,
        symbolOpacity=1,
        symbolType=alt.Undefined,
        symbolStrokeWidth=alt.Undefined,
        **more,
    )
