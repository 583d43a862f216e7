"""Cover's curve: how many of all labellings of N points a plane can separate, counted and sampled.

N points in general position in d dimensions have 2 sum_{k <= d} binom(N - 1, k) labellings that a plane with a bias
separates (Cover 1965). Half of all are separable where N = 2 (d + 1).
"""

from dataclasses import dataclass
from itertools import combinations, product
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls  # type: ignore[import-untyped]

from core.effort import spend
from core.experiments.learning_needs.config import Config
from core.experiments.learning_needs.worlds import Ints

Floats = NDArray[np.float64]
MOST = 3_000  # planes through points that are tried for an exact count
SAMPLED = 200  # labellings of each number of points beyond that
COORDINATE = 1_000  # points have whole coordinates up to this, so that their determinants are exact
APART = 1e-9  # of the mean of the points' signed copies from zero: nearer is zero


@dataclass(frozen=True)
class Cover:
    """Of each number of points: the share of labellings that are separable, and how it was found."""

    points: Ints  # (K,)
    share: Floats  # (K,) counted on points, or the share of a sample
    error: Floats  # (K,) its standard error; 0 where all labellings were decided
    formula: Floats  # (K,) Cover's


def run(config: Config) -> Cover:
    """Points drawn at random, up to three times as many as there are weights, and what can be separated of them."""
    weights = config.dimension + 1
    spread = np.linspace(1, 3 * weights, min(3 * weights, 24)).round().astype(int)
    numbers = np.union1d(spread, [2 * weights])
    points = drawn(int(numbers[-1]), config.dimension)
    found = [_share(points[:many]) for many in numbers]
    return Cover(
        points=numbers,
        share=np.array([share for share, _ in found]),
        error=np.array([error for _, error in found]),
        formula=np.array([count(int(many), config.dimension) / 2.0**many for many in numbers]),
    )


def count(points: int, dimension: int) -> int:
    """2 sum_{k <= d} binom(N - 1, k): the separable labellings of N points in general position."""
    return 2 * sum(comb(points - 1, k) for k in range(dimension + 1))


def drawn(many: int, dimension: int) -> Ints:
    """Points (N, d) with whole coordinates, from a draw of their own."""
    return np.random.default_rng(dimension).integers(-COORDINATE, COORDINATE + 1, (many, dimension))


def _share(points: Ints) -> tuple[float, float]:
    """The share of separable labellings, and its standard error."""
    many, dimension = points.shape
    if dimension <= 3 and comb(many, dimension) <= MOST:
        return len(separable(points)) / 2.0**many, 0.0
    rng = np.random.default_rng(many)
    share = float(np.mean([parted(points, row) for row in rng.choice([-1, 1], (SAMPLED, many))]))
    return share, float(np.sqrt(share * (1 - share) / SAMPLED))


def separable(points: Ints) -> set[bytes]:
    """All labellings of points in general position that a plane separates, counted one by one.

    A plane that separates can be moved until it goes through d of the points: on these it may then be tilted to any
    labels, and the others have the sign of a determinant of whole numbers.
    """
    many, dimension = points.shape
    if many <= dimension:
        return {bytes(labels) for labels in product((0, 1), repeat=many)}
    lifted = np.concatenate([points, np.ones((many, 1), np.int64)], 1)
    ways = np.array(list(product((0, 1), repeat=dimension)), np.uint8)
    found: set[bytes] = set()
    for through in combinations(range(many), dimension):
        side = lifted @ _normal(lifted[list(through)])
        for sign in (1, -1):
            labels = np.repeat((sign * side > 0).astype(np.uint8)[None], len(ways), 0)
            labels[:, through] = ways
            found.update(map(bytes, labels))
    return found


def _normal(rows: Ints) -> Ints:
    """Whole numbers (d + 1,) at right angles to d rows: the cofactors of a determinant."""
    columns = range(rows.shape[1])
    return np.array([(-1) ** k * _determinant(rows[:, [c for c in columns if c != k]]) for k in columns])


def _determinant(square: Ints) -> int:
    """In whole numbers, along the first row."""
    if len(square) == 1:
        return int(square[0, 0])
    rest, columns = square[1:], range(len(square))
    return sum(
        (-1) ** k * int(square[0, k]) * _determinant(rest[:, [c for c in columns if c != k]]) for k in columns
    )


def parted(points: Ints, labels: Ints) -> bool:
    """Whether a plane separates the labels -1 and 1: then no mean of the signed points is zero (Gordan 1873)."""
    many, dimension = points.shape
    spend(many**2 * dimension * 10)
    signed = np.concatenate([points / COORDINATE, np.ones((many, 1))], 1) * labels[:, None]
    wanted = np.concatenate([np.zeros(dimension + 1), [1.0]])
    _, distance = nnls(np.concatenate([signed.T, np.ones((1, many))]), wanted, maxiter=50 * many)
    return bool(distance > APART)
