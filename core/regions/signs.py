"""The signs of one layer's neurons at the vertices: by floats where they are sure, else by whole numbers.

Every neuron has a tolerance of its own, relative to its own terms: eps is what rounding does to its z, as far as
errors add up like random ones, and MARGIN times that is in doubt. A vertex where an edge and a line meet at a small
angle lies less exactly than others; `spread` is by how much, as a share of the window.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.regions.exact import Binary, Exact
from core.regions.limits import TooManyDoubts
from core.regions.polygons import Bits, Floats, Ints, pack, unpack

UNIT = 2.0**-53  # of rounding, relative
MARGIN = 2.0**8
MOST_PRODUCTS = 25_000_000  # of long whole numbers, some seconds, after which a layer is given up


@dataclass(frozen=True)
class Scaled:
    """A layer whose neurons are multiplied by powers of two, so that the terms of each sum to about 1."""

    weight: Floats  # (n, n_in) for inputs that are scaled, too
    bias: Floats  # (n,)
    shift: Ints  # (n,): z here is the layer's times 2^-shift
    eps: Floats  # (n,) error of z that rounding may leave
    slope: Floats  # (n,) how fast z changes across the window, about
    given: Binary  # (n, n_in + 1) the layer's weights and biases as they are

    @staticmethod
    def of(weight: Floats, bias: Floats, inputs: "Inputs") -> "Scaled":
        given = parts, powers = Binary.of(np.concatenate([weight, bias[:, None]], axis=1))
        sizes, powers = np.ones(weight.shape[1] + 1), powers.copy()  # a bias is multiplied by 1
        sizes[:-1] = inputs.most
        powers[:, :-1] += inputs.shift.astype(powers.dtype)
        large = np.where((parts != 0) & (sizes > 0), powers + np.frexp(sizes)[1], -(2**20))
        shift = large.max(axis=1)
        shift[shift == -(2**20)] = 0
        scaled = np.ldexp(parts, np.maximum(powers - shift[:, None], -5000))
        w, b = np.ascontiguousarray(scaled[:, :-1]), scaled[:, -1]
        terms = np.abs(w) @ inputs.most + np.abs(b)
        eps = np.sqrt((w * w) @ inputs.eps**2) + (4 + np.sqrt(len(inputs.most))) * UNIT * terms
        return Scaled(w, b, shift.astype(np.int64), eps, np.sqrt((w * w) @ inputs.slope**2), given)


@dataclass(frozen=True)
class Inputs:
    """What a layer is given: its size in the window, its errors, and how fast it changes."""

    shift: Ints  # (n,) the values are the true ones times 2^-shift
    most: Floats  # (n,) the largest magnitude
    eps: Floats
    slope: Floats


class Fresh(NamedTuple):
    """Vertices whose signs are asked for."""

    first: int  # the number of the first of them
    spread: Floats  # (N,)
    widest: float  # of these
    zeros: Ints | int = 0  # (N,) how many neurons have a z that is 0 already
    ends: tuple[Ints, Ints] | None = None  # of the edges that new vertices divide
    bits: Bits | None = None  # of all vertices before


class Signs:
    """Decides the signs of one layer's z."""

    def __init__(
        self,
        layer: Scaled,
        bent: NDArray[np.bool_],
        exact: Exact,
        index: int,
        gap: Floats,
        margin: float,
        size: float,
    ) -> None:
        """`bent` (n,): the neurons that are asked for. `gap` (n,): z is 0 or at least as large, if that is known.

        `size`: the longer side of the window.
        """
        self.layer, self.exact, self.index, self.margin, self.gap = layer, exact, index, margin, gap
        self.bent, self.words, self.asked = bent, pack(bent), int(bent.sum())
        moves = bent & (layer.slope > 0)
        floor = float(layer.eps[moves].sum() / layer.slope[moves].sum()) if moves.any() else UNIT
        self.near = min(2.0**14 * floor, 1e-6)  # a larger spread is looked at closely
        self.far = max(2.0**10 * self.near, 1e-8)  # and beyond this the vertex is placed exactly
        self.shake, self.turn = layer.eps / size, layer.slope / size
        self.tiny = margin * (layer.eps + layer.slope * self.near)
        self.below = -self.tiny
        self.wide = bool((4 * self.tiny <= gap)[bent].all())  # what is not surely another number is 0

    def decide(self, z: Floats, new: "Fresh") -> Bits:
        """(N, 2 words) where z (N, n) is above 0, and where below; z becomes 0 where it is."""
        sides = np.empty((len(z), 2, z.shape[1]), bool)
        np.greater(z, self.tiny, out=sides[:, 0])
        np.less(z, self.below, out=sides[:, 1])
        found = pack(sides)
        found &= self.words
        if self.wide:
            z[np.abs(z) <= self.tiny] = 0
            sure = True
        else:
            sure = int(np.bitwise_count(found).sum()) == len(z) * self.asked - int(np.sum(new.zeros))
        if not sure or not new.widest <= self.near:
            known = np.bitwise_count(found[:, 0] | found[:, 1]).sum(axis=1)
            odd = (known < self.asked - new.zeros) & (not self.wide) | ~(new.spread <= self.near)
            rows = odd.nonzero()[0]
            z[rows] = self._closely(z[rows], new.spread[rows], new.first + rows, self._zeros(new, rows))
            found[rows] = pack(np.stack([z[rows] > 0, z[rows] < 0], axis=1)) & self.words
        return found.reshape(len(z), 2 * len(self.words))

    def _zeros(self, new: "Fresh", rows: Ints) -> NDArray[np.bool_] | None:
        """(N, n) what is 0 at new vertices: z at both ends of their edges, and of their own neuron."""
        if new.ends is None or new.bits is None:
            return None
        words, n = len(self.words), len(self.bent)
        there = new.bits[new.ends[0][rows]] | new.bits[new.ends[1][rows]]
        zero = ~unpack(there[:, :words] | there[:, words:], n)
        zero[np.arange(len(rows)), self.exact.births.rows[2, new.first + rows]] = True
        return zero

    def _closely(self, z: Floats, spread: Floats, vertices: Ints, zero: NDArray[np.bool_] | None) -> Floats:
        """z with its true signs at few vertices, each neuron at each of them with its own tolerance."""
        tiny = self.margin * (self.layer.eps + self.layer.slope * spread[:, None])
        doubt = (np.abs(z) <= tiny) & self.bent
        if zero is not None:
            z[zero & self.bent] = 0
            doubt &= ~zero
        none = doubt & (4 * tiny <= self.gap)
        z[none] = 0
        rows, neurons = np.nonzero(doubt & ~none)
        if len(rows):
            if self.index and self.exact.products > MOST_PRODUCTS:
                raise TooManyDoubts(self.index + 1)
            some, place = np.unique(rows, return_inverse=True)
            points = self.exact.points(vertices[some])
            z[rows, neurons] = self.exact.at(points, self.index, place, neurons, self.layer.shift)
        return z

    def place(self, table: Floats, spread: Floats, first: int) -> None:
        """Where new vertices may lie far from their points, find both and z exactly, and round them once."""
        rows = np.flatnonzero(~(spread <= self.far))
        points, n = self.exact.points(first + rows), len(self.bent)
        of, neurons = np.divmod(np.arange(len(rows) * n), n)
        z = self.exact.at(points, self.index, of, neurons, self.layer.shift).reshape(-1, n)
        where = (points[:, :2] / points[:, 2:]).astype(np.float64)
        table[rows] = np.column_stack([z, where, np.full(len(rows), UNIT)])
        spread[rows] = UNIT


