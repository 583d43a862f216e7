"""Shares against the lead of the largest score, the gradient p − y, and the Jacobian of softmax."""

from typing import Any

import altair as alt
import numpy as np

from charts.axes import legend, scale
from charts.data import nothing, rows
from charts.theme import GREY
from core.experiments.softmax import Config, Result

POINTS = 121
SEEN = 12.0  # of the lead, at temperature 1
COLOURS = ("#8a5cd6", "#c9457a", "#00897b")  # 3:1 or better on either background
DASHES: tuple[tuple[int, ...], ...] = ((), (6, 3), (2, 2))
SIGNS = {"above 0": "#dd6126", "below 0": "#2f91e2"}
SHAPES = {"above 0": "square", "below 0": "circle"}
DOT = "#b07600"
AROUND = 90  # pixels of a height that its axis, its title and its legend take


def classes_drawn(classes: int) -> dict[int, str]:
    """For how many classes there is a line, and what it is called."""
    return {k: "2 classes: the sigmoid" if k == 2 else f"{k:,} classes" for k in sorted({2, classes, 1000})}


def leads(config: Config, result: Result) -> alt.LayerChart:
    """The share of the largest score against its lead over all others, which are equal; the dot is `result`'s."""
    named, t = classes_drawn(len(result.scores)), config.temperature
    lead = np.linspace(0, SEEN, POINTS)
    values: list[dict[str, Any]] = [
        {"lead": float(t * x), "share": float(1 / (1 + (k - 1) * np.exp(-x))), "of": name}
        for k, name in named.items()
        for x in lead
    ]
    best = float(result.probabilities.max())
    mine = {"lead": min(result.lead, t * SEEN), "share": best, "of": "yours"}
    colours = dict(zip(named.values(), COLOURS, strict=False))
    dashes = dict(zip(named.values(), DASHES, strict=False))
    base = alt.Chart(nothing())
    key = legend(symbolSize=80, columns=alt.ExprRef("width < 400 ? 1 : 12"))
    lines = base.mark_line(strokeWidth=2.5, aria=False).encode(
        x=alt.X("lead:Q", title="lead of the largest score")
        .scale(domain=[0, t * SEEN], nice=False)
        .axis(tickCount=7, format="~g"),
        y=alt.Y("share:Q", title="its probability").scale(domain=[0, 1]).axis(format="%", tickCount=5),
        color=alt.Color("of:N", title=None, scale=scale(colours), legend=key),
        strokeDash=alt.StrokeDash("of:N", title=None, scale=scale(dashes), legend=key),
    )
    dot = base.mark_point(filled=True, size=130, color=DOT, opacity=1).encode(
        x="lead:Q",
        y="share:Q",
        tooltip=[alt.Tooltip("lead:Q", format=".3~r"), alt.Tooltip("share:Q", format=".1%")],
    )
    layers = [
        lines.transform_filter("datum.of !== 'yours'"),
        dot.transform_filter("datum.of === 'yours'"),
    ]
    return rows(alt.LayerChart(layer=layers).properties(height=260), [*values, mine])


def error(result: Result) -> alt.LayerChart:
    """p − y of each class as a bar from 0."""
    values = [
        {"class": k, "zero": 0.0, "error": float(v), "sign": _sign(float(v))} for k, v in enumerate(result.error)
    ]
    base = alt.Chart(nothing())
    bars = base.mark_bar(aria=False).encode(
        x=alt.X("error:Q", title="p − y").scale(domain=[-1, 1]).axis(tickCount=5, format=".1~f"),
        x2="zero:Q",
        y=alt.Y("class:O", title="class"),
        color=alt.Color("sign:N", title=None, scale=scale(SIGNS), legend=None),
        tooltip=["class:O", alt.Tooltip("error:Q", title="p − y", format=".4f")],
    )
    middle = base.mark_rule(color=GREY, aria=False).encode(x=alt.XDatum(0))
    return rows(alt.LayerChart(layer=[bars, middle]).properties(height=_height(result)), values)


def jacobian(result: Result) -> alt.LayerChart:
    """dp_i / ds_j as marks whose area is its size: squares above 0, circles below."""
    most = float(np.abs(result.jacobian).max()) or 1.0
    values = [
        {"i": i, "j": j, "slope": float(v), "size": abs(float(v)) / most, "sign": _sign(float(v))}
        for i, row in enumerate(result.jacobian)
        for j, v in enumerate(row)
    ]
    side = (0.75 * (_height(result) - AROUND) / len(result.scores)) ** 2  # so that neighbours do not touch
    marks = (
        alt.Chart(nothing())
        .mark_point(filled=True, opacity=1, aria=False)
        .encode(
            x=alt.X("j:O", title="score of class j").axis(labelAngle=0, grid=True),
            y=alt.Y("i:O", title="probability of class i").axis(grid=True),
            size=alt.Size("size:Q", legend=None).scale(domain=[0, 1], range=[0, side]),
            color=alt.Color("sign:N", title=None, scale=scale(SIGNS), legend=alt.Legend(orient="top")),
            shape=alt.Shape("sign:N", title=None, scale=scale(SHAPES), legend=alt.Legend(orient="top")),
            tooltip=["i:O", "j:O", alt.Tooltip("slope:Q", title="∂p / ∂s", format=".4~g")],
        )
    )
    return rows(alt.LayerChart(layer=[marks]).properties(height=_height(result)), values)


def _sign(value: float) -> str:
    return "below 0" if value < 0 else "above 0"


def _height(result: Result) -> int:
    return max(260, 28 * len(result.scores) + AROUND)
