"""What learning needs: mean errors of nine learners, and what share of labellings a plane separates."""

import altair as alt
import numpy as np

from charts.data import nothing, rows
from charts.theme import EXTRA, GREY
from core.experiments.learning_needs import LEARNERS, NAMES, Result
from core.experiments.learning_needs.cases import MODELS, Snapshot
from core.experiments.learning_needs.cover import Cover
from core.words import capital

SHARE, RIGHT, ERROR = "separable labellings", "right on new points", "mean error on unseen corners"
NAMED = {"linear": "linear model", "tree": "decision tree", "deep": "deep net"}
LINE, DOT = EXTRA[1], EXTRA[0]


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
