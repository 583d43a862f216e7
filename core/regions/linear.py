"""Linear regions: activation regions whose affine maps are equal, put together.

Hanin and Rolnick (2019) tell the two apart. An activation region has one pattern of neurons that are on; a linear
region is the largest connected set on which the network is one affine map. The two sides of a line are one linear
region where nothing of the neuron on that line reaches the output, or where what several bend there cancels out.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.effort import spend
from core.regions.engine import Layer, RegionComplex
from core.regions.exact import Exact, Whole
from core.regions.maps import affine_maps, switched_on
from core.regions.polygons import Births, Bits, Floats, Ints, following

CHUNK = 4096  # regions at a time
SURE = 1e-9  # a bend is not 0 if it is larger than this part of the largest of its layer
SURE_MAP = 1e-6  # maps are two if they differ by more than this part of the largest number in them


def linear_regions(complex: RegionComplex, layers: Sequence[Layer]) -> Ints:
    """(R,) the linear region, from 0, that each activation region of `complex` is a part of.

    `layers` are those that were enumerated and the linear output layer. Floats tell apart what bends; what they
    leave in doubt is compared in whole numbers, so that maps are equal only if the weights make them so.
    """
    from scipy.sparse import coo_matrix  # type: ignore[import-untyped]  # most who need regions do not need these
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    hidden = len(complex.counts)
    if len(layers) != hidden + 1:
        raise ValueError(
            f"'layers' must be the {hidden} that were enumerated, and the output layer. Got {len(layers)} instead."
        )
    spend(30 * len(complex.corners))
    first, second, edge = neighbours(complex)
    differ = complex.patterns[first] ^ complex.patterns[second]
    several = np.bitwise_count(differ).sum(axis=1) > 1
    doubt = several | _faint(complex, layers, first, edge)
    equal = np.flatnonzero(doubt)
    if len(equal):
        silent = _silent(complex, layers, first[equal], differ[equal])
        loud = equal[~silent]
        loud = loud[~_apart(complex, layers, first[loud], second[loud])]
        maps = _Maps(complex, layers)
        same = [maps.of(a) == maps.of(b) for a, b in zip(first[loud].tolist(), second[loud].tolist(), strict=True)]
        equal = np.concatenate([equal[silent], loud[np.array(same, bool)]])
    many = len(complex)
    graph = coo_matrix((np.ones(len(equal), bool), (first[equal], second[equal])), (many, many))
    labels: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


def neighbours(complex: RegionComplex) -> tuple[Ints, Ints, Ints]:
    """(E,) the two regions of each inner edge, and its place among the edges of the first."""
    sizes = np.diff(complex.ptr)
    here, there = complex.corners, complex.corners[following(sizes)]
    owner = np.repeat(np.arange(len(complex)), sizes)
    inner, up = complex.edge_layer >= 0, here < there
    key = np.minimum(here, there) * len(complex.vertices) + np.maximum(here, there)
    one, other = np.flatnonzero(inner & up), np.flatnonzero(inner & ~up)
    one, other = one[np.argsort(key[one])], other[np.argsort(key[other])]
    return owner[one], owner[other], one


def _faint(complex: RegionComplex, layers: Sequence[Layer], region: Ints, edge: Ints) -> NDArray[np.bool_]:
    """(E,) whether the output may not depend on the neuron of each edge, there."""
    layer, neuron = complex.edge_layer[edge], complex.edge_neuron[edge]
    size = np.zeros(len(edge))
    order = np.argsort(region, kind="stable")
    bounds = np.searchsorted(region[order], np.arange(0, len(complex) + CHUNK, CHUNK))
    with np.errstate(over="ignore", invalid="ignore"):
        for at, (low, high) in enumerate(pairwise(bounds)):
            start, mine = at * CHUNK, order[low:high]
            for index, gain in _gains(complex, layers, complex.patterns[start : start + CHUNK]):
                own = mine[layer[mine] == index]
                size[own] = np.abs(gain[region[own] - start, neuron[own]])
        most = np.array([size[layer == index].max(initial=0) for index in range(len(complex.counts))])
        return ~(size > SURE * most[layer]) | ~np.isfinite(size)


def _gains(complex: RegionComplex, layers: Sequence[Layer], patterns: Bits) -> Any:
    """From the last layer to the first, (r, n): how a mixture of the outputs changes with each neuron's output."""
    head = layers[-1][0]
    mixture = np.cos(np.arange(len(head)))
    gain: Floats = np.tile(mixture @ head, (len(patterns), 1))
    on = switched_on(complex, patterns)
    for index in range(len(complex.counts) - 1, -1, -1):
        yield index, gain
        spend(len(patterns) * (6 * len(gain[0]) + layers[index][0].size // 16))
        gain = np.where(on[index], gain, gain * complex.slopes[index]) @ layers[index][0]


def _silent(complex: RegionComplex, layers: Sequence[Layer], region: Ints, differ: Bits) -> NDArray[np.bool_]:
    """(E,) whether no path of weights and active neurons leads from the neurons that differ to an output."""
    parts = [slice(at, at + CHUNK) for at in range(0, len(region), CHUNK)]
    return np.concatenate(
        [np.zeros(0, bool), *(_some_silent(complex, layers, region[one], differ[one]) for one in parts)]
    )


def _some_silent(complex: RegionComplex, layers: Sequence[Layer], region: Ints, differ: Bits) -> NDArray[np.bool_]:
    silent = np.ones(len(region), bool)
    which, place = np.unique(region, return_inverse=True)
    on, flips = switched_on(complex, complex.patterns[which]), switched_on(complex, differ)
    reach = np.tile((layers[-1][0] != 0).any(axis=0), (len(which), 1))
    for index in range(len(complex.counts) - 1, -1, -1):
        silent &= ~(flips[index] & reach[place]).any(axis=1)
        spend(len(which) * (2 * len(on[index][0]) + layers[index][0].size // 32))
        active = (on[index] | (complex.slopes[index] != 0)) & reach
        reach = active.astype(np.float32) @ (layers[index][0] != 0).astype(np.float32) > 0
    return silent


def _apart(complex: RegionComplex, layers: Sequence[Layer], first: Ints, second: Ints) -> NDArray[np.bool_]:
    """(E,) whether the maps of two regions are surely two."""
    which, place = np.unique(np.concatenate([first, second]), return_inverse=True)
    with np.errstate(over="ignore", invalid="ignore"):
        maps = affine_maps(complex, layers, which)
        one, other = maps[place[: len(first)]], maps[place[len(first) :]]
        most = SURE_MAP * np.abs(maps).max(initial=0)
        apart: NDArray[np.bool_] = (np.abs(one - other) > most).any(axis=(1, 2)) & np.isfinite(most)
    return apart


class _Maps:
    """Affine maps of regions in whole numbers."""

    def __init__(self, complex: RegionComplex, layers: Sequence[Layer]) -> None:
        plane = None
        if complex.basis is not None:
            plane = complex.basis.T, np.zeros(complex.basis.shape[1]) if complex.origin is None else complex.origin
        slopes = [*complex.slopes, np.ones(len(layers[-1][1]))]
        self._exact = Exact(layers, slopes, [[0.0, 0.0]], Births(1), plane)
        self._complex, self._plane, self._many = complex, plane is not None, len(layers)
        self._known: dict[int, tuple[int, ...]] = {}

    def of(self, region: int) -> tuple[int, ...]:
        """The numerators of the outputs' map on a region, over one denominator that is the same for all."""
        if region not in self._known:
            self._known[region] = tuple(self._map(region).ravel().tolist())
        return self._known[region]

    def _map(self, region: int) -> Whole:
        on = switched_on(self._complex, self._complex.patterns[region : region + 1])
        maps = np.array([[1, 0, 0], [0, 1, 0]], dtype=object)
        for index in range(-self._plane, self._many):
            step = self._exact.step(index)
            spend(45 * step.weight.size)
            maps = step.weight.astype(object) @ maps
            maps[:, 2] += step.bias.astype(object)
            if 0 <= index < len(on):
                maps *= np.where(on[index][0], step.on, step.off)[:, None]
        return maps
