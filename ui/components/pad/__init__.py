"""A pad to draw a digit on, with a mouse, a finger, a pen or the keyboard."""

from __future__ import annotations

import base64
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from ui.components.mount import component

SIDE = 280  # ten pixels for each of MNIST's 28
_LONGEST = 400_000  # characters; a drawing has some thousands
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", SIDE, SIDE)  # how a PNG of this size begins


def pad(
    *,
    key: str,
    drawing: bytes | None = None,
    label: str = "Drawing pad",
    reset: int = 0,
    meanwhile: NDArray[np.uint8] | None = None,
) -> bytes | None:
    """Show the pad; return the drawing as a PNG (280, 280) of ink, white on black, None while it is empty.

    `drawing` is where a pad that is built anew begins (Streamlit forgets what is not on the page); one that stands
    already knows better, until `reset` changes: then it takes `drawing`, or empties. The PNG's size is checked, not
    whether its pixels can be decoded. `meanwhile` (H, W[, 3]) is seen where the pad is empty: what is read instead.
    """
    if drawing is not None and not drawing.startswith(_PNG):
        raise ValueError(f"'drawing' must be a PNG of {SIDE}x{SIDE} pixels. Got {drawing[:24]!r} instead.")
    held = _drawing(st.session_state.get(key), drawing, reset)
    data: dict[str, Any] = {
        "key": key,
        "label": label,
        "reset": reset,
        "png": base64.b64encode(held or b"").decode(),
    }
    if meanwhile is not None:
        shape = (*meanwhile.shape[:2], meanwhile.shape[2] if meanwhile.ndim == 3 else 1)
        data["meanwhile"] = {"shape": shape, "pixels": base64.b64encode(meanwhile.tobytes()).decode()}
    result = component("pad", "sketch.css")(
        key=key, data=data, default={"drawing": None}, on_drawing_change=_nothing
    )
    return _drawing(result, drawing, reset)


def _drawing(states: object, given: bytes | None, reset: int) -> bytes | None:
    """What the browser sent since the reset, if it is a PNG of the right size; before it sends, what was given."""
    state = states.get("drawing") if isinstance(states, Mapping) else None
    if state is None:
        return given
    if not isinstance(state, Mapping):
        return None
    if state.get("reset") != reset:
        return given
    text = state.get("png")
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    try:
        png = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return png if png.startswith(_PNG) else None


def _nothing() -> None:
    """Streamlit wants a callback for every state."""