class Grid:
    """How near to 0 a z that is not 0 can be, in networks of small binary fractions.

    A neuron's line then is A x + B y + C = 0 in whole numbers, a vertex has the denominator A B' - A' B of two
    lines, and z there is a whole number over both denominators. For other weights the bound is of no use.
    """

    def __init__(self, window: Floats) -> None:
        self.scale, self.steepest, self.steep = 1.0, 2.0 ** int(Binary.of(window).places().max()), np.ones(2)

    def gap(self, weight: Floats, given: Binary, left: Floats) -> float:
        """The least |z| but 0 in the next layer, whose weights and biases are `given`; 0 if nothing is known."""
        if self.steepest > 2.0**50:
            return 0.0
        with np.errstate(over="ignore", invalid="ignore"):
            places = given.places()
            of_weights, of_biases = (2.0 ** min(int(part.max()), 1000) for part in (places[:, :-1], places[:, -1]))
            self.scale = max(self.scale * of_weights, of_biases)
            steep = np.abs(weight) @ self.steep
            self.steepest = max(self.steepest, self.scale * float(steep.max()))
            gap = 1 / (2 * self.scale * self.steepest * self.steepest)
            if (left != np.trunc(left)).any():
                self.scale *= 2.0 ** min(int(Binary.of(left).places().max()), 1000)
            self.steep = steep * np.maximum(1, np.abs(left))
        return gap if np.isfinite(gap) else 0.0
