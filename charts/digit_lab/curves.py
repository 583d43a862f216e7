"""The digit lab: errors while a network learns, and which class it takes for which."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from charts.axes import legend, logarithmic, scale, steps, titled
from charts.data import nothing, rows
from charts.theme import GREY, SET_COLOURS, SET_DASHES
from core.experiments.digit_lab.scores import Counts, Snapshot

Rowlist = list[dict[str, Any]]
HEIGHT = 340  # pixels


def curves(
    snapshots: Sequence[Snapshot],
    *,
    epochs: int,
    log: bool,
    rules: Mapping[str, float] | None = None,
    before: Mapping[str, Sequence[float]] | None = None,
) -> alt.LayerChart:
    """Error on every set against the epoch, in %, on a log or a linear axis that ends at `epochs`.

    `rules` are errors (shares) drawn across, by what they are; `before` are the errors of an earlier run, one each
    epoch, by set: drawn where there are no snapshots yet.
    """
    earlier = {name: errors for name, errors in (before or {}).items() if not points(snapshots)}
    values = points(snapshots) + [
        _row(name, i + 1, error) for name, errors in earlier.items() for i, error in enumerate(errors)
    ]
    across = [_row("", 0, error, rule=text) for text, error in (rules or {}).items()]
    every = [v["error"] for v in (*values, *across)]
    low, high = _ends(every, log)
    zero = low / 10 if log and min(every, default=1.0) == 0 else None  # a log axis has no 0: it gets a place below
    for value in (*values, *across) if log else ():
        value["error"] = max(value["error"], low) if value["error"] else zero
    root = alt.Chart(nothing()).encode(y=_error_axis(low, high, log, zero))
    ends = [v["error"] for v in values if v["set"] == "test"][-1:]
    above = bool(ends) and ends[0] < min([r["error"] for r in across], default=0)
    drawn = [*_rules(root, above=above), *_lines(root, epochs, [v["set"] for v in values], bool(snapshots))]
    return rows(alt.LayerChart(layer=drawn).properties(height=HEIGHT), [*values, *across])


def _error_axis(low: float, high: float, log: bool, zero: float | None) -> alt.Y:
    """From low to high; a log axis may begin at the place where an error of 0 is drawn, and says so there."""
    title = titled("error", "%", log=log)
    if not log:
        linear = alt.Scale(domain=[low, high], nice=False)
        return alt.Y("error:Q", title=title, scale=linear, axis=alt.Axis(tickCount=5))
    ticks = steps(low, high, (1, 2, 5) if high < 1001 * low else (1,))
    if zero is None:
        axis = alt.Axis(values=ticks, format="~g")
    else:
        label = f"datum.value < {low / 2:g} ? '0' : format(datum.value, '~g')"
        axis = alt.Axis(values=[zero, *ticks], labelExpr=label)
    return alt.Y("error:Q", title=title, scale=logarithmic([zero or low, high]), axis=axis)


def _lines(root: alt.Chart, epochs: int, found: Sequence[str], now: bool) -> list[alt.Chart]:
    """A line for each set of those `found`; what is not of `now` is paler, and without dots."""
    used = [name for name in SET_COLOURS if name in found] or ["training", "test"]
    x = alt.X("epoch:Q", scale=alt.Scale(domain=[0, epochs], nice=False), axis=alt.Axis(tickMinStep=1))
    colour = alt.Color("set:N", title=None, scale=scale(SET_COLOURS, used), legend=legend())
    base = root.transform_filter("!datum.rule").encode(x=x.title("epoch"), color=colour)
    tips = [
        alt.Tooltip("set:N", title="pictures"),
        alt.Tooltip("epoch:Q", format=".3~g"),
        alt.Tooltip("exact:Q", title=titled("error", "%"), format=".3g"),
    ]
    line = base.mark_line(aria=False, strokeWidth=2, clip=True, opacity=1 if now else 0.55)
    dots = base.mark_circle(aria=False, size=22, opacity=1, clip=True).encode(tooltip=tips)
    return [
        line.encode(strokeDash=alt.StrokeDash("set:N", scale=scale(SET_DASHES, used), legend=None)),
        *([dots] if now else []),
    ]


def _rules(root: alt.Chart, *, above: bool) -> list[alt.Chart]:
    """Lines across with their text at the right end, above or below: where no curve is."""
    base = root.transform_filter("datum.rule")
    rule = base.mark_rule(aria=False, color=GREY, strokeDash=[8, 3, 2, 3])
    text = base.mark_text(aria=False, color=GREY, align="right", dy=-8 if above else 10, fontSize=12).encode(
        x=alt.value("width"), text="rule:N"
    )
    return [rule, text]


def points(snapshots: Sequence[Snapshot]) -> Rowlist:
    """What is drawn: each set's error in % by epoch, where there is one."""
    found: Rowlist = []
    for s in snapshots:
        errors = {"training": s.train_error, "validation": s.validation_error, "test": s.test_error}
        for name, error in errors.items():
            if not math.isnan(error):
                found.append(_row(name, round(s.epoch, 3), error))
    return found


def _row(name: str, epoch: float, error: float, rule: str = "") -> dict[str, Any]:
    return {"set": name, "epoch": epoch, "error": 100 * error, "exact": 100 * error, "rule": rule}


def _ends(errors: Sequence[float], log: bool) -> tuple[float, float]:
    """The axis: from 0, or from a power of ten that shows all but zeros, to what was worst before training."""
    high = max([10.0, *errors])
    if not log:
        return 0.0, min(100.0, high * 1.05)
    least = min([e for e in errors if e > 0], default=1.0)
    return max(0.001, 10.0 ** math.floor(math.log10(min(least, 1.0)) + 1e-9)), 100.0


def confusion(counts: Counts, names: Sequence[str]) -> alt.LayerChart:
    """True class (rows) against given class (columns): how many test pictures; only mistakes are coloured."""
    values = [
        {"true": names[i], "given": names[j], "count": int(counts[i, j]), "right": i == j}
        for i, j in np.ndindex(counts.shape)
    ]
    off = [v["count"] for v in values if not v["right"]]
    most = max([1, *off])
    axis = alt.Axis(orient="top", labelAngle=0 if max(map(len, names)) < 3 else -45, labelOverlap=False)
    x = alt.X("given:N", title="the network says", sort=list(names), axis=axis)
    y = alt.Y("true:N", title="it is", sort=list(names))
    base = alt.Chart(nothing()).encode(x=x, y=y)
    tips = [
        alt.Tooltip("true:N", title="it is"),
        alt.Tooltip("given:N", title="the network says"),
        alt.Tooltip("count:Q", title="pictures", format=","),
    ]
    strength = alt.Scale(domain=[0, most], range=[0, 0.6])  # on more than 0.6 numbers are hard to read
    cells = base.mark_rect(aria=False, color=SET_COLOURS["test"]).encode(
        opacity=alt.Opacity("count:Q", scale=strength, legend=None), tooltip=tips
    )
    right = (
        base.mark_rect(aria=False, color=GREY, opacity=0.18).transform_filter("datum.right").encode(tooltip=tips)
    )
    number = (
        base.mark_text(aria=False, fontSize=12)
        .transform_filter("datum.count > 0")
        .encode(text=alt.Text("count:Q", format=","))
    )
    layers = [cells.transform_filter("!datum.right"), right, number]
    return rows(alt.LayerChart(layer=layers).properties(height=HEIGHT + 40), values)
