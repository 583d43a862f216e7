"""Convex polygons in the plane, as ragged arrays, and the cuts that the neurons of one layer make in them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]


class TooManyRegions(ValueError):
    """The network has more regions in this window than allowed; `count` had been found, in `layer` (from 1)."""

    def __init__(self, count: int, most: int, layer: int) -> None:
        self.count, self.layer = count, layer
        super().__init__(
            f"'max_regions' is {most:,}, and {count:,} regions were found in layer {layer} when it was reached. "
            "Allow more, or look at a smaller window or fewer layers."
        )


class Polygons(NamedTuple):
    """Ragged polygons; an edge's origin says which line it lies on: equal for the two sides of an edge."""

    sizes: Ints  # (R,) corners of each
    corners: Ints  # (C,)
    layer: NDArray[np.int32]  # (C,) of the edge from this corner on
    neuron: NDArray[np.int32]  # (C,)
    origin: Ints  # (C,)
    parent: Ints  # (R,)


class Cutter:
    """One layer's cuts: rounds in which every polygon that still has a cut is split by its own next neuron."""

    def __init__(
        self,
        polygons: Polygons,
        vertices: Floats,
        z: Floats,
        bent: NDArray[np.bool_],
        layer: int,
        most: int,
        tol: float,
    ) -> None:
        self.first, self.n = len(vertices), z.shape[1]
        self.layer, self.most = layer, most
        self.tiny = tol * float(np.abs(z).max(initial=0))
        self.points, self.z = _Rows(vertices), _Rows(z)
        self.bent = pack(bent[None])[0]
        self.above, self.below = _Rows(pack(z > 0) & self.bent), _Rows(pack(z < 0) & self.bent)
        after = polygons.corners[following(polygons.sizes)]
        low, high = np.minimum(polygons.corners, after), np.maximum(polygons.corners, after)
        self.polygons = polygons._replace(origin=low * self.first + high, parent=np.arange(len(polygons.sizes)))
        self.keys: list[Ints] = []

    def run(self) -> tuple[Polygons, Floats, Floats]:
        done: list[Polygons] = []
        active, many = self.polygons, 0
        while True:
            cuts = either(self.above.rows, active) & either(self.below.rows, active)  # (R, words)
            busy: NDArray[np.bool_] = (cuts != 0).any(axis=1, keepdims=True)[:, 0]
            done.append(_take(active, ~busy))
            many += len(done[-1].sizes)
            if not busy.any():
                return self._merged(_join(done))
            active = self._split(_take(active, busy), _lowest(cuts[busy]))
            if many + len(active.sizes) > self.most:
                raise TooManyRegions(many + len(active.sizes), self.most, self.layer + 1)

    def _split(self, p: Polygons, neuron: Ints) -> Polygons:
        """Each polygon in two, where its neuron is positive and where it is negative."""
        owner = np.repeat(np.arange(len(p.sizes)), p.sizes)
        after = following(p.sizes)
        z = self.z.rows[p.corners, neuron[owner]]
        sign = np.sign(z).astype(np.int8)
        crossed = np.flatnonzero(sign * sign[after] < 0)
        new = np.full(len(z), -1)
        new[crossed] = self._interpolate(p, crossed, after, z, neuron[owner[crossed]])
        cut = self.first * self.first + p.parent * self.n + neuron  # the origin of the edge between the two
        signs = ((sign, sign[after]), (-sign, -sign[after]))
        return _join([_half(p, owner, here, then, new, cut, neuron, self.layer) for here, then in signs])

    def _interpolate(self, p: Polygons, at: Ints, after: Ints, z: Floats, neuron: Ints) -> Ints:
        """New vertices where z is 0 on the edges `at`, always from the + end: both sides get the same bits."""
        up = z[at] > 0
        here, there = p.corners[at], p.corners[after[at]]
        plus, minus = np.where(up, here, there), np.where(up, there, here)
        high, low = np.where(up, z[at], z[after[at]]), np.where(up, z[after[at]], z[at])
        t = (high / (high - low))[:, None]
        values = self.z.rows[plus]
        values += t * (self.z.rows[minus] - values)
        snap(values, self.tiny)
        values[np.arange(len(at)), neuron] = 0
        points = self.points.rows[plus]
        points += t * (self.points.rows[minus] - points)
        self.above.add(pack(values > 0) & self.bent)
        self.below.add(pack(values < 0) & self.bent)
        self.keys.append(p.origin[at] * self.n + neuron)
        self.z.add(values)
        return self.points.add(points)

    def _merged(self, p: Polygons) -> tuple[Polygons, Floats, Floats]:
        """One vertex for the copies that the polygons around it have made, by line and neuron."""
        if not self.keys:
            return p, self.points.rows, self.z.rows
        _, kept, number = np.unique(np.concatenate(self.keys), return_index=True, return_inverse=True)
        rename = np.concatenate([np.arange(self.first), self.first + number])
        rows = np.concatenate([np.arange(self.first), self.first + kept])
        return p._replace(corners=rename[p.corners]), self.points.rows[rows], self.z.rows[rows]


