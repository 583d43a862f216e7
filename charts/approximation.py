"""Error against the number of weights, for boxes and for networks of one layer and of several."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from charts import fitted
from charts.axes import logarithmic, steps, titled
from charts.data import nothing, rows
from charts.fitted import Names
from core.learning.fitted import Snapshot
from core.learning.nets import count_weights

MOST = 1000  # weights


def sizes(
    snapshots: Sequence[Snapshot],
    boxes: Sequence[tuple[int, float]],
    names: Names,
    here: Sequence[tuple[str, int, float]] = (),
    *,
    bias: bool = True,
) -> alt.LayerChart:
    """Root mean square error against weights, both on log scales: medians, with all seeds as a band.

    boxes: (numbers, error); here: (net, weights, error) of what the page shows, as large rings.
    """
    values: list[dict[str, Any]] = [
        {"net": s.net, "weights": count_weights(s.widths, bias=bias), **fitted.spread(s), "here": False}
        for s in snapshots
    ]
    values += [
        {"net": net, "weights": weights, "mid": error, "low": error, "high": error, "here": now}
        for net, weights, error, now in (
            *(("boxes", many, error, False) for many, error in boxes),
            *((*point, True) for point in here),
        )
    ]
    for value in values:
        value.update({name: max(value[name], 1e-6) for name in ("mid", "low", "high")})
    base = alt.Chart(nothing()).encode(
        x=alt.X(
            "weights:Q",
            title=titled("numbers to choose: weights, or 2 a box", log=True),
            scale=logarithmic([4, MOST]),
            axis=alt.Axis(values=steps(4, MOST), format="~s"),
        ),
        color=fitted.colour(names),
    )
    drawn = fitted.bands(base, names, ("weights:Q", "weights"), fitted.span(values))
    ring = base.mark_point(aria=False, size=170, strokeWidth=2.5, opacity=1, filled=False, clip=True)
    layers = [layer.transform_filter("!datum.here") for layer in drawn]
    layers = [*layers, ring.encode(y="mid:Q").transform_filter("datum.here")]
    return rows(alt.LayerChart(layer=layers).properties(height=300), values)
