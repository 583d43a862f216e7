"""The linear regions in a window of the plane: drawn from their exact polygons, to point at, zoom and play."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.regions import RegionComplex, affine_maps
from core.regions.engine import Layer
from core.regions.raster import region_at_pixels
from ui.components.mount import component, pack

DRAWN = 20_000  # regions that the browser draws as polygons; more come as pixels
SIDE = 700  # of that picture, in pixels
STILL = (3_000, 400)  # the same of a plane that stands still
TINTS = 7
Array = NDArray[Any]


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

    complexes: Sequence[RegionComplex]
    layers: Sequence[Sequence[Layer]]  # of each complex, the head last
    titles: Sequence[str]  # of each, where there are more than one: "step 120"
    notes: Sequence[str]  # of each: "error 4.2 %"
    id: str = ""  # the same for the same network at the same instants, whatever the window
    outputs: tuple[str, ...] = ("the output",)
    marks: Marks | None = None
    pictures: Pictures | None = None

    @property
    def window(self) -> tuple[float, float, float, float]:
        return self.complexes[0].window


def message(scene: Scene, *, caption: str, fill: str = "regions", home: Sequence[float] = ()) -> bytes:
    """`scene` for the browser; `home` is (x, y, r) of the window to come back to; without it nothing moves.

    Points are in the window's own unit, so that they are as exact far inside a zoom. Many regions go as pixels.
    """
    last = scene.complexes[-1]
    most, side = (DRAWN, SIDE) if home else STILL
    raster = len(last) > most
    frames = [_frame(c, layers, side * raster) for c, layers in zip(scene.complexes, scene.layers, strict=True)]
    extra = [np.zeros(0, np.float32)] * 3
    if scene.marks:
        extra[0] = _in_window(scene.marks.at, scene.window)
    if scene.pictures:
        extra[1:] = [np.asarray(scene.pictures.origin), np.asarray(scene.pictures.basis)]
    header = {
        "id": scene.id,
        "caption": caption,
        "fill": fill,
        "home": list(home),
        "window": scene.window,
        "activation": last.activation,
        "layers": [{"neurons": len(s), "words": 2 * max(1, -(-len(s) // 64))} for s in last.slopes],
        "outputs": scene.outputs,
        "raster": side * raster,
        "frames": [
            {"counts": c.counts, "title": title, "note": note, "sizes": [a.size for a in f[0] + f[1]]}
            for c, f, title, note in zip(scene.complexes, frames, scene.titles, scene.notes, strict=True)
        ],
        "marks": {
            "many": len(scene.marks.at) if scene.marks else 0,
            "labels": scene.marks.labels if scene.marks else (),
            "kinds": scene.marks.kind.tolist() if scene.marks else (),
        },
        "picture": scene.pictures.shape if scene.pictures else None,
    }
    if raster:
        header["small"] = float((last.areas < _area(last) / side**2).mean())
    wide = [array for f in frames for array in f[0]]
    narrow = [array for f in frames for array in f[1]]
    return pack(header, [*wide, *(np.asarray(a, np.float32) for a in extra), *narrow])


def plane(data: bytes, *, key: str, moved: Callable[[float, float, float], None] | None = None) -> None:
    """Show a message; `moved` is called with (x, y, r) when a person has chosen another window."""

    def changed() -> None:
        asked = _asked(st.session_state.get(key))
        if asked and moved:
            moved(*asked)

    component("plane", "transport.css")(key=key, data=data, default={"window": None}, on_window_change=changed)


def _asked(states: object) -> tuple[float, float, float] | None:
    """The window that the browser asks for, if it is one."""
    state = states.get("window") if isinstance(states, Mapping) else None
    if not isinstance(state, Mapping):
        return None
    values = [state.get(name) for name in ("x", "y", "r")]
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    return (numbers[0], numbers[1], numbers[2]) if len(numbers) == 3 and all(map(math.isfinite, numbers)) else None


def _frame(complex: RegionComplex, layers: Sequence[Layer], side: int) -> tuple[list[Array], list[Array]]:
    """Arrays of 4 bytes an element, and of one (see plane.js for their order); with `side`, pixels."""
    maps = _maps_in_window(complex, layers)
    if side:
        return [], _pixels(complex, maps, side)
    wide = [
        _in_window(complex.vertices, complex.window).ravel(),
        complex.ptr.astype(np.uint32),
        complex.corners.astype(np.uint32),
        maps.astype(np.float32).ravel(),
        (complex.areas / _area(complex)).astype(np.float32),
        np.ascontiguousarray(complex.patterns).view(np.uint32).ravel(),
    ]
    return wide, [complex.edge_layer.astype(np.int8)]


def _pixels(complex: RegionComplex, maps: Array, side: int) -> list[Array]:
    """Of each pixel: the output at its centre (-127..127 of its limit), a tint, the layer that cuts there + 1."""
    at = region_at_pixels(complex, side)  # (side, side)
    tint = (complex.patterns * np.uint64(0x9E3779B97F4A7C15)).sum(axis=1) >> np.uint64(40)
    u = (np.arange(side) + 0.5) / side
    value = maps[at, 0, 0] * u + maps[at, 0, 1] * u[::-1, None] + maps[at, 0, 2]
    limit = float(np.quantile(np.abs(value), 0.99)) or 1.0
    cut = np.zeros_like(at, dtype=np.uint8)
    found = np.arange(len(complex))
    for layer in range(len(complex.counts), 0, -1):  # what differs after the first layers overwrites the later
        here = found[at]
        cut[:, 1:][here[:, 1:] != here[:, :-1]] = layer
        cut[1:][here[1:] != here[:-1]] = layer
        found = complex.parents[layer - 1][found]
    return [
        np.clip(np.rint(127 * value / limit), -127, 127).astype(np.int8),
        (tint % np.uint64(TINTS)).astype(np.uint8)[at],
        cut,
    ]


def _area(complex: RegionComplex) -> float:
    x0, x1, y0, y1 = complex.window
    return (x1 - x0) * (y1 - y0)


def _in_window(points: NDArray[np.floating], window: tuple[float, float, float, float]) -> NDArray[np.float32]:
    """(N, 2) from 0 to 1 across the window."""
    x0, x1, y0, y1 = window
    inside: NDArray[np.float32] = ((points - np.array([x0, y0])) / np.array([x1 - x0, y1 - y0])).astype(np.float32)
    return inside


def _maps_in_window(complex: RegionComplex, layers: Sequence[Layer]) -> Array:
    """affine_maps (R, K, 3) of coordinates from 0 to 1 across the window."""
    x0, x1, y0, y1 = complex.window
    unit = np.array([[x1 - x0, 0, x0], [0, y1 - y0, y0], [0, 0, 1]])
    maps: Array = affine_maps(complex, layers) @ unit
    return maps
