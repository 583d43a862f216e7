"""A curve that a person draws on the axes of a question, and beside it later the measured one."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from core.course import Axis, Curve, Floats
from ui.components.mount import component, pack

Points = Sequence[Sequence[float]]
MOST = 400  # points of the measured curve that are sent


def guess(
    question: Curve,
    *,
    key: str,
    drawn: Points | None = None,
    truth: tuple[Floats, Floats] | None = None,
    on_guess: Callable[[Points], None] | None = None,
) -> None:
    """Show the axes of `question`, with the curve that was `drawn` and the `truth`, where there are any.

    Where `on_guess` is given a person draws, with a mouse, a finger or keys; it gets the points (x, y) of what is
    drawn, from left to right, when they press the button.
    """
    header: dict[str, Any] = {
        "ask": question.ask,
        "x": _axis(question.x),
        "y": _axis(question.y),
        "drawn": None if drawn is None else [list(point) for point in drawn],
        "truth": None if truth is None else _points(truth),
        "open": on_guess is not None,
    }
    component("guess")(key=key, data=pack(header, []), on_guess_change=partial(_guessed, key, question, on_guess))


def _axis(axis: Axis) -> dict[str, Any]:
    return {"label": axis.label, "low": axis.low, "high": axis.high, "log": axis.log, "unit": axis.unit}


def _points(curve: tuple[Floats, Floats]) -> list[list[float]]:
    """At most MOST of the points that are numbers."""
    found = [[float(x), float(y)] for x, y in zip(*curve, strict=True) if math.isfinite(x) and math.isfinite(y)]
    return found[:: 1 + len(found) // MOST]


def _guessed(key: str, question: Curve, on_guess: Callable[[Points], None] | None) -> None:
    """What the browser sends, if it is a curve on these axes."""
    state = st.session_state.get(key)
    sent = state.get("guess") if isinstance(state, Mapping) else None
    if on_guess and sent is not None and question.holds(sent):
        on_guess(sent)
