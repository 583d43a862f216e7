"""What a network does on its regions: affine maps, folded images, and breakpoints on a line."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from core.effort import spend
from core.regions.engine import Layer, RegionComplex, Slopes, bends, check_layers, in_the_plane
from core.regions.exact import Exact, Whole, signs
from core.regions.polygons import Births, Bits, Floats, Ints, unpack

CHUNK = 4096  # regions at a time


def affine_maps(complex: RegionComplex, layers: Sequence[Layer], regions: Ints | None = None) -> Floats:
    """(R, out, 3): on region r the network is maps[r] @ (x, y, 1); of all regions, or of some.

    `layers` are those that were enumerated, and may go on with one more, the linear output layer; "out" are the
    outputs of the last. Raises ValueError for another number of layers.
    """
    hidden = len(complex.counts)
    if len(layers) not in (hidden, hidden + 1):
        raise ValueError(
            f"'layers' must be the {hidden} that were enumerated, and one more at most. Got {len(layers)} instead."
        )
    patterns = complex.patterns if regions is None else complex.patterns[regions]
    if not len(patterns):
        return np.zeros((0, len(layers[-1][1]), 3))
    return np.concatenate(
        [_maps(complex, layers, patterns[at : at + CHUNK]) for at in range(0, len(patterns), CHUNK)]
    )


def switched_on(complex: RegionComplex, patterns: Bits) -> list[NDArray[np.bool_]]:
    """Of each layer (r, n): which neurons are on."""
    found, word = [], 0
    for slopes in complex.slopes:
        words = max(1, -(-len(slopes) // 64))
        found.append(unpack(patterns[:, word : word + words], len(slopes)))
        word += words
    return found


def _maps(complex: RegionComplex, layers: Sequence[Layer], patterns: Bits) -> Floats:
    start = np.eye(2) if complex.basis is None else complex.basis.T  # (n_in, 2)
    offset = np.zeros(len(start)) if complex.origin is None else complex.origin
    maps = np.repeat(np.concatenate([start, offset[:, None]], axis=1)[None], len(patterns), axis=0)  # (r, n_in, 3)
    on = switched_on(complex, patterns)
    for index, (weight, bias) in enumerate(layers):
        spend(len(patterns) * (6 * len(bias) + weight.size // 8))
        maps = np.einsum("oi,rij->roj", weight, maps, optimize=True)  # (r, n_out, 3)
        maps[..., 2] += bias
        if index < len(complex.counts):
            maps *= np.where(on[index], 1, complex.slopes[index])[..., None]
    return maps


def fold_image(complex: RegionComplex, layers: Sequence[Layer], layer: int) -> Floats:
    """Where the first `layer` layers take each vertex: (V, n_out), or the network's input (V, n_in) for 0.

    Inside a region the map is affine, so the image of a region is the polygon of the images of its corners.
    """
    if not 0 <= layer <= len(complex.counts):
        raise ValueError(f"'layer' must be in [0, {len(complex.counts)}]. Got {layer} instead.")
    values = in_the_plane(complex.vertices, complex.origin, complex.basis)
    for (weight, bias), slope in zip(layers[:layer], complex.slopes, strict=False):
        z = values @ weight.T + bias
        values = np.where(z > 0, z, slope * z)
    return values


def breakpoints_1d(
    layers: Sequence[Layer],
    activation: str,
    low: float,
    high: float,
    *,
    slopes: Slopes = 0.01,
) -> Floats:
    """Where, strictly between `low` and `high`, a network of one input bends, ascending.

    Between n points it has n + 1 pieces. Each layer's pre-activations are affine between the points of the layers
    before; their zeros are the new points. All are found in whole numbers, and rounded at the end: a point at which
    several neurons bend is one. Raises ValueError for what does not fit.
    """
    if not (np.isfinite([low, high]).all() and low < high):
        raise ValueError(f"'low' must be less than 'high', both finite. Got {low} and {high} instead.")
    check_layers(layers, 1)
    left = bends(layers, activation, slopes)
    exact = Exact(layers, left, [[float(low)], [float(high)]], Births(2))
    points = exact.points(np.arange(2))  # (points, 2): X, W
    for index, slope in enumerate(left):
        z = exact.z(*exact.inputs(points, index), exact.step(index))  # (points, n)
        sign = signs(z)
        at, neuron = np.nonzero((sign[:-1] * sign[1:] < 0) & (slope != 1))
        before, after = (np.abs(z[where, neuron].astype(object))[:, None] for where in (at, at + 1))
        points = _ordered(np.concatenate([points, after * points[at] + before * points[at + 1]]))
    return (points[1:-1, 0] / points[1:-1, 1]).astype(np.float64)


def _ordered(points: Whole) -> Whole:
    """The points X / W from left to right, each once, in lowest terms."""
    lowest = points // np.gcd.reduce(points, axis=1)[:, None]
    once = sorted(set(map(tuple, lowest.tolist())), key=lambda point: Fraction(*point))
    found = np.empty((len(once), 2), dtype=object)
    found[:] = once
    return found
