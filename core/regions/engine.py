"""The activation regions of a piecewise-linear network in a window of a plane, as exact convex polygons.

A layer's neuron is affine inside every region that the layers before it have made, so its zero is a straight cut
of those polygons that have corners on both sides. All polygons are cut at once, each by its own next neuron, until
none is left to be cut. (Humayun et al., SplineCam, CVPR 2023, solve the same problem with a graph for each region.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.effort import spend
from core.regions.exact import Exact
from core.regions.polygons import Bits, Floats, Ints, following
from core.regions.subdivision import Cuts, subdivide
from core.regions.subdivision import Layer as Layer

Slopes = float | Sequence[Floats]

ACTIVATIONS = ("relu", "leaky_relu", "abs", "prelu", "identity")
ROUNDED = 2.0**-49  # what rounding may make of a region's area, relative to the window and the region's width
SIDE = -1  # edge_layer and edge_neuron of the window's own sides


@dataclass(frozen=True)
class Checks:
    """What must hold of a subdivision of the window into convex polygons."""

    euler: int  # V - E + F, which is 1
    area_error: float  # |sum of the areas - the window's area| / the window's area
    smallest_area: float  # of a region, signed: never negative
    distinct_patterns: int  # as many as regions


@dataclass(frozen=True)
class RegionComplex:
    """R convex regions with V corners in all; region r has corners[ptr[r]:ptr[r + 1]], counter-clockwise.

    Edge i runs from corner i to the next of its region; it lies on the zero of neuron edge_neuron[i] of layer
    edge_layer[i] (from 0), or on a side of the window (-1). A pattern has one bit a neuron, layer by layer from bit
    0 of word 0, each layer beginning a new word: 1 where the pre-activation is positive, 0 for neurons that do not
    bend.
    """

    vertices: Floats  # (V, 2) in the plane's coordinates
    ptr: Ints  # (R + 1,)
    corners: Ints  # (C,) rows of vertices
    edge_layer: NDArray[np.int32]  # (C,)
    edge_neuron: NDArray[np.int32]  # (C,)
    counts: tuple[int, ...]  # regions after each layer
    parents: tuple[Ints, ...]  # for each layer, (R_l,) the region of the layer before that a region was cut from
    patterns: Bits  # (R, words)
    window: tuple[float, float, float, float]
    activation: str
    slopes: tuple[Floats, ...]  # of each layer (n,), left of 0
    origin: Floats | None
    basis: Floats | None
    exact: Exact  # where the vertices are, without rounding

    def __len__(self) -> int:
        return len(self.ptr) - 1

    @cached_property
    def areas(self) -> Floats:
        """(R,) of each region, never 0: by the triangles at its first corner; a sliver's without rounding."""
        spend(6 * len(self.corners))
        sizes = np.diff(self.ptr)
        at = self.vertices[self.corners] - np.repeat(self.vertices[self.corners[self.ptr[:-1]]], sizes, axis=0)
        then = at[following(sizes)]
        cross: Floats = np.add.reduceat(at[:, 0] * then[:, 1] - at[:, 1] * then[:, 0], self.ptr[:-1]) / 2
        wide = np.maximum.reduceat(np.abs(at).max(axis=1), self.ptr[:-1])
        for sliver in np.flatnonzero(cross <= ROUNDED * np.abs(self.window).max() * wide).tolist():
            cross[sliver] = self.exact.area(self.corners[self.ptr[sliver] : self.ptr[sliver + 1]])
        return cross

    @cached_property
    def checks(self) -> Checks:
        """Computed when first asked for."""
        x0, x1, y0, y1 = self.window
        whole = (x1 - x0) * (y1 - y0)
        after = self.corners[following(np.diff(self.ptr))]
        low, high = np.minimum(self.corners, after), np.maximum(self.corners, after)
        edges = len(np.unique(low * len(self.vertices) + high))
        different = len(np.unique(self.patterns, axis=0)) if self.patterns.shape[1] else 1
        return Checks(
            len(self.vertices) - edges + len(self),
            abs(float(self.areas.sum()) - whole) / whole,
            float(self.areas.min()),
            different,
        )


