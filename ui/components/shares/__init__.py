"""Scores, their exponentials and their probabilities as bars: a person drags a score, or a probability."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from core.config import Range, settings
from core.experiments.softmax import Config, numbers
from core.experiments.softmax.scores import LARGEST, LEAST, MOST
from ui.components.mount import component, pack

OnMove = Callable[[Config], None]


def shares(config: Config, *, key: str, label: str, on_move: OnMove | None = None, still: bool = False) -> None:
    """Show the scores of `config` and what softmax makes of them; `label` says it for a screen reader.

    `on_move` gets the Config that a person has dragged. `still` shows the bars alone, without controls.
    """
    component("shares")(
        key=key,
        data=pack(_header(config, label, still), []),
        on_moved_change=partial(_moved, key, config, on_move),
    )


def _header(config: Config, label: str, still: bool = False) -> dict[str, Any]:
    return {
        "label": label,
        "still": still,
        "scores": numbers(config.scores).tolist(),
        "temperature": config.temperature,
        "shift": config.shift,
        "arithmetic": config.arithmetic,
        "largest": LARGEST,
        "classes": (LEAST, MOST),
        "ranges": {name: _ends(name) for name in ("temperature", "shift")},
        "now": "|".join(_said(config)),
    }


def _ends(name: str) -> tuple[float, float]:
    declared = settings(Config)[name].declaration
    assert isinstance(declared, Range)
    return declared.low, declared.high


def _said(config: Config) -> tuple[str, str, str]:
    """What the browser sends back, in the same order."""
    return config.scores, repr(config.temperature), repr(config.shift)


def _moved(key: str, config: Config, on_move: OnMove | None) -> None:
    """What the browser sends, if with it the rest of the settings is a Config."""
    state = st.session_state.get(key)
    sent = state.get("moved") if isinstance(state, Mapping) else None
    if not on_move or not isinstance(sent, str) or len(parts := sent.split("|")) != len(_said(config)):
        return
    scores, temperature, shift = parts
    try:
        moved = replace(config, scores=scores, temperature=float(temperature), shift=float(shift))
    except ValueError:
        return
    on_move(moved)
