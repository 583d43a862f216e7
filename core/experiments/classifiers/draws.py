"""The points of each set, all within [-1, 1]^2, drawn anew for every seed, with new points to be asked about.

(EPFL, "Reminder: Non Separable Distribution", "Checker Board using AdaBoost", "Randomly Distributed Points".)
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.data import planar
from core.experiments.classifiers.config import BOARDS, Config
from core.experiments.classifiers.points import Set, own

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Draw = np.random.Generator

SEEDS = 5  # draws of a set, or parts into which own points are divided
NEW = 1_000  # points that no method has seen
FEW = 10  # of own points: fewer are not divided
INSIDE = 0.5  # T: (1 - x)^2 + 100 (y - x^2)^2 < T is the valley, of area pi T / 10
WINDOW = ((-0.2, 2.2), (-0.4, 3.4))  # of Rosenbrock's function


class Split(NamedTuple):
    """Points to learn from, and new ones."""

    x: Floats  # (N, 2)
    y: Ints  # (N,)
    x_new: Floats  # (M, 2)
    y_new: Ints  # (M,)


def shown(config: Config) -> Split:
    """The points of the picture: the first draw of a set, or all of one's own, without new ones."""
    if config.data != "own":
        return drawn(config, config.seed)
    x, y = own(config.points)
    return Split(x, y, np.empty((0, 2)), np.empty(0, np.int64))


def splits(config: Config) -> list[Split]:
    """SEEDS draws; of own points each leaves out another part, and is asked about it. None where they are few."""
    if config.data != "own":
        return [drawn(config, config.seed + k) for k in range(SEEDS)]
    x, y = own(config.points)
    if len(x) < FEW:
        return []
    order = np.random.default_rng(config.seed).permutation(len(x))
    part = np.arange(len(x)) % SEEDS
    least = len(x) - int(np.bincount(part).max())  # so that five networks can learn side by side
    found = []
    for k in range(SEEDS):
        known, left = order[part != k][:least], order[part == k]
        found.append(Split(x[known], y[known], x[left], y[left]))
    return found


def drawn(config: Config, seed: int) -> Split:
    """So many points to learn from, drawn with `seed`, and NEW ones."""
    x, y = _points(config, config.n, seed)
    x_new, y_new = _points(config, NEW, seed + 10_000_000)
    return Split(x, y, x_new, y_new)


def _points(config: Config, n: int, seed: int) -> Set:
    draw = np.random.default_rng([seed, n, len(config.data)])
    x, y = _moons(n, seed) if config.data == "moons" else MADE[config.data](n, config.classes, draw)
    anew = draw.random(n) < config.noise
    many = config.classes if config.data in ("board4", "circles", "spirals", "random") else 2
    return Set(x, np.where(anew, draw.integers(0, many, n), y).astype(np.int64))


def _moons(n: int, seed: int) -> Set:
    return Set(*planar.points("moons", n, seed))


def _board(side: int) -> Callable[[int, int, Draw], Set]:
    def made(n: int, classes: int, draw: Draw) -> Set:
        """Even over the whole square: the squares touch."""
        at = draw.uniform(0, side, (n, 2))
        return Set(2 * at / side - 1, np.floor(at).sum(1).astype(np.int64) % (classes if side > 2 else 2))

    return made


def _rosenbrock(n: int, classes: int, draw: Draw) -> Set:
    """Half of the points even over the valley, by u = 1 - x and v = 10 (y - x^2), half over the rest of WINDOW."""
    y = np.arange(n) % 2
    radius, angle = np.sqrt(INSIDE * draw.random(n)), draw.uniform(0, 2 * np.pi, n)
    one = 1 - radius * np.cos(angle)
    inside = np.column_stack([one, one**2 + radius * np.sin(angle) / 10])
    low, high = np.array(WINDOW).T
    around = low + (high - low) * draw.random((n, 2))
    while (again := height(around) < INSIDE).any():
        around[again] = low + (high - low) * draw.random((int(again.sum()), 2))
    places = np.where(y[:, None] == 1, inside, around)
    return Set(2 * (places - low) / (high - low) - 1, y)


def height(places: Floats) -> Floats:
    """Rosenbrock's function at places (N, 2)."""
    x, y = places.T
    value: Floats = 100 * (y - x**2) ** 2 + (1 - x) ** 2
    return value


def _xor(n: int, classes: int, draw: Draw) -> Set:
    corner = draw.integers(0, 2, (n, 2))
    return Set(np.clip(corner - 0.5 + draw.normal(0, 0.18, (n, 2)), -1, 1), corner.sum(1).astype(np.int64) % 2)


def _circles(n: int, classes: int, draw: Draw) -> Set:
    """Rings of equal width around one another, the first of them a disc."""
    y = np.arange(n) % classes
    low, high = (y + 0.12 * (y > 0)) / classes, (y + 0.88) / classes
    radius = 0.97 * np.sqrt(draw.uniform(low**2, high**2))
    return Set(_polar(radius, draw.uniform(0, 2 * np.pi, n)), y)


def _spirals(n: int, classes: int, draw: Draw) -> Set:
    y = np.arange(n) % classes
    turn = np.sqrt(draw.uniform(0.02, 1, n))
    angle = 3.2 * np.pi * turn * (2 / classes) + 2 * np.pi * y / classes
    return Set(0.95 * _polar(turn, angle) + draw.normal(0, 0.015, (n, 2)), y)


def _random(n: int, classes: int, draw: Draw) -> Set:
    return Set(draw.uniform(-1, 1, (n, 2)), draw.integers(0, classes, n))


def _polar(radius: Floats, angle: Floats) -> Floats:
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


MADE: dict[str, Callable[[int, int, Draw], Set]] = {
    **{name: _board(side) for name, side in BOARDS.items()},
    "rosenbrock": _rosenbrock,
    "xor": _xor,
    "circles": _circles,
    "spirals": _spirals,
    "random": _random,
}
