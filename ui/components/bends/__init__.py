"""Activations over one another: values, slopes, and what both are at a z that is dragged along the axis."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from charts.theme import ACTIVATION_COLOURS, ACTIVATION_DASHES
from core.experiments.activations import FAR, Config, Result
from core.learning.nets import ACTIVATIONS
from ui.components.mount import component, pack

OnZ = Callable[[float], None]


def bends(config: Config, result: Result, *, key: str, label: str, on_z: OnZ | None = None) -> None:
    """Show `result`; `label` says for a screen reader what there is to see; `on_z` gets the z dragged to."""
    component("bends")(key=key, data=_message(config, result, label), on_z_change=partial(_moved, key, on_z))


def _message(config: Config, result: Result, label: str) -> bytes:
    """The header, then float32 values, slopes and steps of 1, (K, P) each, and the density (P,)."""
    focus = result.names.index(config.focus)
    header: dict[str, Any] = {
        "label": label,
        "names": [ACTIVATIONS[name].name for name in result.names],
        "colours": [ACTIVATION_COLOURS[name] for name in result.names],
        "dashes": [ACTIVATION_DASHES[name] for name in result.names],
        "focus": focus,
        "far": FAR,
        "points": len(result.z),
        "flat": np.clip(result.facts[focus].flat, -FAR, FAR).tolist(),
        "threshold": config.threshold,
        "sigma": config.sigma,
        "z": config.z,
        "at": result.at.tolist(),
    }
    every = (result.values, result.slopes, result.moved, result.density)
    return pack(header, [array.astype(np.float32) for array in every])


def _moved(key: str, on_z: OnZ | None) -> None:
    """What the browser sends, if it is a place on the axis."""
    state = st.session_state.get(key)
    sent = state.get("z") if isinstance(state, Mapping) else None
    if on_z and isinstance(sent, int | float) and not isinstance(sent, bool) and -FAR <= sent <= FAR:
        on_z(round(float(sent), 2))
