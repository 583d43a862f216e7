"""What becomes of the signal on its way: units that are saturated or dead, and how far outputs spread."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from charts.axes import powers, scale, titled
from charts.data import nothing, rows
from charts.gradients.layers import colour, layer_axis, shape
from charts.theme import ACTIVATION_DASHES
from core.data.selection import Floats
from core.experiments.gradients import Histograms
from core.experiments.gradients.layers import Layers
from core.learning.nets import ACTIVATIONS


def shares(names: Sequence[str], of_all: Layers, of: str) -> alt.LayerChart:
    """Share of saturated units x pictures ("saturated"), or of dead units ("dead"), by hidden layer, in %."""
    found: Mapping[str, Floats] = {"saturated": of_all.saturated, "dead": of_all.dead}
    values = [
        {"activation": name, "name": ACTIVATIONS[name].name, "layer": i + 1, "share": 100 * float(v)}
        for a, name in enumerate(names)
        for i, v in enumerate(np.median(found[of][a], axis=0))
    ]
    base = alt.Chart(nothing()).encode(
        x=layer_axis(of_all.saturated.shape[2]).title("hidden layer"),
        y=alt.Y("share:Q", title=titled(of, "%")).scale(domain=[0, 100], nice=False).axis(tickCount=5),
        color=colour(names),
        tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("layer:Q"), alt.Tooltip("share:Q", format=".1f")],
    )
    dashes = scale(ACTIVATION_DASHES, names)
    line = base.mark_line(aria=False, strokeWidth=2).encode(
        strokeDash=alt.StrokeDash("activation:N", scale=dashes, legend=None)
    )
    dots = base.mark_point(aria=False, size=30, filled=True, opacity=1).encode(shape=shape(names))
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
        x=layer_axis(layers).scale(domain=[0.5, layers + 0.5], nice=False).title("hidden layer"),
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
