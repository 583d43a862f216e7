"""What learning needs: mean errors of nine learners, and what share of labellings a plane separates."""

from typing import Any

import altair as alt
import numpy as np

from charts.axes import legend, scale
from charts.data import nothing, rows
from charts.theme import EXTRA, GREY
from core.experiments.learning_needs import LEARNERS, NAMES, WORLDS, Result, amounts, corners, manifold
from core.experiments.learning_needs.cases import MODELS, Snapshot
from core.experiments.learning_needs.cover import Cover
from core.experiments.learning_needs.words import WHAT
from core.words import capital

SHARE, RIGHT, ERROR = "separable labellings", "right on new points", "mean error on unseen corners"
NAMED = {"linear": "linear model", "tree": "decision tree", "deep": "deep net"}
LINE, DOT = EXTRA[1], EXTRA[0]
BINS, FULL = 44, 0.86  # bars of a histogram, and how much of the way to the next row its highest one goes
NEAR, FAR = "as near as new pictures", "farther away"
SIDES = {NEAR: LINE, FAR: DOT}
COLOURS = ("#8a5cd6", "#c9457a", "#00897b", "#b07600")  # 3:1 or better on either background
THIN, WIDE = 2.5, 6.0  # of lines
GAINS = {
    "net": "network",
    "permuted": "permuted pixels",
    "random": "random labels",
    "nearest": "nearest picture",
}
GAIN_DASHES: dict[str, tuple[int, ...]] = {"net": (), "permuted": (5, 5), "random": (2, 2), "nearest": (9, 4)}
KIND_DASHES: tuple[tuple[int, ...], ...] = ((), (9, 4), (), (2, 2), (5, 3))


def errors(result: Result) -> alt.LayerChart:
    """The mean error of each learner off its training set, beside that of a coin."""
    values = [
        {"learner": capital(LEARNERS[name]), "error": float(result.mean(name)), "half": 0.5} for name in NAMES
    ]
    empty = alt.Chart(nothing())
    base = empty.encode(y=alt.Y("learner:N", title=None, sort=None, axis=alt.Axis(labelOverlap=False)))
    axis = alt.X("error:Q", title=ERROR).scale(domain=[0, 1]).axis(format=".0%", tickCount=5)
    half = empty.mark_rule(aria=False, strokeDash=[4, 3], strokeWidth=2, color=GREY)
    half = half.encode(x=alt.X("half:Q", title=ERROR))
    dots = base.mark_circle(aria=False, size=90, opacity=1, color=LINE).encode(
        x=axis, tooltip=[alt.Tooltip("learner:N", title=" "), alt.Tooltip("error:Q", title="error", format=".1%")]
    )
    return rows(alt.LayerChart(layer=[dots, half]).properties(height=240), values)


def covered(found: Cover) -> alt.LayerChart:
    """The share of separable labellings against the number of points: measured as dots, the formula as a line."""
    values = [
        {
            "points": int(many),
            "share": float(share),
            "low": max(0.0, float(share - 2 * error)),
            "high": min(1.0, float(share + 2 * error)),
            "formula": float(formula),
        }
        for many, share, error, formula in zip(found.points, found.share, found.error, found.formula, strict=True)
    ]
    base = alt.Chart(nothing()).encode(
        x=alt.X(
            "points:Q",
            title="points",
            scale=alt.Scale(domain=[0, int(np.max(found.points))], nice=False),
            axis=alt.Axis(format="d", tickMinStep=1),
        )
    )
    percents = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    y = alt.Y("share:Q", title=SHARE, axis=percents, scale=alt.Scale(domain=[0, 1]))
    tips = [
        alt.Tooltip("points:Q"),
        alt.Tooltip("share:Q", title="measured", format=".2%"),
        alt.Tooltip("formula:Q", title="formula", format=".2%"),
    ]
    line = base.mark_line(aria=False, strokeWidth=2, color=LINE).encode(y=alt.Y("formula:Q", title=SHARE))
    span = base.mark_rule(aria=False, strokeWidth=1.5, color=DOT).encode(y=alt.Y("low:Q", title=SHARE), y2="high:Q")
    dots = base.mark_circle(aria=False, size=60, opacity=1, color=DOT).encode(y=y, tooltip=tips)
    return rows(alt.LayerChart(layer=[dots, line, span]).properties(height=260), values)


def models(found: Snapshot, case: int) -> alt.LayerChart:
    """How often three models are right on new points in one of the eight cases, each draw a dot."""
    base_rate, most = float(found.base[case]), float(found.most[case])
    values = [
        {"model": NAMED[name], "right": float(share), "base": base_rate, "most": most}
        for name, row in zip(MODELS, found.right[case], strict=True)
        for share in row
    ]
    empty = alt.Chart(nothing())
    base = empty.encode(y=alt.Y("model:N", title=None, sort=None))
    x = alt.X(
        "right:Q",
        title=RIGHT,
        scale=alt.Scale(domain=[0.4, 1]),
        axis=alt.Axis(format=".0%", values=[0.4, 0.6, 0.8, 1]),
    )
    tips = [alt.Tooltip("model:N", title=" "), alt.Tooltip("right:Q", title="right", format=".1%")]
    dots = base.mark_circle(aria=False, size=90, opacity=0.8, color=LINE).encode(x=x, tooltip=tips)
    line = empty.mark_rule(aria=False, strokeWidth=2, color=GREY, clip=True)
    rate = line.encode(x=alt.X("base:Q", title=RIGHT), strokeDash=alt.value([4, 3]))
    rule = line.encode(x=alt.X("most:Q", title=RIGHT))
    return rows(alt.LayerChart(layer=[dots, rate, rule]).properties(height=170), values)


