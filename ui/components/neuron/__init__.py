"""One neuron on points in the plane: its line to drag, its rule step by step, its mistakes against the bound."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from charts.theme import EXTRA
from core.config import settings
from core.experiments.perceptron import FAR, MOST, UNIT, Config, Result, allowed
from ui.components.mount import component, pack

OnLine = Callable[[float, float, float], None]
OnPoints = Callable[[str], None]
OnShown = Callable[[int], None]


def neuron(
    config: Config,
    result: Result,
    *,
    key: str,
    label: str,
    on_line: OnLine | None = None,
    on_points: OnPoints | None = None,
    on_shown: OnShown | None = None,
) -> None:
    """Show `result`; `label` says for a screen reader what there is to see. Without the callbacks it stands still.

    `on_line` gets the weights of a line that a person has dragged, `on_points` their points as Config.points has
    them, `on_shown` how many examples they have played to.
    """
    component("neuron", "transport.css")(
        key=key,
        data=_message(config, result, label, still=on_line is None),
        on_line_change=partial(_line, key, on_line),
        on_points_change=partial(_points, key, on_points),
        on_shown_change=partial(_shown, key, on_shown),
    )


def _message(config: Config, result: Result, label: str, *, still: bool) -> bytes:
    """The header; then int32, in hundredths: points and labels (N, 3), weights (V + 1, 3); and scores (V,) "
    "float64."""
    trace = result.trace
    points = np.column_stack([np.round(result.points * UNIT), result.labels])
    header: dict[str, Any] = {
        "label": label,
        "still": still,
        "points": points.astype(int).tolist(),
        "shown": result.at,
        "asked": config.shown,
        "ended": trace.ended,
        "separable": result.verdict.separable,
        "bound": result.bound,
        "far": FAR,
        "most": MOST,
        "visits": len(trace.point),
        "colours": {"one": EXTRA[0], "zero": EXTRA[1]},
        "mistakes": "".join("1" if wrong else "0" for wrong in trace.mistake),
    }
    return pack(header, [trace.weights.astype(np.int32)])


def _sent(key: str, name: str) -> Any:
    state = st.session_state.get(key)
    return state.get(name) if isinstance(state, Mapping) else None


def _real(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _line(key: str, on_line: OnLine | None) -> None:
    """What the browser sends, if it is three weights that a Config allows."""
    sent, declared = _sent(key, "line"), settings(Config)
    if not on_line or not isinstance(sent, list) or len(sent) != 3 or not all(map(_real, sent)):
        return
    w1, w2, b = (round(float(value), 2) + 0.0 for value in sent)
    if all(declared[name].declaration.holds(v, float) for name, v in (("w1", w1), ("w2", w2), ("b", b))):
        on_line(w1, w2, b)


def _points(key: str, on_points: OnPoints | None) -> None:
    """What the browser sends, if it is points that a Config allows."""
    sent = _sent(key, "points")
    if (
        on_points
        and isinstance(sent, str)
        and settings(Config)["points"].declaration.holds(sent, str)
        and allowed(sent)
    ):
        on_points(sent)


def _shown(key: str, on_shown: OnShown | None) -> None:
    """What the browser sends, if it is a number of examples that a Config allows."""
    sent = _sent(key, "shown")
    if on_shown and isinstance(sent, int) and settings(Config)["shown"].declaration.holds(sent, int):
        on_shown(sent)
