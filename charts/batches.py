"""Serial, mini-batch and full batch: the same errors against seconds spent, pictures seen or updates made."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from charts.axes import above, below, legend, logarithmic, scale, steps, titled
from charts.data import nothing, rows
from charts.theme import BATCH_COLOURS, BATCH_SHAPES, GREY, LABEL
from core.experiments.batches import AXES, MODES, Snapshot
from core.experiments.batches.words import Race, amount
from core.words import number, percent

TITLES = {"seconds": "seconds of training", "seen": "pictures seen", "step": "updates"}
ERROR, ERROR_LOG = titled("test error", "%"), titled("test error", "%", log=True)
ROOM = 1.25  # the axis goes on so far, for the number at its last tick
HEIGHT = 330  # pixels
APART = 3.0  # times as many seconds as the one before: then both have room for their words on the log scale
_KEY = legend(symbolSize=110, columnPadding=24, symbolOpacity=1)


def against(
    axis: str,
    snapshots: Sequence[Snapshot],
    furthest: float = 0.0,
    *,
    won: Race | None = None,
    labelled: bool = True,
) -> alt.LayerChart:
    """Test error of the three against `axis` ("seen", "step" or "seconds"), both on log scales.

    `furthest` is where the axis ends at least, so that it stands still while training goes on. Step 0 has no place
    on a log axis: the error before the first update stands at its left edge, and no line begins there. A large dot
    marks where each of them is now, if it has begun. What is `labelled` says the errors there, and where the start
    is. The test error that the race `won` goes to has a line across, and
    who has come there a ring, with how much that took.
    """
    if axis not in AXES:
        raise ValueError(f"'axis' must be one of {', '.join(AXES)}. Got {axis!r} instead.")
    values = points(snapshots)
    start, end = _ends([value[axis] for value in values if value["step"]], furthest)
    lowest = min((value["error"] for value in values), default=10.0)
    values = [
        value | {"at": value[axis] if value["step"] else start, "came": False, "took": ""} for value in values
    ]
    if won is not None:
        _say_who_came(values, axis, won)
    base = _base(axis, (start, end), lowest)
    tips = [alt.Tooltip(name, title=title) for name, title in _TIPS.items()]
    shape = alt.Shape("batch:N", title=None, scale=scale(BATCH_SHAPES), legend=_KEY)
    lines = base.mark_line(strokeWidth=2.5, clip=True).transform_filter("datum.step > 0")
    dots = base.mark_point(size=26, opacity=1, filled=True, clip=True).encode(shape=shape, tooltip=tips)
    dots = dots.transform_filter("datum.step > 0")
    now = base.mark_point(size=160, opacity=1, filled=True).encode(shape=shape).transform_filter("datum.now")
    labels = _labels(base, axis) if labelled else []
    across = [] if won is None else _across(base, won.goal)
    layers = [lines, dots, now, _start(base), *labels, *across]
    return rows(alt.LayerChart(layer=layers).properties(height=HEIGHT), values)


def _base(axis: str, ends: tuple[float, float], lowest: float) -> alt.Chart:
    """The axes, from end to end and down to the `lowest` error, and the colours."""
    start, end = ends
    places = steps(2 * start, end, digits=(1,) if end / start > 200 else (1, 2, 5))  # none left of the first update
    ticks = alt.Axis(values=places, format="~g" if axis == "seconds" else "~s")  # 0.1, not 100m
    return alt.Chart(nothing()).encode(
        x=alt.X("at:Q", title=titled(TITLES[axis], log=True), scale=logarithmic(ends), axis=ticks),
        y=alt.Y(
            "error:Q",
            title=ERROR_LOG,
            scale=logarithmic([below(lowest), 100]),
            axis=alt.Axis(tickCount=5, format="~g"),
        ),
        color=alt.Color("batch:N", title=None, scale=scale(BATCH_COLOURS), legend=_KEY),
    )


def _ends(begun: Sequence[float], furthest: float) -> tuple[float, float]:
    """Where the horizontal axis begins, which is the place of the start, and where it ends."""
    most = max([furthest, *begun], default=1.0) or 1.0
    return below(min(begun, default=most / 1000)) / 2, (furthest if most == furthest else above(most)) * ROOM


def _start(base: alt.Chart) -> alt.Chart:
    """Where all three begin, in the colour of none: one ring, the whole of it to be seen at the edge."""
    ring = base.mark_point(size=50, opacity=1, filled=False, strokeWidth=2, shape="circle", aria=False)
    shown: alt.Chart = ring.transform_filter("datum.start").encode(color=alt.ColorValue(GREY))
    return shown


def _across(base: alt.Chart, goal: float) -> list[alt.Chart]:
    """A line at the test error `goal`, a share, and what it is."""
    there = alt.YDatum(100 * goal, type="quantitative")
    once = base.transform_filter("datum.start").encode(x=alt.value(0), y=there)
    rule = once.mark_rule(aria=False, strokeDash=[4, 4], strokeWidth=1.5)
    words = once.mark_text(align="left", dx=6, dy=9, fontSize=12)
    return [
        rule.encode(x2=alt.value("width"), color=alt.ColorValue(GREY)),
        words.encode(text=alt.TextValue(f"goal: {percent(goal, 0)}"), color=alt.ColorValue(LABEL)),
        base.mark_point(size=130, filled=False, opacity=1, strokeWidth=2.5, aria=False).transform_filter(
            "datum.came"
        ),
        base.mark_text(align="left", dx=7, dy=-15, fontSize=14, fontWeight="bold")
        .transform_filter("datum.took && width >= 480")  # a phone has no room beside the lines
        .encode(text="took:N", color=alt.ColorValue(LABEL)),
    ]


def _say_who_came(values: list[dict[str, Any]], axis: str, won: Race) -> None:
    """Mark the first value of each of the three that is at the goal, and write how long that took, in seconds.

    Counts of pictures and of updates are long words, and their marks stand close together: the page says them.
    So it does where one has come soon after another, whose words would be covered.
    """
    least, before = won.there[0][0], 0.0
    for at, mode in won.there:
        came = next(v for v in values if v["batch"] == MODES[mode] and v["step"] and v["error"] <= 100 * won.goal)
        came["came"] = True
        if axis == "seconds" and at >= APART * before:
            before = at
            came["took"] = amount(axis, at) + ("" if at == least else f" ({number(at / least, 2)} times)")


def _labels(base: alt.Chart, axis: str) -> list[alt.Chart]:
    """Where each of the three is by now, and the start. All end alike far right where "seen" is the axis."""
    serial, mini, full = BATCH_COLOURS
    beside = {"dy": 22} if axis == "seen" else {"align": "left", "baseline": "middle", "dx": 13}
    ends = [
        _end(base, serial, dy=-16 if axis == "seen" else 20),
        _end(base, mini, dy=20),
        _end(base, full, **beside),
    ]
    first = base.mark_text(align="left", dx=9, dy=-11, fontSize=12).transform_filter("datum.start")
    return [*ends, first.encode(text=alt.TextValue("start"), color=alt.ColorValue(LABEL))]


def _end(base: alt.Chart, mode: str, **where: Any) -> alt.Chart:
    """How much one of the three misreads by now, off its line: serial and mini-batch may end in one place."""
    given: dict[str, Any] = {"align": "right", "dx": 6, "fontSize": 14, "fontWeight": "bold"} | where
    text = base.mark_text(**given)
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
            "seconds": max(round(s.seconds, 5), 1e-5 * (s.step > 0)),
            "error": max(100 * s.test_error, 0.1),  # a log axis has no 0
            "said": percent(s.test_error),
            "start": not s.step and s.mode == next(iter(MODES)),  # one of the three, which begin in one place
            "now": s.step > 0 and s is ends[s.mode],
        }
        for s in snapshots
    ]
