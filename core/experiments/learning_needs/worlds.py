"""All 256 worlds of three bits, and which of them are possible: each gives the eight corners of a cube a label.

(G5, "No Free Lunch Theorem": "Not all functions are equally likely to be true, though. The world has lots of
structure.")
"""

from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from core.learning.separability import of_table, tables

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
MANY, SIDES = 256, 8  # worlds, and corners of each
SMOOTH, ROUGH = 4, 8  # edges of the cube, of 12, whose ends differ: at most, and at least


@cache
def corners() -> Ints:
    """The bits (8, 3) of each corner, x1 first: corner 6 is 110."""
    return np.array(list(product((0, 1), repeat=3)))


@cache
def labels() -> Ints:
    """The labels (256, 8): of world w those of the corners 000, 001, ... are the binary digits of w."""
    return np.array(list(product((0, 1), repeat=SIDES)))


@cache
def edges() -> Ints:
    """The pairs (12, 2) of corners that differ in one bit."""
    return np.array([(a, b) for a in range(SIDES) for b in range(a + 1, SIDES) if (a ^ b).bit_count() == 1])


@cache
def roughness() -> Ints:
    """How many of the 12 edges join a 0 to a 1, in each world (256,)."""
    ends = labels()[:, edges()]  # (256, 12, 2)
    return np.asarray((ends[..., 0] != ends[..., 1]).sum(1))


def possible(worlds: str) -> Bools:
    """Which of the 256 worlds a restriction allows, (256,)."""
    if worlds == "separable":
        return separable()
    if worlds == "smooth":
        return roughness() <= SMOOTH
    if worlds == "rough":
        return roughness() >= ROUGH
    if worlds == "symmetric":
        return symmetric()
    return np.ones(MANY, bool)


@cache
def symmetric() -> Bools:
    """The worlds in which corners with as many ones have the same label, (256,)."""
    ones = corners().sum(1)
    first = np.array([int(np.flatnonzero(ones == many)[0]) for many in ones])  # a corner with as many ones
    return np.asarray((labels() == labels()[:, first]).all(1))


@cache
def separable() -> Bools:
    """The worlds whose ones a plane parts from the zeros, decided in exact arithmetic, (256,)."""
    return np.array([of_table(table).separable for table in tables(3)])
