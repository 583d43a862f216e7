"""The gradient in every layer at one instant, and what becomes of the signal on its way."""

import math
from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Any

import altair as alt
import numpy as np

from charts.axes import TEN_TO, legend, logarithmic, powers, scale, titled
from charts.data import nothing, rows
from charts.theme import ACTIVATION_COLOURS, ACTIVATION_DASHES, GREY
from core.data.selection import Floats
from core.experiments.gradients import Histograms
from core.experiments.gradients.layers import Layers
from core.experiments.gradients.words import each, factors, reaching, size
from core.learning.nets import ACTIVATIONS

HEIGHT = 350  # pixels
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left")
SHAPED = {
    "symbolType": alt.Undefined,
    "symbolStrokeWidth": alt.Undefined,
}  # the shapes of the points are the symbols
QUANTITIES = {"weights": "gradient of a layer’s weights, |∂E/∂W|", "units": "δ, mean gradient at a unit, |∂E/∂z|"}
KIND_DASHES: dict[str, tuple[int, ...]] = {"now": (), "before": (1, 3), "theory": (4, 3)}
# The title of the y axis as a line above it, for formulas are hard to read when they stand on their side.
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
    can be written down, has no place on a log axis: a cross at its foot says which.
    """
    values = [*_lines(names, now, of, "now"), *(_lines(names, before, of, "before") if before else [])]
    if predicted is not None:
        values += _theory(names, predicted)
    low, high = _span(values)
    log = logarithmic([low, high])
    axis = alt.Axis(labelExpr=TEN_TO, values=powers(low, high), **LEVEL)
    key, dash = _legend(names, factors(now.delta), now.norm.shape[2] - 1), _kinds(values, now.norm.shape[1])
    base = alt.Chart(nothing()).encode(x=_backwards(now.norm.shape[2]), color=_colour(names, key))
    title = titled(QUANTITIES[of], log=True)
    y = alt.Y("mid:Q", title=title, scale=log, axis=axis)
    tips = [alt.Tooltip("name:N", title=" "), alt.Tooltip("layer:Q"), alt.Tooltip("text:N", title="gradient")]
    band = base.mark_area(aria=False, opacity=0.18, clip=True).encode(
        y=alt.Y("low:Q", scale=log, title=title, axis=axis), y2="high:Q"
    )
    line = base.mark_line(aria=False, clip=True).encode(y=y, strokeDash=dash, strokeWidth=_boldest(names, now))
    thin = base.mark_line(aria=False, strokeWidth=1.6, clip=True).encode(y=y, strokeDash=dash)
    theory = base.mark_line(aria=False, strokeWidth=1.5, clip=True).encode(y=y, strokeDash=dash)
    dots = base.mark_point(aria=False, size=70, filled=True, opacity=1, clip=True).encode(
        y=y, shape=_shape(names, key), tooltip=tips
    )
    zeros = base.mark_point(aria=False, shape="cross", size=60, strokeWidth=1.5, yOffset=-5).encode(
        y=alt.YDatum(low, scale=log, title=title), tooltip=tips
    )
    layered = [
        band.transform_filter("datum.kind == 'now' && datum.low > 0"),
        thin.transform_filter("datum.kind == 'before' && datum.mid > 0"),
        theory.transform_filter("datum.kind == 'theory' && datum.mid > 0"),
        line.transform_filter("datum.kind == 'now' && datum.mid > 0"),
        dots.transform_filter("datum.kind == 'now' && datum.mid > 0 && datum.dot"),
        zeros.transform_filter("datum.kind == 'now' && datum.mid === 0"),
    ]
    return rows(alt.LayerChart(layer=layered).properties(height=HEIGHT), values)


def _boldest(names: Sequence[str], now: Layers) -> Any:
    """The line of the activation whose gradient shrinks or grows most is the widest."""
    with np.errstate(divide="ignore", invalid="ignore"):
        changes = np.nan_to_num(np.abs(np.log(reaching(now.delta))), nan=0.0)
    return alt.condition(f"datum.activation == '{names[int(changes.argmax())]}'", alt.value(4), alt.value(2.25))


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


def _span(values: Rowlist) -> tuple[float, float]:
    """Powers of ten around all that is above 0."""
    seen = [v[k] for v in values for k in ("low", "mid", "high") if v[k]]
    if not seen:
        return 1e-3, 1.0
    return 10.0 ** math.floor(math.log10(min(seen)) - 0.2), 10.0 ** math.ceil(math.log10(max(seen)) + 0.01)


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
    }


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _layer_axis(layers: int) -> alt.X:
    """Ticks at the first layer, at the last, and evenly from the first on."""
    every = max(1, math.ceil(layers / 12))
    ticks = sorted({layers, *range(1, layers - every // 2, every)})
    axis: dict[str, Any] = {"values": ticks, "format": "d", "labelFlush": False}
    return alt.X("layer:Q").scale(domain=[1, layers], nice=False).axis(**axis)


def _backwards(layers: int) -> alt.X:
    """The layers, with the way that the gradient takes."""
    return _layer_axis(layers).title("layer   ← the gradient comes from the output")


def _colour(names: Sequence[str], key: alt.Legend | None = None) -> alt.Color:
    colours = scale(ACTIVATION_COLOURS, names)
    return alt.Color("activation:N", title=None, scale=colours, legend=key or _legend(names))


def _shape(names: Sequence[str], key: alt.Legend | None = None) -> alt.Shape:
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


def shares(names: Sequence[str], of_all: Layers, of: str) -> alt.LayerChart:
    """Share of saturated units x pictures ("saturated"), or of dead units ("dead"), by hidden layer, in %."""
    found: Mapping[str, Floats] = {"saturated": of_all.saturated, "dead": of_all.dead}
    values = [
        {"activation": name, "name": ACTIVATIONS[name].name, "layer": i + 1, "share": 100 * float(v)}
        for a, name in enumerate(names)
        for i, v in enumerate(np.median(found[of][a], axis=0))
    ]
    base = alt.Chart(nothing()).encode(
        x=_layer_axis(of_all.saturated.shape[2]).title("hidden layer"),
        y=alt.Y("share:Q", title=titled(of, "%")).scale(domain=[0, 100], nice=False).axis(tickCount=5),
        color=_colour(names),
        tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("layer:Q"), alt.Tooltip("share:Q", format=".1f")],
    )
    dashes = scale(ACTIVATION_DASHES, names)
    line = base.mark_line(aria=False, strokeWidth=2).encode(
        strokeDash=alt.StrokeDash("activation:N", scale=dashes, legend=None)
    )
    dots = base.mark_point(aria=False, size=30, filled=True, opacity=1).encode(shape=_shape(names))
    return rows(alt.LayerChart(layer=[line, dots]).properties(height=250), values)


def outputs(found: Histograms) -> alt.LayerChart:
    """How the outputs of each hidden layer are spread: a column a layer, darker where more of them lie."""
    values = [
        {
            "layer": i + 0.5,
            "next": i + 1.5,
            "low": float(a),
            "high": float(b),
            "share": 100 * float(share),
            "number": i + 1,
        }
        for i, row in enumerate(found.share)
        for a, b, share in zip(found.edges[:-1], found.edges[1:], row, strict=True)
        if share > 0
    ]
    layers = len(found.share)
    domain = [float(found.edges[0]), float(found.edges[-1])]
    symlog = alt.Scale(type="symlog", constant=found.size, domain=domain, nice=False)
    base = alt.Chart(nothing()).encode(
        x=_layer_axis(layers).scale(domain=[0.5, layers + 0.5], nice=False).title("hidden layer"),
        x2="next:Q",
    )
    base = base.encode(
        y=alt.Y("low:Q", title="output f(z)", scale=symlog).axis(format="~g", **_ticks(found)),
        y2="high:Q",
        tooltip=[
            alt.Tooltip("number:Q", title="layer"),
            alt.Tooltip("low:Q", format=".3g", title="from"),
            alt.Tooltip("high:Q", format=".3g", title="to"),
            alt.Tooltip("share:Q", format=".1f", title="% of outputs"),
        ],
    )
    shade = alt.Color(
        "share:Q",
        scale=alt.Scale(type="sqrt", scheme="viridis"),
        legend=alt.Legend(title="% of outputs", gradientLength=140, tickCount=4),
    )
    drawn = alt.LayerChart(layer=[base.mark_rect(aria=False).encode(color=shade)])
    return rows(drawn.properties(height=290), values)


def _ticks(found: Histograms) -> dict[str, Any]:
    """Powers of ten on both sides of 0 where the bins are logarithmic, else what Vega chooses."""
    low, high = float(found.edges[0]), float(found.edges[-1])
    far = max(abs(low), abs(high))
    if found.size >= far:
        return {"tickCount": 6}
    marks = powers(10.0 ** math.ceil(math.log10(10 * found.size)), 10.0 ** math.floor(math.log10(far)))
    return {"values": [v for v in (*(-mark for mark in marks), 0.0, *marks) if low <= v <= high]}