def enumerate_regions(
    layers: Sequence[Layer],
    activation: str,
    window: tuple[float, float, float, float],
    *,
    slopes: Slopes = 0.01,
    origin: Floats | None = None,
    basis: Floats | None = None,
    fractions: Sequence[tuple[Any, Any]] | None = None,
    max_regions: int = 2_000_000,
    upto_layer: int | None = None,
) -> RegionComplex:
    """Every activation region of the hidden `layers` in the window (x0, x1, y0, y1) of the plane.

    layers: (weight (n_out, n_in), bias (n_out,)) of each. activation: "relu", "leaky_relu" (`slopes` is its slope
    left of 0), "abs", "prelu" (`slopes`: (n_out,) for each layer) or "identity". The network sees
    origin + (x, y) @ basis, with basis (2, n_in); without one, (x, y) itself. All these numbers are taken as they
    are: where rounding leaves a sign in doubt, it is computed in whole numbers, so that lines 1e-16 apart are two.
    `fractions` are the layers again, as arrays of Fractions, where `layers` are these, rounded.
    Raises ValueError for what does not fit, TooManyRegions beyond `max_regions`, TooManyDoubts where exact signs
    take too long.
    """
    used = list(layers if upto_layer is None else layers[:upto_layer])
    x0, x1, y0, y1 = _window(window)
    vertices = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    values = in_the_plane(vertices, origin, basis)
    check_layers(used, values.shape[1])
    left_of_0 = bends(used, activation, slopes)
    found = subdivide(Cuts(used, left_of_0, vertices, values, origin, basis, fractions or used, max_regions))
    polygons = found.polygons
    ptr = np.concatenate([[0], np.cumsum(polygons.sizes)])
    edges = polygons.corners, *found.edges
    counts, where = tuple(len(one) for one in found.parents), (x0, x1, y0, y1)
    points, parents, left = found.vertices, tuple(found.parents), tuple(left_of_0)
    return RegionComplex(
        points, ptr, *edges, counts, parents, found.patterns, where, activation, left, origin, basis, found.exact
    )


def count_regions(
    layers: Sequence[Layer], activation: str, window: tuple[float, float, float, float], **more: Any
) -> int:
    """How many regions enumerate_regions finds."""
    return len(enumerate_regions(layers, activation, window, **more))


def _window(window: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    x0, x1, y0, y1 = (float(edge) for edge in window)
    if not (np.isfinite([x0, x1, y0, y1]).all() and x0 < x1 and y0 < y1):
        raise ValueError(f"'window' must be (x0, x1, y0, y1) with x0 < x1 and y0 < y1. Got {window} instead.")
    return x0, x1, y0, y1


def in_the_plane(points: Floats, origin: Floats | None, basis: Floats | None) -> Floats:
    """What the network sees at points (V, 2) of the plane: (V, n_in)."""
    if basis is None:
        return points
    seen: Floats = points @ basis + (0 if origin is None else origin)
    return seen


def check_layers(layers: Sequence[Layer], n: int) -> None:
    """Raise ValueError unless they are (weight, bias) of finite numbers that fit one another and n inputs."""
    if not layers:
        raise ValueError("'layers' must be at least one (weight, bias). Got none.")
    for index, (weight, bias) in enumerate(layers, 1):
        if weight.ndim != 2 or weight.shape[1] != n or bias.shape != weight.shape[:1] or not len(weight):
            raise ValueError(
                f"'layers' must be (weight (n_out, {n}), bias (n_out,)) in layer {index}. "
                f"Got {weight.shape} and {bias.shape} instead."
            )
        if not (np.isfinite(weight).all() and np.isfinite(bias).all()):
            raise ValueError(f"'layers' must be finite numbers. Layer {index} has some that are not.")
        n = len(weight)


def bends(layers: Sequence[Layer], activation: str, slopes: Slopes) -> list[Floats]:
    """The slope left of 0 of each neuron, layer by layer."""
    if activation not in ACTIVATIONS:
        raise ValueError(f"'activation' must be one of {', '.join(ACTIVATIONS)}. Got {activation!r} instead.")
    if activation == "prelu":
        if isinstance(slopes, (int, float)) or [np.shape(s) for s in slopes] != [b.shape for _, b in layers]:
            raise ValueError("'slopes' must be one array (n_out,) a layer for \"prelu\".")
        return [np.asarray(s, dtype=np.float64) for s in slopes]
    left = {"relu": 0.0, "abs": -1.0, "identity": 1.0}.get(activation)
    if left is None:
        left = float(slopes)  # type: ignore[arg-type]
    return [np.full(len(b), left) for _, b in layers]
