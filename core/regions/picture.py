"""Regions as a browser draws them: their exact polygons, or, where there are too many, one picture of pixels."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.regions.engine import Layer, RegionComplex
from core.regions.maps import affine_maps
from core.regions.raster import region_at_pixels

POLYGONS, SIDE = 20_000, 700  # regions that are drawn as polygons; of the picture that takes their place, in pixels
STILL = (3_000, 400)  # the same of a plane that stands still
TINTS = 7
Array = NDArray[Any]


class Picture(NamedTuple):
    """The regions of one network at one or more instants, in one window (x0, x1, y0, y1); arrays as in plane.js.

    Points are in the window's own unit, 0 to 1, so that they are as exact far inside a zoom.
    """

    window: tuple[float, float, float, float]
    activation: str
    neurons: tuple[int, ...]  # of each hidden layer
    side: int  # of the picture in pixels; 0 where there are polygons
    small: float  # share of the last regions that are smaller than a pixel; 0 where there are polygons
    counts: tuple[tuple[int, ...], ...]  # of each instant, regions after each layer
    wide: tuple[tuple[Array, ...], ...]  # of each instant, arrays of 4 bytes an element
    narrow: tuple[tuple[Array, ...], ...]  # and of one


def picture(
    complexes: Sequence[RegionComplex],
    layers: Sequence[Sequence[Layer]],
    polygons: int = POLYGONS,
    side: int = SIDE,
) -> Picture:
    """What is drawn of these complexes, each with its `layers`, the head last: pixels beyond so many `polygons`."""
    last = complexes[-1]
    side = side if len(last) > polygons else 0
    frames = [_frame(c, own, side) for c, own in zip(complexes, layers, strict=True)]
    return Picture(
        last.window,
        last.activation,
        tuple(len(s) for s in last.slopes),
        side,
        float((last.areas < _area(last) / side**2).mean()) if side else 0.0,
        tuple(c.counts for c in complexes),
        tuple(tuple(wide) for wide, _ in frames),
        tuple(tuple(narrow) for _, narrow in frames),
    )


def in_window(points: NDArray[np.floating], window: tuple[float, float, float, float]) -> NDArray[np.float32]:
    """Points (N, 2) of the plane as (N, 2) from 0 to 1 across the window."""
    x0, x1, y0, y1 = window
    inside: NDArray[np.float32] = ((points - np.array([x0, y0])) / np.array([x1 - x0, y1 - y0])).astype(np.float32)
    return inside


def _frame(complex: RegionComplex, layers: Sequence[Layer], side: int) -> tuple[list[Array], list[Array]]:
    """Arrays of 4 bytes an element, and of one (see plane.js for their order); with `side`, pixels."""
    maps = _maps_in_window(complex, layers)
    if side:
        return [], _pixels(complex, maps, side)
    wide = [
        in_window(complex.vertices, complex.window).ravel(),
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


def _maps_in_window(complex: RegionComplex, layers: Sequence[Layer]) -> Array:
    """affine_maps (R, K, 3) of coordinates from 0 to 1 across the window."""
    x0, x1, y0, y1 = complex.window
    unit = np.array([[x1 - x0, 0, x0], [0, y1 - y0, y0], [0, 0, 1]])
    maps: Array = affine_maps(complex, layers) @ unit
    return maps
