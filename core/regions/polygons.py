"""Convex polygons in the plane as ragged arrays, their bits, and where their corners come from."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]


class Polygons(NamedTuple):
    """Ragged polygons."""

    sizes: Ints  # (R,) corners of each
    corners: Ints  # (C,)
    line: Ints  # (C,) on which the edge from this corner on lies
    parent: Ints  # (R,)


class Rows:
    """A matrix to which rows are added at the end."""

    def __init__(self, rows: NDArray[Any]) -> None:
        self._all, self.many = rows, len(rows)

    @property
    def rows(self) -> NDArray[Any]:
        return self._all[: self.many]

    def more(self, many: int) -> NDArray[Any]:
        """So many rows more, to be written into."""
        first, self.many = self.many, self.many + many
        if self.many > len(self._all):
            larger = np.empty((2 * self.many, *self._all.shape[1:]), self._all.dtype)
            larger[:first] = self._all[:first]
            self._all = larger
        return self._all[first : self.many]


class Births:
    """Where each vertex comes from: the ends of the edge that it divides, and the neuron that is 0 there.

    The first vertices are the corners of the window.
    """

    def __init__(self, corners: int) -> None:
        self._rows = np.full((3, corners), -1)
        self._new: list[tuple[Ints, Ints, Ints]] = []
        self.firsts: list[int] = []  # the first vertex of each layer

    def add(self, plus: Ints, minus: Ints, neuron: Ints) -> None:
        """Vertices on the edges between `plus` and `minus`."""
        self._new.append((plus, minus, neuron))

    @property
    def rows(self) -> Ints:
        """(3, V): both ends, the neuron; -1 for a corner of the window."""
        if self._new:
            self._rows = np.concatenate([self._rows, *map(np.array, self._new)], axis=1)
            self._new = []
        return self._rows

    def layer_of(self, vertices: Ints) -> Ints:
        """(N,) the layer of each vertex's neuron, from 0; -1 for a corner of the window."""
        return np.searchsorted(self.firsts, vertices, side="right") - 1


def square(many: int = 4) -> Polygons:
    """The window: one polygon whose corners are the first four vertices."""
    return Polygons(np.array([many]), np.arange(many), np.arange(many), np.zeros(1, np.int64))


def pack(bits: NDArray[np.bool_]) -> Bits:
    """(..., n) as (..., words) of 64 bits, the first in bit 0."""
    n = bits.shape[-1]
    packed = np.zeros((*bits.shape[:-1], 8 * max(1, -(-n // 64))), np.uint8)
    packed[..., : -(-n // 8)] = np.packbits(bits, axis=-1, bitorder="little")
    return packed.view(np.uint64)


def unpack(bits: Bits, n: int) -> NDArray[np.bool_]:
    """(V, words) as (V, n)."""
    whole = np.ascontiguousarray(bits).view(np.uint8)
    return np.unpackbits(whole, axis=1, bitorder="little", count=n).astype(bool)


def either(bits: Bits, p: Polygons) -> Bits:
    """OR of the bits (V, words) over the corners of each polygon: (R, words)."""
    if not len(p.sizes):
        return np.zeros((0, bits.shape[1]), np.uint64)
    return np.bitwise_or.reduceat(bits[p.corners], p.sizes.cumsum() - p.sizes, axis=0)


def following(sizes: Ints) -> Ints:
    """For each corner of ragged polygons, the index of the next corner of its polygon."""
    ends = sizes.cumsum()
    after = np.arange(1, int(ends[-1]) + 1)
    after[ends - 1] = ends - sizes
    return after


def lowest(bits: Bits) -> Ints:
    """The number of the lowest bit that is set in each row (R, words)."""
    if bits.shape[1] == 1:
        word, value = 0, bits[:, 0]
    else:
        word = (bits != 0).argmax(axis=1)
        value = bits[np.arange(len(bits)), word]
    low = value & (~value + np.uint64(1))
    number: Ints = word * 64 + np.bitwise_count(low - np.uint64(1)).astype(np.int64)
    return number


def take(p: Polygons, keep: NDArray[np.bool_]) -> Polygons:
    inside = keep.repeat(p.sizes)
    return Polygons(p.sizes[keep], p.corners[inside], p.line[inside], p.parent[keep])


def join(parts: Sequence[Polygons]) -> Polygons:
    return Polygons(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def halves(
    p: Polygons, starts: Ints, sign: NDArray[np.int8], then: NDArray[np.int8], crossed: Ints, new: Ints, cut: Ints
) -> Polygons:
    """Each polygon's part where its sign is not negative, then each one's other part.

    `sign` (C,) is that of its neuron at each corner, `then` that at the next, `starts` (R,) its first corner. The
    edges from the corners `crossed` on are divided by the vertices `new`; `cut` (R,) is the line between the parts.
    """
    many = len(sign)
    sign, then = np.concatenate([sign, -sign]), np.concatenate([then, -then])
    stays, crosses = sign >= 0, np.zeros(2 * many, bool)
    crosses[crossed] = crosses[many + crossed] = True
    emit = stays.astype(np.int64)
    emit += crosses
    start = emit.cumsum()
    start -= emit
    corners = np.concatenate([p.corners, p.corners]).repeat(emit)
    corners[(start + stays)[crosses]] = np.concatenate([new, new])
    leaves = crosses & (sign > 0)  # from here on the edge is the cut
    leaves |= (sign == 0) & (then < 0)
    line = np.concatenate([p.line, p.line]).repeat(emit)
    line[(start + crosses)[leaves]] = np.concatenate([cut, cut])
    sizes = np.add.reduceat(emit, np.concatenate([starts, starts + many]))
    return Polygons(sizes, corners, line, np.concatenate([p.parent, p.parent]))
