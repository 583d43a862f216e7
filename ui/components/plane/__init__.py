"""The linear regions in a window of the plane: drawn from their exact polygons, to point at, zoom and play."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.regions.picture import Picture, in_window
from ui.components.mount import component, pack


@dataclass(frozen=True)
class Marks:
    """Points on the plane, told apart by shape and colour (class 0 a disc, class 1 a cross) or by a label."""

    at: NDArray[np.floating]  # (M, 2)
    kind: NDArray[np.integer]  # (M,)
    labels: tuple[str, ...] = ()  # M of them, or none


@dataclass(frozen=True)
class Pictures:
    """What a point (x, y) of the plane is in the network's input: the picture origin + (x, y) @ basis, ink 0..1."""

    origin: NDArray[np.floating]  # (D,)
    basis: NDArray[np.floating]  # (2, D)
    shape: tuple[int, ...]  # (H, W[, 3])


@dataclass(frozen=True)
class Scene:
    """All that one message says: the same network at one or more instants, in one window."""

    picture: Picture
    titles: Sequence[str]  # of each instant, where there are more than one: "step 120"
    notes: Sequence[str]  # of each: "error 4.2 %"
    id: str = ""  # the same for the same network at the same instants, whatever the window
    outputs: tuple[str, ...] = ("the output",)
    marks: Marks | None = None
    pictures: Pictures | None = None


def message(scene: Scene, *, caption: str, fill: str = "regions", home: Sequence[float] = ()) -> bytes:
    """`scene` for the browser; `home` is (x, y, r) of the window to come back to; without it nothing moves."""
    drawn, marks = scene.picture, scene.marks
    extra = [np.zeros(0, np.float32)] * 3
    if marks:
        extra[0] = in_window(marks.at, drawn.window)
    if scene.pictures:
        extra[1:] = [np.asarray(scene.pictures.origin), np.asarray(scene.pictures.basis)]
    instants = zip(drawn.counts, drawn.wide, drawn.narrow, scene.titles, scene.notes, strict=True)
    header = {
        "id": scene.id,
        "caption": caption,
        "fill": fill,
        "home": list(home),
        "window": drawn.window,
        "activation": drawn.activation,
        "layers": [{"neurons": n, "words": 2 * max(1, -(-n // 64))} for n in drawn.neurons],
        "outputs": scene.outputs,
        "raster": drawn.side,
        "frames": [
            {"counts": counts, "title": title, "note": note, "sizes": [a.size for a in (*wide, *narrow)]}
            for counts, wide, narrow, title, note in instants
        ],
        "marks": {
            "many": len(marks.at) if marks else 0,
            "labels": marks.labels if marks else (),
            "kinds": marks.kind.tolist() if marks else (),
        },
        "picture": scene.pictures.shape if scene.pictures else None,
    }
    if drawn.side:
        header["small"] = drawn.small
    wide = [array for arrays in drawn.wide for array in arrays]
    narrow = [array for arrays in drawn.narrow for array in arrays]
    return pack(header, [*wide, *(np.asarray(a, np.float32) for a in extra), *narrow])


def plane(data: bytes, *, key: str, moved: Callable[[float, float, float], None] | None = None) -> None:
    """Show a message; `moved` is called with (x, y, r) when a person has chosen another window."""

    def changed() -> None:
        asked = _asked(st.session_state.get(key))
        if asked and moved:
            moved(*asked)

    component("plane", "transport.css", "steady.css")(
        key=key, data=data, default={"window": None}, on_window_change=changed
    )


def _asked(states: object) -> tuple[float, float, float] | None:
    """The window that the browser asks for, if it is one."""
    state = states.get("window") if isinstance(states, Mapping) else None
    if not isinstance(state, Mapping):
        return None
    values = [state.get(name) for name in ("x", "y", "r")]
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    return (numbers[0], numbers[1], numbers[2]) if len(numbers) == 3 and all(map(math.isfinite, numbers)) else None
