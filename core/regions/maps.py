"""What a network does on its regions: affine maps, folded images, and breakpoints on a line."""

from collections.abc import Sequence

import numpy as np

from core.regions.cutting import Bits, Floats, snap
from core.regions.engine import Layer, RegionComplex, Slopes, bends, check_layers, in_the_plane

CHUNK = 4096  # regions at a time


def affine_maps(complex: RegionComplex, layers: Sequence[Layer]) -> Floats:
    """(R, out, 3): on region r the network is maps[r] @ (x, y, 1).

    `layers` are those that were enumerated, and may go on with one more, the linear output layer; "out" are the
    outputs of the last. Raises ValueError for another number of layers.
    """
    hidden = len(complex.counts)
    if len(layers) not in (hidden, hidden + 1):
        raise ValueError(
            f"'layers' must be the {hidden} that were enumerated, and one more at most. Got {len(layers)} instead."
        )
    parts = [_maps(complex, layers, complex.patterns[at : at + CHUNK]) for at in range(0, len(complex), CHUNK)]
    return np.concatenate(parts)


def _maps(complex: RegionComplex, layers: Sequence[Layer], patterns: Bits) -> Floats:
    start = np.eye(2) if complex.basis is None else complex.basis.T  # (n_in, 2)
    offset = np.zeros(len(start)) if complex.origin is None else complex.origin
    maps = np.repeat(np.concatenate([start, offset[:, None]], axis=1)[None], len(patterns), axis=0)  # (r, n_in, 3)
    word = 0
    for index, (weight, bias) in enumerate(layers):
        maps = np.einsum("oi,rij->roj", weight, maps, optimize=True)  # (r, n_out, 3)
        maps[..., 2] += bias
        if index < len(complex.counts):
            words = max(1, -(-len(bias) // 64))
            own = np.ascontiguousarray(patterns[:, word : word + words])
            on = np.unpackbits(own.view(np.uint8), axis=1, count=len(bias), bitorder="little")
            maps *= np.where(on, 1, complex.slopes[index])[..., None]
            word += words
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
    tol: float = 1e-12,
) -> Floats:
    """Where, strictly between `low` and `high`, a network of one input bends, ascending.

    Between n points it has n + 1 pieces.

    Each layer's pre-activations are affine between the points of the layers before; their zeros are the new points.
    Raises ValueError for what does not fit.
    """
    if not (np.isfinite([low, high]).all() and low < high):
        raise ValueError(f"'low' must be less than 'high', both finite. Got {low} and {high} instead.")
    x = np.array([low, high], dtype=np.float64)
    values = x[:, None]
    check_layers(layers, 1)
    for (weight, bias), slope in zip(layers, bends(layers, activation, slopes), strict=True):
        z = values @ weight.T + bias  # (points, n)
        tiny = tol * float(np.abs(z).max(initial=0))
        snap(z, tiny)
        at, neuron = np.nonzero((np.sign(z[:-1]) * np.sign(z[1:]) < 0) & (slope != 1))
        t = z[at, neuron] / (z[at, neuron] - z[at + 1, neuron])
        between = z[at] + t[:, None] * (z[at + 1] - z[at])
        snap(between, tiny)
        between[np.arange(len(at)), neuron] = 0
        where = x[at] + t * (x[at + 1] - x[at])
        x, first = np.unique(np.concatenate([x, where]), return_index=True)
        z = np.concatenate([z, between])[first]
        values = np.where(z > 0, z, slope * z)
    return x[1:-1]
