"""Serial, mini-batch and full batch: the same errors against seconds spent, pictures seen or updates made."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from charts.axes import above, below, legend, logarithmic, scale, titled
from charts.data import nothing, rows
from charts.theme import BATCH_COLOURS, BATCH_SHAPES, LABEL
from core.experiments.batches import AXES, MODES, Snapshot
from core.words import percent

TITLES = {"seconds": "seconds of training", "seen": "pictures seen", "step": "updates"}
ERROR, ERROR_LOG = titled("test error", "%"), titled("test error", "%", log=True)
HEIGHT = 330  # pixels


def against(axis: str, snapshots: Sequence[Snapshot], furthest: float = 0.0) -> alt.LayerChart:
    """Test error of the three against `axis` ("seen", "step" or "seconds"), both on log scales.

    `furthest` is where the axis ends at least, so that it stands still while training goes on. Step 0 has no place
    on a log axis and is left out. A large dot marks where each of them is now.
    """
    if axis not in AXES:
        raise ValueError(f"'axis' must be one of {', '.join(AXES)}. Got {axis!r} instead.")
    values = points(snapshots)
    most = max([furthest, *(value[axis] for value in values)], default=1.0) or 1.0
    least = min((value[axis] for value in values), default=most / 1000)
    lowest = min((value["error"] for value in values), default=10.0)
    span = [below(least), furthest * 1.15 if most == furthest else above(most)]
    ticks = alt.Axis(tickCount=5, format="~g" if axis == "seconds" else "~s")  # 0.1, not 100m
    key = legend(symbolSize=110, columnPadding=24, symbolOpacity=1)
    base = alt.Chart(nothing()).encode(
        x=alt.X(f"{axis}:Q", title=titled(TITLES[axis], log=True), scale=logarithmic(span), axis=ticks),
        y=alt.Y(
            "error:Q",
            title=ERROR_LOG,
            scale=logarithmic([below(lowest), 100]),
            axis=alt.Axis(tickCount=5, format="~g"),
        ),
        color=alt.Color("batch:N", title=None, scale=scale(BATCH_COLOURS), legend=key),
    )
    tips = [alt.Tooltip(name, title=title) for name, title in _TIPS.items()]
    shape = alt.Shape("batch:N", title=None, scale=scale(BATCH_SHAPES), legend=key)
    lines = base.mark_line(strokeWidth=2.5, clip=True)
    dots = base.mark_point(size=26, opacity=1, filled=True, clip=True).encode(shape=shape, tooltip=tips)
    now = base.mark_point(size=160, opacity=1, filled=True).encode(shape=shape).transform_filter("datum.now")
    ends = [_end(base, mode, dy) for mode, dy in zip(BATCH_COLOURS, (-16, 20, -16), strict=True)]
    return rows(alt.LayerChart(layer=[lines, dots, now, *ends]).properties(height=HEIGHT), values)


def _end(base: alt.Chart, mode: str, dy: int) -> alt.Chart:
    """How much one of the three misreads by now, above or below: serial and mini-batch may end in one place."""
    text = base.mark_text(align="right", dx=6, dy=dy, fontSize=14, fontWeight="bold")
    shown: alt.Chart = text.transform_filter(f"datum.now && datum.batch == '{mode}'")
    return shown.encode(text="said:N", color=alt.ColorValue(LABEL))


_TIPS = {
    "batch:N": "batch",
    "seen:Q": "pictures seen",
    "step:Q": "updates",
    "seconds:Q": "seconds",
    "error:Q": ERROR,
}


def points(snapshots: Sequence[Snapshot]) -> list[dict[str, Any]]:
    """What the charts draw, in the order of training; `now` marks the last of each."""
    ends = {s.mode: s for s in snapshots}
    return [
        {
            "batch": MODES[s.mode],
            "seen": s.seen,
            "step": s.step,
            "seconds": max(round(s.seconds, 5), 1e-5),
            "error": max(100 * s.test_error, 0.1),  # a log axis has no 0
            "said": percent(s.test_error),
            "now": s is ends[s.mode],
        }
        for s in snapshots
        if s.step
    ]
