"""The signs that rounding leaves in doubt, in whole numbers.

Weights, biases, slopes and the window are floats (or Fractions), so every corner of a region is a rational point: a
corner of the window, or the point of an edge where a neuron is 0. It is kept as whole numbers (X, Y, W), the point
(X / W, Y / W), in lowest terms. Where the numbers fit, they are int64, else Python's.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.effort import spend
from core.regions.polygons import Births, Floats, Ints

Whole = NDArray[Any]  # int64, or Python's integers
_ROOM = 2.0**61  # what int64 surely holds
_CHUNK = 2048  # points at a time
_PRODUCTS = 2_000_000  # of long whole numbers at a time
_LONG = 40  # units of work that one of them is


class Binary(NamedTuple):
    """Floats as parts * 2^powers, with magnitudes of the parts from 1/2 to 1 (or 0)."""

    parts: Floats
    powers: Ints

    @classmethod
    def of(cls, values: Floats) -> "Binary":
        return cls(*np.frexp(values))

    def mantissas(self) -> Ints:
        """The parts times 2^53."""
        return np.ldexp(self.parts, 53).astype(np.int64)

    def places(self) -> Ints:
        """Digits after the binary point, of each; none of whole numbers."""
        mantissas = self.mantissas()
        zeros = np.bitwise_count((mantissas & -mantissas) - 1)
        return np.where(mantissas != 0, np.maximum(53 - self.powers - zeros, 0), 0)


class Step(NamedTuple):
    """One affine map in whole numbers: z is (X @ weight.T + W bias) / (W scale), X / W scale of the step before."""

    weight: Whole  # (n, n_in)
    bias: Whole  # (n,)
    scale: int
    on: int  # what a number right of 0 is multiplied by
    off: Whole  # (n,) and left of 0


class Exact:
    """Where the vertices lie, and what the layers are there, exactly."""

    def __init__(
        self,
        layers: Sequence[tuple[Any, Any]],
        left: Sequence[Any],
        corners: Sequence[Sequence[float]],
        births: Births,
        plane: tuple[Any, Any] | None = None,
    ) -> None:
        """`plane`: (weight (n_in, d), bias (n_in,)), from the plane's coordinates to what the network sees."""
        self._layers, self._left, self._plane = layers, left, plane
        self._steps: list[Step] = []
        self.births = births
        self.products = 0  # of long whole numbers that were computed so far
        tops, bottom = whole(np.array(corners))
        self._known: dict[int, tuple[int, ...]] = {
            index: _lowest((*row, bottom)) for index, row in enumerate(tops.tolist())
        }

    def points(self, vertices: Ints) -> Whole:
        """(N, d + 1) of these vertices, Python's integers."""
        wanted = [int(v) for v in vertices]
        while missing := self._first_unknown(wanted):
            for at in range(0, len(missing), _CHUNK):
                self._find(np.array(missing[at : at + _CHUNK]))
        found = np.empty((len(wanted), len(self._known[0])), dtype=object)
        found[:] = [self._known[v] for v in wanted]
        return found

    def area(self, corners: Ints) -> float:
        """Of the polygon with these corners, counter-clockwise."""
        spend(1_000 * len(corners))
        at = [(Fraction(x, w), Fraction(y, w)) for x, y, w in self.points(corners).tolist()]
        twice = sum(x * after[1] - y * after[0] for (x, y), after in zip(at, [*at[1:], at[0]], strict=True))
        return _rounded(twice.numerator, 2 * twice.denominator)

    def _first_unknown(self, wanted: Sequence[int]) -> list[int]:
        """Those of the wanted vertices, and of the vertices that they come from, whose own origins are known."""
        ready: list[int] = []
        seen: set[int] = set()
        todo = [v for v in wanted if v not in self._known]
        ends = self.births.rows[:2]
        while todo:
            v = todo.pop()
            if v in seen:
                continue
            seen.add(v)
            before = [u for u in ends[:, v].tolist() if u not in self._known]
            todo += before
            if not before:
                ready.append(v)
        return ready

    def _find(self, vertices: Ints) -> None:
        """The points of vertices whose edges' ends are known: by z at both ends, as zero divides the edge."""
        spend(300 * len(vertices))
        plus, minus, neuron = self.births.rows[:, vertices]
        layer = self.births.layer_of(vertices)
        for index in np.unique(layer):
            own = np.flatnonzero(layer == index)
            high, low = self.points(plus[own]), self.points(minus[own])
            up = self._entries(high, int(index), np.arange(len(own)), neuron[own])
            down = self._entries(low, int(index), np.arange(len(own)), neuron[own])
            both = np.abs(down)[:, None] * high + np.abs(up)[:, None] * low
            both = both // np.gcd.reduce(both, axis=1)[:, None]
            for v, point in zip(vertices[own].tolist(), both.tolist(), strict=True):
                self._known[v] = tuple(point)

    def _entries(self, points: Whole, layer: int, rows: Ints, neurons: Ints) -> Whole:
        """(E,) the numerators of z of `neurons` of `layer` at the points `rows`, Python's integers."""
        step = self.step(layer)
        spend(_LONG * len(neurons) * step.weight.shape[1])
        inside, bottom = self.inputs(points, layer)
        weight = _like(step.weight[neurons], inside)
        bias = _like(step.bias[neurons], inside)
        size = max(_size(inside), _size(bottom))
        if inside.dtype != object and _size(weight) * size * weight.shape[1] + _size(bias) * size > _ROOM:
            inside, weight, bias, bottom = (part.astype(object) for part in (inside, weight, bias, bottom))
        found: Whole = ((weight * inside[rows]).sum(axis=1) + bias * bottom[rows]).astype(object)
        return found

    def at(self, points: Whole, layer: int, rows: Ints, neurons: Ints, shift: Ints) -> Floats:
        """(E,) z of `neurons` of `layer` at the points `rows`, times 2^-shift, rounded once, with its true sign."""
        found = np.empty(len(rows))
        for start in range(0, len(rows), _CHUNK):
            some = slice(start, start + _CHUNK)
            which, place = np.unique(rows[some], return_inverse=True)
            top = self._entries(points[which], layer, place, neurons[some])
            bottom = points[rows[some], -1] * self.step(layer).scale
            by = shift[neurons[some]]
            top = top << np.maximum(-by, 0).astype(object)
            found[some] = _quotients(top, bottom << np.maximum(by, 0).astype(object))
        return found

    def inputs(self, points: Whole, layer: int) -> tuple[Whole, Whole]:
        """(N, n_in) what `layer` is given at points (N, d + 1), and (N,) W, in the scale of the step before."""
        inside, bottom = _fit(points[:, :-1]), _fit(points[:, -1])
        if object in (inside.dtype, bottom.dtype):
            inside, bottom = points[:, :-1], points[:, -1]
        for index in range(-1 if self._plane is not None else 0, layer):
            step = self.step(index)
            inside = self.z(inside, bottom, step)
            if index >= 0:
                inside, off = _room(inside, step.off, step.on)
                inside = np.where(inside > 0, inside * step.on, inside * off)
            if inside.dtype == object:
                bottom = bottom.astype(object)
        return inside, bottom

    def z(self, inside: Whole, bottom: Whole, step: Step) -> Whole:
        """(N, n) the numerators of z, from what the layer is given."""
        most = _size(inside) * step.weight.shape[1] * _size(step.weight) + _size(bottom) * _size(step.bias)
        if inside.dtype == object or not most < _ROOM:
            inside, bottom = inside.astype(object), bottom.astype(object)
            self.products += len(inside) * step.weight.size
        weight, bias = _like(step.weight, inside), _like(step.bias, inside)
        work, many = (_LONG if inside.dtype == object else 1), max(1, _PRODUCTS // weight.size)
        found = np.empty((len(inside), len(weight)), inside.dtype)
        for at in range(0, len(inside), many):
            some = slice(at, at + many)
            spend(work * len(inside[some]) * weight.size)
            found[some] = inside[some] @ weight.T + bottom[some, None] * bias
        return found

    def step(self, layer: int) -> Step:
        """Layer `layer` from 0; -1 is the plane's own map."""
        first = self._plane is not None
        while len(self._steps) <= layer + first:
            self._steps.append(self._next(len(self._steps) - first))
        return self._steps[layer + first]

    def _next(self, layer: int) -> Step:
        before = self._steps[-1].scale * self._steps[-1].on if self._steps else 1
        weight, bias = self._layers[layer] if layer >= 0 else self._plane  # type: ignore[misc]
        spend(100 * np.size(weight))
        tops, bottom = whole(weight)
        heads, foot = whole(bias)
        common = math.lcm(bottom * before, foot)
        off, on = whole(self._left[layer]) if layer >= 0 else (np.ones(len(tops), object), 1)
        tops = tops * (common // (bottom * before))
        return Step(_fit(tops), _fit(heads * (common // foot)), common, on, off)


def whole(values: Any) -> tuple[Whole, int]:
    """Floats or Fractions as whole numbers over one denominator."""
    values = np.asarray(values)
    if values.dtype == np.float64:
        binary = Binary.of(values)
        after = int(binary.places().max(initial=0))
        by, tops = binary.powers - 53 + after, binary.mantissas().astype(object)
        return (tops << np.maximum(by, 0).astype(object)) >> np.maximum(-by, 0).astype(object), 1 << after
    tops, bottoms = np.frompyfunc(lambda value: value.as_integer_ratio(), 1, 2)(values.astype(object))
    bottom = math.lcm(*{int(b) for b in np.ravel(bottoms)})
    return tops * (bottom // bottoms), bottom


def signs(numbers: Whole) -> NDArray[np.int8]:
    """-1, 0 or 1."""
    return ((numbers > 0).astype(np.int8) - (numbers < 0).astype(np.int8)).astype(np.int8)


def _lowest(point: Sequence[int]) -> tuple[int, ...]:
    common = math.gcd(*point)
    return tuple(part // common for part in point)


def _quotients(tops: Whole, bottoms: Whole) -> Floats:
    return np.array([_rounded(top, bottom) for top, bottom in zip(tops.tolist(), bottoms.tolist(), strict=True)])


def _rounded(top: int, bottom: int) -> float:
    """top / bottom, never 0 unless it is."""
    return top / bottom or math.copysign(5e-324, top) if top else 0.0


def _size(numbers: Whole) -> float:
    """The largest magnitude, or more."""
    if not numbers.size:
        return 0.0
    most = int(max(-numbers.min(), numbers.max()))
    return float(most) if most.bit_length() < 1000 else math.inf


def _fit(numbers: Whole) -> Whole:
    """As int64 where they fit."""
    return numbers.astype(np.int64) if numbers.dtype == object and _size(numbers) < _ROOM else numbers


def _like(numbers: Whole, other: Whole) -> Whole:
    return numbers.astype(object) if other.dtype == object else numbers


def _room(numbers: Whole, off: Whole, on: int) -> tuple[Whole, Whole]:
    """Both as int64 where their products fit, else both as Python's."""
    if numbers.dtype != object and _size(numbers) * max(on, _size(off), 1) < _ROOM:
        return numbers, off.astype(np.int64)
    return numbers.astype(object), off
