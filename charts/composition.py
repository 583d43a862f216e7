"""Waves made of ReLU units: exactly straight between their breakpoints, their peaks marked."""

from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from charts.data import nothing, rows
from charts.theme import GREY
from core.experiments.composition import Wave

HEIGHT = 230  # pixels
LINE, DOT = "#2f7fc4", "#c9531c"


def wave(drawn: Wave, x: str, y: str, *, at: float, flanks: Wave | None = None) -> alt.LayerChart:
    """A wave on [0, 1] with its peaks, and the point above `at`; `flanks`: stripes where that wave falls.

    In the stripes of f2(f1(x)) f1 runs backwards through f2, which is there seen mirrored.
    """
    axis = alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".2~f")
    base = alt.Chart(nothing()).encode(
        x=alt.X("x:Q", title=x, axis=axis).scale(domain=[0, 1], nice=False),
        y=alt.Y("y:Q", title=y, axis=axis).scale(domain=[0, 1.02], nice=False),
    )
    tips = [alt.Tooltip("x:Q", format=".4f"), alt.Tooltip("y:Q", format=".4f")]
    stripes = base.mark_rect(aria=False, opacity=0.22, color=GREY).encode(
        x2="x2:Q", y=alt.YDatum(0), y2=alt.Y2Datum(1.02)
    )
    line = base.mark_line(strokeWidth=2, color=LINE)
    peaks = base.mark_circle(aria=False, size=30, opacity=1, color=LINE).encode(tooltip=tips)
    down = base.mark_rule(color=DOT, strokeDash=[4, 3]).encode(y2=alt.Y2Datum(0))
    across = base.mark_rule(color=DOT, strokeDash=[4, 3]).encode(x2=alt.X2Datum(0))
    dot = base.mark_point(size=90, filled=True, opacity=1, color=DOT, shape="diamond").encode(tooltip=tips)
    here = "datum.kind == 'here'"
    layers = [
        stripes.transform_filter("datum.kind == 'stripe'"),
        line.transform_filter("datum.kind == 'bend' || datum.kind == 'peak'"),
        peaks.transform_filter("datum.kind == 'peak'"),
        down.transform_filter(here),
        across.transform_filter(here),
        dot.transform_filter(here),
    ]
    return rows(alt.LayerChart(layer=layers).properties(height=HEIGHT), _values(drawn, at, flanks))


def tops(drawn: Wave) -> NDArray[np.bool_]:
    """Which of its points are peaks, (K,)."""
    top = np.zeros(len(drawn.x), bool)
    top[1:-1] = (drawn.y[1:-1] > drawn.y[:-2] + 1e-9) & (drawn.y[1:-1] > drawn.y[2:] + 1e-9)
    return top


def _values(drawn: Wave, at: float, flanks: Wave | None) -> list[dict[str, Any]]:
    points = zip(drawn.x, drawn.y, tops(drawn), strict=True)
    values = [_row("peak" if peak else "bend", x, y) for x, y, peak in points]
    values.append(_row("here", at, float(drawn.at(np.array([at]))[0])))
    if flanks is not None:
        falls = np.diff(flanks.y) < 0
        values += [
            _row("stripe", a, 0, b) for a, b, down in zip(flanks.x[:-1], flanks.x[1:], falls, strict=True) if down
        ]
    return values


def _row(kind: str, x: float, y: float, x2: float | None = None) -> dict[str, Any]:
    return {"kind": kind, "x": float(x), "y": float(y), "x2": None if x2 is None else float(x2)}
