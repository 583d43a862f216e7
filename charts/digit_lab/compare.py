"""Test error against hidden width, for one and two hidden layers, with other classifiers as lines across."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import altair as alt
import numpy as np

from charts.axes import above, below, logarithmic, steps, titled
from charts.data import nothing, rows
from charts.fitted import colour, dash
from charts.theme import GREY, LABEL
from core.experiments.digit_lab import baselines, sweep
from core.words import percent, spread

HEIGHT, INSIDE = 400, 290  # pixels: in all, and between the axes
LEAST = 1e-4  # error that is drawn: a log axis has no 0
TEXT = 15  # pixels from one label to the next
NETS = {1: "one layer", 2: "deep"}  # as the theme calls them
TICKS = (1, 1.5, 2, 3, 5, 7)  # times a power of ten: where the axis is labelled
TITLE = titled("test error", "%", log=True)
Point = tuple[sweep.Config, sweep.Snapshot]
Line = tuple[baselines.Config, baselines.Snapshot]


def errors(points: Sequence[Point], lines: Sequence[Line], pictures: int) -> alt.LayerChart:
    """Mean of the seeds as a line in a band from the least to the largest; `pictures`: how many they learned from.

    A classifier without hidden layers is a grey line across, with its name, pictures and error on it.
    """
    ends = span([error for _, s in points for error in s.test_error] + [s.test_error for _, s in lines])
    names = {NETS[depth]: f"{words}, {pictures:,} pictures" for depth, words in sweep.DEPTHS.items()}
    scale = logarithmic(ends)
    axis = alt.Axis(values=steps(*ends, digits=TICKS), labelExpr="format(100 * datum.value, '~g')")
    y = alt.Y("mid:Q", title=TITLE, scale=scale, axis=axis)
    plain = alt.Chart(nothing())
    base = plain.encode(
        x=alt.X("width:Q", title="units in each hidden layer")
        .scale(domain=[sweep.WIDTHS[0] - 4, sweep.WIDTHS[-1] + 4], nice=False)
        .axis(values=list(sweep.WIDTHS), grid=False)
    )
    nets = base.encode(color=colour(names)).transform_filter("datum.kind == 'net'")
    low = alt.Y("low:Q", title=TITLE, scale=scale, axis=axis)
    tip = [alt.Tooltip("says:N", title=" ")]
    others = plain.transform_filter("datum.kind == 'line'")
    rule = others.mark_rule(aria=False, color=GREY, strokeWidth=1.5).encode(y=y, tooltip=tip)
    said = others.mark_text(aria=False, align="right", baseline="middle", dx=-4, fontSize=13, color=LABEL).encode(
        x=alt.value("width"), y=alt.Y("at:Q", title=TITLE, scale=scale, axis=axis), text="says:N"
    )
    layers = [
        rule,
        nets.mark_area(aria=False, opacity=0.2).encode(y=low, y2="high:Q"),
        nets.mark_line(aria=False, strokeWidth=2).encode(y=y, strokeDash=dash(names)),
        nets.mark_circle(aria=False, size=34, opacity=1).encode(y=y, tooltip=tip),
        said,
    ]
    values = [*map(_of_net, points), *_of_lines(lines, ends)]
    return rows(alt.LayerChart(layer=layers).properties(height=HEIGHT), values)


def _of_net(point: Point) -> dict[str, Any]:
    config, s = point
    mean, least, most = (float(of(s.test_error)) for of in (np.mean, np.min, np.max))
    return {
        "kind": "net",
        "net": NETS[config.depth],
        "width": config.width,
        "at": None,
        "mid": max(mean, LEAST),
        "low": max(least, LEAST),
        "high": max(most, LEAST),
        "says": f"{sweep.DEPTHS[config.depth]} of {config.width}, {s.weights:,} weights: "
        f"{spread(s.test_error, 2)}, training error {percent(s.train_error.mean(), 2)}",
    }


def _of_lines(lines: Sequence[Line], ends: tuple[float, float]) -> list[dict[str, Any]]:
    found = sorted(lines, key=lambda line: -line[1].test_error)
    places = labels([s.test_error for _, s in found], ends)
    return [
        {
            "kind": "line",
            "net": None,
            "width": None,
            "at": at,
            "mid": max(s.test_error, LEAST),
            "low": None,
            "high": None,
            "says": f"{baselines.METHODS[config.method]}, {s.pictures:,} pictures: {percent(s.test_error)}",
        }
        for (config, s), at in zip(found, places, strict=True)
    ]


def span(errors: Sequence[float]) -> tuple[float, float]:
    """The ends of a log axis for these errors: 1, 2 or 5 times a power of ten, a factor of 5 apart at least."""
    within = [min(max(error, LEAST), 1.0) for error in errors] or [LEAST * 100, 0.09]
    top = above(min(1.0, max(within) * 1.1))
    return below(min(min(within) * 0.95, top / 4.99)), top


def labels(errors: Sequence[float], ends: tuple[float, float]) -> list[float]:
    """Where on the axis the labels of lines at these errors (largest first) stand, never on a line: each above its
    own, or where there is no room together above the first of those that are close, or else below them.
    """
    low, top = ends
    pixels = INSIDE / math.log(top / low)
    groups = [[pixels * math.log(top / max(error, low))] for error in errors]  # from above
    while close := [k for k, (over, here) in enumerate(pairwise(groups)) if _top(here) < over[-1]]:
        groups[close[0] : close[0] + 2] = [groups[close[0]] + groups[close[0] + 1]]
    found: list[float] = []
    for group in groups:
        first = _top(group) if _top(group) >= 0 else group[-1] + 2
        first = max([first, *(at + TEXT / 2 for at in found[-1:])])
        found += [first + TEXT * (k + 0.5) for k in range(len(group))]
    return [top * math.exp(-y / pixels) for y in found]


def _top(group: Sequence[float]) -> float:
    """Where the labels of these lines begin if they stand above the first."""
    return group[0] - 2 - TEXT * len(group)