def neighbours(found: manifold.Snapshot) -> alt.LayerChart:
    """How far pictures of each kind are from the nearest training picture: a histogram for each."""
    order = [manifold.KINDS.index(kind) for kind in WHAT]
    values = _bars(found, order[::-1])
    names = [WHAT[manifold.KINDS[kind]] for kind in order[::-1]]
    base = alt.Chart(nothing())
    y = alt.Y("base:Q", title=None, scale=alt.Scale(domain=[0, len(names)], nice=False)).axis(
        values=list(range(len(names))), labelExpr=f"{names}[datum.value]", labelBaseline="bottom", tickSize=0
    )
    x = alt.X("low:Q", title="distance to the nearest training picture")
    x = x.scale(domain=[0, max(bar["high"] for bar in values)], nice=False).axis(tickCount=8, grid=False)
    bars = base.mark_bar(aria=False, binSpacing=0).encode(
        x=x,
        x2="high:Q",
        y=y,
        y2="top:Q",
        color=alt.Color("side:N", title=None, scale=scale(SIDES), legend=legend(symbolType="square")),
        tooltip=[alt.Tooltip("many:Q", title="pictures"), alt.Tooltip("low:Q", title="distance", format=".1f")],
    )
    rule = base.mark_rule(aria=False, strokeDash=[4, 3], strokeWidth=2, color=GREY).encode(x="cut:Q")
    return rows(alt.LayerChart(layer=[bars, rule]).properties(height=300), values)


def _bars(found: manifold.Snapshot, order: list[int]) -> list[dict[str, Any]]:
    """The bars of each kind, from the lowest row up. The distance up to which pictures count as near is an edge."""
    wide = float(found.distances.max()) / BINS
    edges = found.cut + wide * np.arange(-np.ceil(found.cut / wide), BINS + 2)
    values = []
    for row, kind in enumerate(order):
        counts, _ = np.histogram(found.distances[kind], edges)
        values += [
            {
                "low": max(0.0, float(low)),
                "high": float(low + wide),
                "base": row,
                "top": row + FULL * many / int(counts.max()),
                "many": int(many),
                "side": NEAR if low < found.cut - wide / 2 else FAR,
                "cut": found.cut,
            }
            for low, many in zip(edges, counts, strict=False)
            if many
        ]
    return values


def gains(found: amounts.Snapshot) -> alt.LayerChart:
    """The error on new pictures against the number of pictures that were learned."""
    values = [
        {"many": int(many), "error": float(share), "of": GAINS[way]}
        for many, row in zip(found.sizes, found.errors.mean(2), strict=True)
        for way, share in zip(amounts.WAYS, row, strict=True)
    ]
    x = alt.X("many:Q", title="pictures that are learned (log scale)")
    x = x.scale(type="log", nice=False).axis(values=[10, 100, 1_000, 10_000], format=",d")
    colours = dict(zip(GAINS.values(), COLOURS, strict=True))
    return _falling(values, x, "error on new pictures", colours, {GAINS[way]: d for way, d in GAIN_DASHES.items()})


def seen_more(found: corners.Snapshot, learner: str) -> alt.LayerChart:
    """The mean error of one learner against the number of corners that it has seen, in each kind of worlds."""
    mine = found.errors[:, NAMES.index(learner)]
    values = [
        {"many": many, "error": float(error), "of": kind}
        for kind, row in zip(WORLDS.values(), mine, strict=True)
        for many, error in zip(corners.SEEN, row, strict=True)
    ]
    x = alt.X("many:Q", title="corners that are seen")
    x = x.scale(domain=[corners.SEEN[0], corners.SEEN[-1]], nice=False).axis(format="d", tickMinStep=1)
    colours = dict(zip(WORLDS.values(), (GREY, *COLOURS), strict=True))
    return _falling(values, x, ERROR, colours, dict(zip(WORLDS.values(), KIND_DASHES, strict=True)))


def _falling(
    values: list[dict[str, Any]],
    x: alt.X,
    title: str,
    colours: dict[str, str],
    dashes: dict[str, tuple[int, ...]],
) -> alt.LayerChart:
    """Errors as lines with dots, from nothing to all."""
    key, first = legend(symbolSize=80, columns=alt.ExprRef("width < 260 ? 1 : 2")), next(iter(colours))
    y = alt.Y("error:Q", title=title).scale(domain=[0, 1]).axis(format=".0%", tickCount=5)
    base = alt.Chart(nothing()).encode(
        x=x, y=y, color=alt.Color("of:N", title=None, sort=None, scale=scale(colours), legend=key)
    )
    dash = alt.StrokeDash("of:N", title=None, sort=None, scale=scale(dashes), legend=key)
    tips = [alt.Tooltip("of:N", title=" "), "many:Q", alt.Tooltip("error:Q", format=".1%")]
    lines = [  # others may lie on the first one
        base.mark_line(aria=False, strokeWidth=wide)
        .encode(strokeDash=dash)
        .transform_filter(f"datum.of {sign} '{first}'")
        for wide, sign in ((WIDE, "==="), (THIN, "!=="))
    ]
    dots = base.mark_circle(aria=False, size=50, opacity=1).encode(tooltip=tips)
    return rows(alt.LayerChart(layer=[*lines, dots]).properties(height=320), values)
