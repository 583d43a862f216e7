"""The window, cut by one layer after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.effort import spend
from core.regions.cutting import Cutter, Inconsistent
from core.regions.exact import Exact
from core.regions.polygons import Births, Bits, Floats, Ints, Polygons, either, pack, square
from core.regions.signs import MARGIN, UNIT, Grid, Inputs, Scaled, Signs

Layer = tuple[Floats, Floats]  # weight (n_out, n_in), bias (n_out,)
MARGINS = (MARGIN, 2.0**24, np.inf)  # the last decides every sign in whole numbers


@dataclass(frozen=True)
class Cuts:
    """What to cut, and with what."""

    layers: Sequence[Layer]
    left: Sequence[Floats]  # slopes left of 0, of each layer (n,)
    corners: Floats  # (4, 2) of the window, counter-clockwise
    values: Floats  # (4, n_in) what the network sees there
    origin: Floats | None
    basis: Floats | None
    fractions: Sequence[tuple[Any, Any]]  # the layers as they are meant, floats or Fractions
    most: int


class Edges(NamedTuple):
    """The neuron that each edge (C,) lies on, and its layer from 0; both -1 on a side of the window."""

    layer: NDArray[np.int32]
    neuron: NDArray[np.int32]

    def after(self, line: Ints, layer: int, n: int) -> "Edges":
        """Those of the edges that a layer of n neurons has cut; `line` as the Cutter counts."""
        many = len(self.layer)
        new = (line >= many).nonzero()[0]
        source = np.minimum(line, many - 1)
        layers, neurons = self.layer[source], self.neuron[source]
        layers[new], neurons[new] = layer, (line[new] - many) % n
        return Edges(layers, neurons)


@dataclass(frozen=True)
class Subdivision:
    polygons: Polygons
    vertices: Floats  # (V, 2)
    edges: Edges
    patterns: Bits  # (R, words)
    parents: list[Ints]  # of each layer, the polygon before it that each polygon is a part of
    exact: Exact


def subdivide(cuts: Cuts) -> Subdivision:
    """Cut the window. A cut that is impossible shows that a sign was wrong: then more of them are in doubt."""
    for margin in MARGINS[:-1]:
        try:
            return _subdivide(cuts, margin)
        except Inconsistent:
            continue
    return _subdivide(cuts, MARGINS[-1])


def _subdivide(cuts: Cuts, margin: float) -> Subdivision:
    births = Births(len(cuts.corners))
    exact = _exact(cuts, births)
    polygons, patterns, parents = square(), np.zeros((1, 0), np.uint64), []
    size = float(np.ptp(cuts.corners, axis=0).max())
    inputs, values = _given(cuts, size)
    grid = Grid(cuts.corners) if cuts.basis is None and cuts.fractions is cuts.layers else None
    tail, spread = np.column_stack([cuts.corners, unit := np.full(len(cuts.corners), UNIT)]), unit
    edges = Edges(np.full(4, -1, np.int32), np.full(4, -1, np.int32))
    for index, ((weight, bias), left) in enumerate(zip(cuts.layers, cuts.left, strict=True)):
        n = len(bias)
        spend(len(values) * (n + weight.size // 32) + 20 * weight.size + 10 * len(polygons.corners))
        scaled = Scaled.of(weight, bias, inputs)
        table = np.empty((len(values), n + 3))
        np.matmul(values, scaled.weight.T, out=table[:, :n])
        table[:, :n] += scaled.bias
        table[:, n:] = tail
        bent, leader, sign = _leaders(scaled, left != 1)
        gap = np.ldexp(grid.gap(weight, scaled.given, left) if grid else 0.0, -scaled.shift)
        signs = Signs(scaled, bent, exact, index, gap, margin, size)
        cutter = Cutter(polygons, table, spread, signs, births, cuts.most)
        polygons, table, spread = cutter.run(), cutter.table.rows, np.concatenate(cutter.spread)
        edges = edges.after(polygons.line, index, n)
        z, tail = table[:, :n], table[:, n:].copy()
        above = cutter.bits.rows[:, : len(signs.words)]
        if len(followers := np.flatnonzero(leader >= 0)):
            z[:, followers] = sign[followers] * z[:, leader[followers]]
            above = pack((z > 0) & (left != 1))
        patterns = np.hstack([patterns[polygons.parent], either(above, polygons)])
        parents.append(polygons.parent)
        if index == len(cuts.layers) - 1:
            break
        values = _bent(z, left)
        largest, most = np.maximum(values.max(axis=0), -values.min(axis=0)), np.maximum(1, np.abs(left))
        inputs = Inputs(scaled.shift, largest, scaled.eps * most, scaled.slope * most)
    return Subdivision(polygons, tail[:, :2].copy(), edges, patterns, parents, exact)


def _bent(z: Floats, left: Floats) -> Floats:
    """(V, n) z where it is above 0, and `left` times z below; written in its place, as fresh memory is slow."""
    below = left * np.minimum(z, 0) if left.any() else 0.0
    np.maximum(z, 0, out=z)
    z += below
    return z


def _exact(cuts: Cuts, births: Births) -> Exact:
    plane = None
    if cuts.basis is not None:
        plane = cuts.basis.T, np.zeros(cuts.basis.shape[1]) if cuts.origin is None else cuts.origin
    return Exact(cuts.fractions, cuts.left, cuts.corners.tolist(), births, plane)


def _given(cuts: Cuts, size: float) -> tuple[Inputs, Floats]:
    """What the network sees at the corners, scaled so that the largest of each input is about 1."""
    most = np.abs(cuts.values).max(axis=0)
    slope = np.full(2, size) if cuts.basis is None else size * np.linalg.norm(cuts.basis, axis=0)
    shift = np.frexp(np.maximum(most, slope))[1].astype(np.int64)
    terms = most if cuts.basis is None else most + np.abs(cuts.corners).max() * np.abs(cuts.basis).sum(axis=0)
    if cuts.origin is not None and cuts.basis is not None:
        terms = terms + np.abs(cuts.origin)
    inputs = Inputs(shift, np.ldexp(most, -shift), 4 * UNIT * np.ldexp(terms, -shift), np.ldexp(slope, -shift))
    return inputs, np.ldexp(cuts.values, -shift)


def _leaders(layer: Scaled, bent: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], Ints, Floats]:
    """The neurons that may cut, of which each that repeats another's line leaves it to the first.

    Returns (n,) those that may; (n,) the neuron that each of the others follows, -1 for none; and (n,) its sign.
    """
    parts, powers = layer.given
    there = parts != 0
    sign = np.sign(parts[np.arange(len(parts)), there.argmax(axis=1)])
    parts = sign[:, None] * parts + 0.0
    leader, moves = np.full(len(parts), -1), sign != 0
    if len(set(zip(parts[:, 0].tolist(), parts[:, -1].tolist(), strict=True))) == len(parts):
        return bent & moves, leader, sign  # as almost always: no two agree in the first number and the last
    powers = np.where(there, powers - layer.shift[:, None], 0)
    seen: dict[tuple[bytes, bytes], int] = {}
    for k in np.flatnonzero(bent & moves).tolist():
        found = seen.setdefault((parts[k].tobytes(), powers[k].tobytes()), k)
        if found != k:
            leader[k] = found
    followed = leader >= 0
    sign[followed] *= sign[leader[followed]]
    return bent & moves & ~followed, leader, sign
