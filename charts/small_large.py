"""Errors by class, what more layers buy, and all ways to part the classes."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from charts.axes import scale, titled
from charts.data import nothing, rows
from charts.theme import GREY, NET_COLOURS
from core.data.selection import Floats
from core.experiments.small_large import Snapshot

Rowlist = list[dict[str, Any]]
ERROR = titled("test error", "%")
ONE, DEEP = "one layer", "more layers"
COLOURS = {ONE: NET_COLOURS["one layer"], DEEP: NET_COLOURS["deep"]}
SHAPES = {ONE: "square", DEEP: "circle"}
MARK = "#c9457a"  # 3:1 or better on either background


def by_class(now: Snapshot, names: Sequence[str], one: tuple[int, ...], sides: tuple[str, str]) -> alt.LayerChart:
    """Test error of each class, those of a group side by side: the mean of the seeds on a line over all of them."""
    order = [*one, *(k for k in range(len(names)) if k not in one)]
    values: Rowlist = []
    for net, errors in ((ONE, now.single_by_class), (DEEP, now.by_class)):
        for k in order:
            values.append(
                {
                    "net": net,
                    "name": names[k],
                    "side": sides[int(k not in one)],
                    "last": k == order[len(one) - 1],
                    "error": 100 * float(errors[:, k].mean()),
                    "low": 100 * float(errors[:, k].min()),
                    "high": 100 * float(errors[:, k].max()),
                }
            )
    base = alt.Chart(nothing()).encode(
        x=alt.X("name:N", title=None, sort=[names[k] for k in order]).axis(labelAngle=0, labelLimit=70, grid=True),
        xOffset=alt.XOffset("net:N", sort=[ONE, DEEP]),
        color=alt.Color("net:N", title=None, scale=scale(COLOURS)),
        tooltip=["name:N", "side:N", "net:N", alt.Tooltip("error:Q", format=".1f", title=ERROR)],
    )
    y = alt.Y("error:Q", title=ERROR).scale(domainMin=0)
    lines = base.mark_rule(strokeWidth=2, aria=False).encode(y=alt.Y("low:Q", title=ERROR), y2="high:Q")
    shape = alt.Shape("net:N", title=None, scale=scale(SHAPES))
    dots = base.mark_point(filled=True, size=70, opacity=1, aria=False).encode(y=y, shape=shape)
    edge = base.mark_rule(color=GREY, strokeDash=[2, 2], aria=False).encode(
        x=alt.X("name:N", bandPosition=1), xOffset=alt.XOffset(), color=alt.value(GREY)
    )
    edge = edge.transform_filter(f"datum.last && datum.net === '{ONE}'")
    layered = [lines, dots, edge]
    return rows(_plain(alt.LayerChart(layer=layered).properties(height=250)), values)


def _plain(chart: alt.LayerChart) -> alt.LayerChart:
    plain: alt.LayerChart = chart.configure_legend(orient="top", offset=2)
    return plain


def depth_errors(found: Sequence[tuple[int, Snapshot]]) -> alt.LayerChart:
    """Test error against the number of layers, log scale: every seed, and their mean as a line."""
    values: Rowlist = []
    for depth, s in found:
        for seed, error in enumerate(s.test_error):
            values.append({"layers": depth, "seed": seed, "error": 100 * float(error)})
    base = alt.Chart(nothing()).encode(
        x=alt.X("layers:O", title="layers", scale=alt.Scale(domain=[1, 2, 3, 4])).axis(labelAngle=0),
        y=alt.Y("error:Q", title=titled("test error", "%", log=True))
        .scale(type="log", nice=False, padding=8)
        .axis(format="~r"),
    )
    dots = base.mark_point(filled=True, size=50, opacity=0.7, color=COLOURS[DEEP], aria=False).encode(
        tooltip=["layers:O", "seed:O", alt.Tooltip("error:Q", format=".2f", title=ERROR)]
    )
    line = base.mark_line(color=COLOURS[DEEP], aria=False).encode(y=alt.Y("mean(error):Q"))
    return rows(alt.LayerChart(layer=[line, dots]).properties(height=230), values)


def selectivity(found: Sequence[tuple[int, Snapshot]]) -> alt.LayerChart:
    """What the class explains of the units, layer by layer: a line for each depth, the mean of the seeds."""
    values: Rowlist = []
    for depth, s in found:
        for layer, chosen in enumerate(s.selectivity):
            values.append(
                {
                    "layers": f"{depth} layers",
                    "layer": layer + 1,
                    "chosen": float(chosen.mean()),
                    "low": float(chosen.mean(1).min()),
                    "high": float(chosen.mean(1).max()),
                }
            )
    shades = {"2 layers": "#1b8267", "3 layers": "#2f91e2", "4 layers": "#8a5cd6"}
    dashes = {"2 layers": (), "3 layers": (6, 3), "4 layers": (2, 2)}
    stroke = alt.Legend(symbolType="stroke", symbolSize=500)
    base = alt.Chart(nothing()).encode(
        x=alt.X("layer:O", title="hidden layer", scale=alt.Scale(domain=[1, 2, 3])).axis(labelAngle=0),
        color=alt.Color("layers:N", title=None, scale=scale(shades), legend=stroke),
        tooltip=["layers:N", "layer:O", alt.Tooltip("chosen:Q", format=".2f", title="share")],
    )
    y = alt.Y("chosen:Q", title="explained by the class").scale(domain=[0, 1])
    dash = alt.StrokeDash("layers:N", title=None, scale=scale(dashes), legend=stroke)
    lines = base.mark_line(aria=False).encode(y=y, strokeDash=dash)
    spread = base.mark_rule(strokeWidth=2, aria=False).encode(y=alt.Y("low:Q"), y2="high:Q")
    dots = base.mark_point(filled=True, size=60, opacity=1, aria=False).encode(y=y)
    return rows(_plain(alt.LayerChart(layer=[spread, lines, dots]).properties(height=230)), values)


def partitions(errors: Floats, cuts: tuple[float, float], mark: tuple[float, str] | None) -> alt.LayerChart:
    """How many ways to part the classes one layer solves how well; `mark` is an error, 0..1, and what it is called.

    `cuts` are the errors that part easy, middling and hard. Without a mark nothing here says where any group is.
    """
    values = _histogram(errors)
    furthest, most = values[-1]["to"], max(value["count"] for value in values)
    lines = [("cut", 100 * cut, "") for cut in cuts]
    lines += [("mark", 100 * mark[0], mark[1])] if mark else []
    values += [{"kind": k, "from": None, "to": None, "count": None, "at": at, "text": t} for k, at, t in lines]
    base = alt.Chart(nothing())
    x = alt.X("from:Q", title=titled("test error of one layer", "%")).scale(domain=[0, furthest], nice=False)
    y = alt.Y("count:Q", title="groups").scale(domain=[0, 1.2 * most], nice=False)  # room for a word
    bars = base.mark_rect(color=GREY, opacity=0.7, aria=False).encode(
        x=x,
        x2="to:Q",
        y=y,
        y2=alt.Y2Datum(0),
        tooltip=[alt.Tooltip("from:Q", format=".1f"), alt.Tooltip("to:Q", format=".1f"), "count:Q"],
    )
    cut = base.mark_rule(color=GREY, strokeDash=[4, 3], aria=False).encode(x="at:Q")
    here = base.mark_rule(color=MARK, strokeWidth=3, aria=False).encode(x="at:Q")
    left = mark is not None and 100 * mark[0] > furthest / 2
    word = base.mark_text(
        color=MARK,
        fontSize=13,
        fontWeight=600,
        baseline="top",
        aria=False,
        align="right" if left else "left",
        dx=-6 if left else 6,
    ).encode(x="at:Q", y=alt.value(0), text="text:N")
    layered = [
        bars.transform_filter("datum.kind === 'groups'"),
        cut.transform_filter("datum.kind === 'cut'"),
        here.transform_filter("datum.kind === 'mark'"),
        word.transform_filter("datum.kind === 'mark'"),
    ]
    return rows(alt.LayerChart(layer=layered).properties(height=210), values)


def _histogram(errors: Floats) -> Rowlist:
    """How many of the errors, 0..1, lie in each of thirty equal parts of the axis, in percent."""
    percent = 100 * np.asarray(errors, dtype=np.float64)
    edges = np.linspace(0, max(1.0, float(np.ceil(percent.max()))), 31)
    count, _ = np.histogram(percent, edges)
    return [
        {"kind": "groups", "from": float(a), "to": float(b), "count": int(n), "at": None, "text": ""}
        for a, b, n in zip(edges, edges[1:], count, strict=False)
    ]