def _half(
    p: Polygons,
    owner: Ints,
    sign: NDArray[np.int8],
    then: NDArray[np.int8],
    new: Ints,
    cut: Ints,
    neuron: Ints,
    layer: int,
) -> Polygons:
    """The part of each polygon where its neuron's sign is not negative; `then` is the sign at the next corner."""
    stays, crosses = sign >= 0, new >= 0
    emit = stays.astype(np.int64) + crosses
    start = np.cumsum(emit) - emit
    first, second = start[stays], (start + stays)[crosses]
    leaves = np.zeros(int(emit.sum()), bool)  # from here on the edge is the cut
    leaves[first] = ((sign == 0) & (then < 0))[stays]
    leaves[second] = (sign > 0)[crosses]
    source = np.empty(len(leaves), np.int64)
    source[first], source[second] = np.flatnonzero(stays), np.flatnonzero(crosses)
    corners = p.corners[source]
    corners[second] = new[crosses]
    whose = owner[source]
    return Polygons(
        np.bincount(whose, minlength=len(p.sizes)),
        corners,
        np.where(leaves, layer, p.layer[source]).astype(np.int32),
        np.where(leaves, neuron[whose], p.neuron[source]).astype(np.int32),
        np.where(leaves, cut[whose], p.origin[source]),
        p.parent,
    )


class _Rows:
    """A matrix to which rows are added at the end."""

    def __init__(self, rows: NDArray[Any]) -> None:
        self._all, self.many = rows, len(rows)

    @property
    def rows(self) -> NDArray[Any]:
        return self._all[: self.many]

    def add(self, rows: NDArray[Any]) -> Ints:
        """The row numbers that they got."""
        end = self.many + len(rows)
        if end > len(self._all):
            larger = np.empty((2 * end, *self._all.shape[1:]), self._all.dtype)
            larger[: self.many] = self.rows
            self._all = larger
        self._all[self.many : end] = rows
        self.many, begin = end, self.many
        return np.arange(begin, end)


def square(many: int = 4) -> Polygons:
    """The window: one polygon whose corners are the first four vertices."""
    side = np.full(many, -1, np.int32)
    return Polygons(np.array([many]), np.arange(many), side, side, np.zeros(many, np.int64), np.zeros(1, np.int64))


def snap(z: Floats, tiny: float) -> None:
    """What rounding left of 0 is 0."""
    z[np.abs(z) <= tiny] = 0


def pack(bits: NDArray[np.bool_]) -> Bits:
    """(V, n) as (V, words) of 64 bits, the first in bit 0."""
    count, n = bits.shape
    packed = np.zeros((count, 8 * max(1, -(-n // 64))), np.uint8)
    packed[:, : -(-n // 8)] = np.packbits(bits, axis=1, bitorder="little")
    return packed.view(np.uint64)


def either(bits: Bits, p: Polygons) -> Bits:
    """OR of the bits (V, words) over the corners of each polygon: (R, words)."""
    if not len(p.sizes):
        return np.zeros((0, bits.shape[1]), np.uint64)
    return np.bitwise_or.reduceat(bits[p.corners], np.cumsum(p.sizes) - p.sizes, axis=0)


def following(sizes: Ints) -> Ints:
    """For each corner of ragged polygons, the index of the next corner of its polygon."""
    after = np.arange(1, int(sizes.sum()) + 1)
    ends = np.cumsum(sizes)
    after[ends - 1] = ends - sizes
    return after


def _lowest(bits: Bits) -> Ints:
    """The number of the lowest bit that is set in each row (R, words)."""
    word = (bits != 0).argmax(axis=1)
    value = bits[np.arange(len(bits)), word]
    low = value & (~value + np.uint64(1))
    number: Ints = word * 64 + np.bitwise_count(low - np.uint64(1)).astype(np.int64)
    return number


def _take(p: Polygons, keep: NDArray[np.bool_]) -> Polygons:
    inside = np.repeat(keep, p.sizes)
    corners = (p.corners[inside], p.layer[inside], p.neuron[inside], p.origin[inside])
    return Polygons(p.sizes[keep], *corners, p.parent[keep])


def _join(parts: Sequence[Polygons]) -> Polygons:
    return Polygons(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
