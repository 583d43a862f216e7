"""Waves made of ReLU units, one after the other or side by side, and an x that is followed through them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from charts.composition import DOT, LINE, tops
from core.experiments.composition import Config, Result, Wave
from ui.components.mount import component, pack

OnX = Callable[[float], None]


def waves(config: Config, result: Result, *, key: str, label: str, on_x: OnX | None = None) -> None:
    """Show `result`; `label` says for a screen reader what there is to see; `on_x` gets the x dragged to."""
    component("waves", "transport.css")(
        key=key, data=pack(_header(config, result, label), []), on_x_change=partial(_moved, key, on_x)
    )


def _header(config: Config, result: Result, label: str) -> dict[str, Any]:
    compose = config.join == "compose"
    one, two, both = result.first, result.second, result.joined
    third = "f₂(f₁(x))" if compose else "½ f₁(x) + ½ f₂(x)"
    falls = np.diff(one.y) < 0 if compose else np.zeros(one.pieces, bool)
    return {
        "label": label,
        "x": config.x,
        "compose": compose,
        "colours": {"line": LINE, "dot": DOT},
        "panels": [
            _panel("f₁(x)", one, "x"),
            _panel("f₂(x)", two, "f₁(x)" if compose else "x"),
            _panel(third, both, "x"),
        ],
        "stripes": [[float(a), float(b)] for a, b in zip(one.x[:-1][falls], one.x[1:][falls], strict=True)],
    }


def _panel(name: str, wave: Wave, axis: str) -> dict[str, Any]:
    """A wave through its breakpoints, and which of them are peaks."""
    return {
        "name": name,
        "peaks": wave.peaks,
        "axis": axis,
        "x": wave.x.tolist(),
        "y": wave.y.tolist(),
        "tops": np.flatnonzero(tops(wave)).tolist(),
    }


def _moved(key: str, on_x: OnX | None) -> None:
    """What the browser sends, if it is a place on the axis."""
    state = st.session_state.get(key)
    sent = state.get("x") if isinstance(state, Mapping) else None
    if on_x and isinstance(sent, int | float) and not isinstance(sent, bool) and 0 <= sent <= 1:
        on_x(round(float(sent), 4))
