"""Points of two classes in the plane, within [-1, 1]^2."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Draw = np.random.Generator

PLANAR = {
    "circles": "a disc in a ring",
    "moons": "two moons",
    "spirals": "two spirals",
    "xor": "XOR: four squares",
    "checkerboard": "a checkerboard, 4 x 4",
}


def points(name: str, n: int, seed: int) -> tuple[Floats, Labels]:
    """`n` points (n, 2) and their classes (n,), 0 or 1, drawn with `seed`.

    Raises ValueError for a name that is not in PLANAR.
    """
    if name not in PLANAR:
        raise ValueError(f"'name' must be one of {', '.join(PLANAR)}. Got {name!r} instead.")
    made: dict[str, Callable[[int, Draw], tuple[Floats, Labels]]] = {
        "circles": _circles,
        "moons": _moons,
        "spirals": _spirals,
        "xor": lambda n, draw: _squares(n, draw, 2),
        "checkerboard": lambda n, draw: _squares(n, draw, 4),
    }
    return made[name](n, np.random.default_rng([seed, len(name)]))


def _circles(n: int, draw: Draw) -> tuple[Floats, Labels]:
    label = np.arange(n) % 2
    radius = np.sqrt(np.where(label == 0, draw.uniform(0, 0.45**2, n), draw.uniform(0.6**2, 0.95**2, n)))
    return _polar(radius, draw.uniform(0, 2 * np.pi, n)), label


def _moons(n: int, draw: Draw) -> tuple[Floats, Labels]:
    label = np.arange(n) % 2
    half = _polar(np.ones(n), draw.uniform(0, np.pi, n)) * np.where(label == 0, 1, -1)[:, None]
    moved = half + np.where(label == 0, -0.5, 0.5)[:, None] * np.array([1, 0.5]) + draw.normal(0, 0.1, (n, 2))
    return np.clip(moved * 0.55, -1, 1), label


def _spirals(n: int, draw: Draw) -> tuple[Floats, Labels]:
    label = np.arange(n) % 2
    turn = np.sqrt(draw.uniform(0.02, 1, n))
    return _polar(0.95 * turn, 3.2 * np.pi * turn + np.pi * label) + draw.normal(0, 0.015, (n, 2)), label


def _squares(n: int, draw: Draw, side: int) -> tuple[Floats, Labels]:
    at = draw.uniform(0, side, (n, 2))
    inner = np.floor(at) + 0.06 + 0.88 * (at - np.floor(at))  # a little room between the squares
    return 2 * inner / side - 1, (np.floor(at).sum(axis=1) % 2).astype(np.int64)


def _polar(radius: Floats, angle: Floats) -> Floats:
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
