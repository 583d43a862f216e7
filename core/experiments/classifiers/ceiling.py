"""Why a sum of upright and level lines is right on three quarters of a checkerboard at most.

Each such line is a function of x alone or of y alone, and so their sum is g(x) + h(y). Of the corners of any
rectangle g(x1) + h(y1) + g(x2) + h(y2) = g(x1) + h(y2) + g(x2) + h(y1): the two diagonals have equal sums. On a
checkerboard one diagonal wants both of its sums above 0, and the other both below 0.
"""

from functools import cache
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from core.experiments.classifiers.config import BOARDS, Config
from core.experiments.classifiers.methods import Boost

Floats = NDArray[np.float64]
Pattern = tuple[tuple[int, ...], ...]  # rows of 1 and -1


def patterns(side: int) -> set[Pattern]:
    """All signs that g(x) + h(y) can have on side x side cells, none of them 0.

    In each row the cells above 0 are those where g is largest, as many as h says: so rows differ in how far they
    go down one order of the columns.
    """
    found = set()
    for order in permutations(range(side)):
        ranks = np.argsort(order)
        rows = [tuple(np.where(ranks < many, 1, -1).tolist()) for many in range(side + 1)]
        found |= set(product(rows, repeat=side))
    return found


def board(side: int) -> Pattern:
    """What a checkerboard wants in each cell: 1 where the class is 1."""
    return tuple(tuple(2 * ((row + column) % 2) - 1 for column in range(side)) for row in range(side))


@cache
def best(side: int) -> float:
    """The largest share of the cells of a checkerboard on which g(x) + h(y) has the right sign."""
    wanted = np.array(board(side))
    return max(float((np.array(pattern) == wanted).mean()) for pattern in patterns(side))


def applies(config: Config) -> bool:
    """Whether a ceiling is known: two classes on a checkerboard without noise, and no slanted lines."""
    two = config.data != "board4" or config.classes == 2
    return config.data in BOARDS and config.lines == "axis" and config.noise == 0 and two


def sums(boost: Boost, x: Floats) -> Floats:
    """The votes for class 1 less those for class 0 at each of x (N,), of the lines of each direction (D, N)."""
    found = np.zeros((len(boost.turned), len(x)))
    for which, at, low, high, much in zip(*boost[1:], strict=True):
        found[which] += much * (2 * np.where(x <= at, low, high) - 1)
    return found


def halves(boost: Boost) -> tuple[Floats, Floats]:
    """g in the left and the right half, and h in the lower and the upper half: means over each (2,)."""
    x = np.linspace(-1, 1, 401)[:-1] + 1 / 400
    g, h = sums(boost, x).reshape(2, 2, -1).mean(2)
    return g, h
