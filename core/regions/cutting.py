"""The cuts that the neurons of one layer make in convex polygons."""

import numpy as np
from numpy.typing import NDArray

from core.effort import spend
from core.regions.limits import TooManyRegions
from core.regions.polygons import (
    Births,
    Floats,
    Ints,
    Polygons,
    Rows,
    either,
    following,
    halves,
    join,
    lowest,
    take,
)
from core.regions.signs import Fresh, Signs


class Inconsistent(ArithmeticError):
    """A line met the border of a convex polygon in other than two points: some sign was wrong."""


class Cutter:
    """One layer's cuts: rounds in which every polygon that still has a cut is split by its own next neuron.

    `table` (V, n + 3) has a row for each vertex: z, the point (x, y), and how far from there the lines on which it
    lies may run, as a share of the window. `spread` (V,) is how far the vertex itself may lie from there. An edge's
    `line` is the place of its first corner in `polygons`, or, beyond these, a number for the polygon and the neuron
    that cut it. A new vertex is where a neuron is 0 on an edge of the layers before, or on another's line in a
    polygon: that makes its name, which is the same for the polygons on both sides of the edge. `names` are sorted.
    """

    def __init__(
        self, polygons: Polygons, table: Floats, spread: Floats, signs: Signs, births: Births, most: int
    ) -> None:
        self.first, self.n = len(table), table.shape[1] - 3
        self.many = len(polygons.corners)  # of the edges before
        self.table, self.most, self.signs, self.births = Rows(table), most, signs, births
        births.firsts.append(self.first)
        self.bits = Rows(signs.decide(table[:, :-3], Fresh(0, spread, spread.max())))
        self.spread: list[Floats] = [spread]
        after = polygons.corners[following(polygons.sizes)]
        low, high = np.minimum(polygons.corners, after), np.maximum(polygons.corners, after)
        self.pairs = low * self.first + high  # (C,) equal for the two sides of an edge
        self.beyond = self.first * self.first - self.many  # from a line's number to what is no pair
        self.names, self.numbers = np.array([np.iinfo(np.int64).max]), np.array([-1])  # of this layer's vertices
        self.polygons = polygons._replace(line=np.arange(self.many), parent=np.arange(len(polygons.sizes)))

    def run(self) -> Polygons:
        """The polygons; `table`, `spread` and `bits` are then theirs."""
        done: list[Polygons] = []
        active, many, words = self.polygons, 0, self.bits.rows.shape[1] // 2
        while True:
            seen = either(self.bits.rows, active)
            cuts = seen[:, :words] & seen[:, words:]  # (R, words)
            busy: NDArray[np.bool_] = cuts[:, 0] != 0 if words == 1 else (cuts != 0).any(axis=1)
            if not busy.all():
                done.append(take(active, ~busy))
                many += len(done[-1].sizes)
                if not busy.any():
                    return join(done)
                active, cuts = take(active, busy), cuts[busy]
            spend(10 * len(active.corners) + 3 * len(active.sizes) * (self.n + 3))
            active = self._split(active, lowest(cuts))
            if many + len(active.sizes) > self.most:
                raise TooManyRegions(many + len(active.sizes), self.most, self.signs.index + 1)

    def _split(self, p: Polygons, neuron: Ints) -> Polygons:
        """Each polygon in two, where its neuron is positive and where it is negative."""
        ends = p.sizes.cumsum()
        starts = ends - p.sizes
        after = np.arange(1, len(p.corners) + 1)
        after[ends - 1] = starts
        own = neuron.repeat(p.sizes)
        z = self.table.rows[p.corners, own]
        sign = (z > 0).view(np.int8) - (z < 0).view(np.int8)
        then = sign[after]
        crosses = sign * then < 0
        meets = np.add.reduceat(crosses.view(np.int8) + (sign == 0), starts)
        if (meets != 2).any():
            raise Inconsistent
        crossed = crosses.nonzero()[0]
        new = self._vertices(p, crossed, after[crossed], z, own[crossed])
        cut = self.many + p.parent * self.n + neuron  # the line between the two
        return halves(p, starts, sign, then, crossed, new, cut)

    def _vertices(self, p: Polygons, at: Ints, to: Ints, z: Floats, neuron: Ints) -> Ints:
        """(N,) the vertices where z is 0 on the edges `at`. The polygons on both sides of an edge share them."""
        line = p.line[at]
        edge = np.where(line < self.many, self.pairs.take(line, mode="clip"), line + self.beyond)
        name = edge * self.n + neuron
        order = name.argsort(kind="stable")
        name = name[order]
        place = self.names.searchsorted(name)
        unknown = self.names[place] != name
        fresh = unknown.copy()
        fresh[1:] &= name[1:] != name[:-1]
        one, first = order[fresh], self.table.many
        self._interpolate(p, at[one], to[one], z, neuron[one], line[one])
        found: Ints = np.empty_like(order)
        found[order] = np.where(unknown, fresh.cumsum() + (first - 1), self.numbers[place])
        self._remember(place[fresh], name[fresh], first)
        return found

    def _remember(self, place: Ints, name: Ints, first: int) -> None:
        """Insert the vertices from `first` on into the sorted names, each before what is at its `place`."""
        new = np.arange(len(place))
        place += new
        before = np.ones(len(self.names) + len(place), bool)
        before[place] = False
        names, numbers = np.empty(len(before), np.int64), np.empty(len(before), np.int64)
        names[before], numbers[before] = self.names, self.numbers
        names[place], numbers[place] = name, new + first
        self.names, self.numbers = names, numbers

    def _interpolate(self, p: Polygons, at: Ints, to: Ints, z: Floats, neuron: Ints, line: Ints) -> None:
        """New vertices where z is 0 on the edges `at`."""
        high = np.where(z[at] > 0, at, to)
        low = at + to - high
        plus, minus = p.corners[high], p.corners[low]
        top = z[high]
        whole = top - z[low]
        first = self.table.many
        rows = self.table.more(len(at))
        self.table.rows.take(plus, axis=0, out=rows, mode="clip")
        change = self.table.rows[minus]
        change -= rows
        reach = np.hypot(change[:, -3], change[:, -2])
        reach /= whole
        top /= whole
        change *= top[:, None]
        rows += change
        rows[np.arange(len(at)), neuron] = 0
        spread = self._spread(rows[:, -1], reach, neuron)
        self.births.add(plus, minus, neuron)
        if not (widest := spread.max(initial=0)) <= self.signs.far:
            self.signs.place(rows, spread, first)
        zeros = (line >= self.many) + np.int64(1)  # its own neuron's, and its edge's, if that is of this layer
        new = Fresh(first, spread, widest, zeros, (plus, minus), self.bits.rows)
        self.bits.more(len(at))[:] = self.signs.decide(rows[:, :-3], new)
        self.spread.append(spread)

    def _spread(self, off: Floats, reach: Floats, neuron: Ints) -> Floats:
        """(N,) how far new vertices may lie from their points; `off` of their edges becomes that of their lines.

        Along the edge z changes by 1 over `reach`.
        """
        own = self.signs.shake[neuron] * reach
        spread: Floats = self.signs.turn[neuron] * reach
        spread += 1
        spread *= off
        spread += own
        np.maximum(off, own, out=off)
        return spread
