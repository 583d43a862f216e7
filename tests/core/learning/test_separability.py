"""Every verdict is certified: by a separator in whole numbers, or by two convex combinations that are equal."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from core.learning.separability import corners, decide, of_table, shortest, tables


def certified(points, labels, verdict):
    """What the verdict says is true, whoever has found it."""
    sums = {+1: [0] * len(points[0]), -1: [0] * len(points[0])}
    for x, y, share in zip(points, labels, verdict.shares, strict=True):
        assert isinstance(share, Fraction) and share >= 0
        sums[y] = [s + share * v for s, v in zip(sums[y], x, strict=True)]
    one_class = len(set(labels)) == 1
    for label in set(labels):
        assert sum(s for s, y in zip(verdict.shares, labels, strict=True) if y == label) == (0 if one_class else 1)
    apart = [a - b for a, b in zip(sums[1], sums[-1], strict=True)]
    assert verdict.gap == sum(a * a for a in apart)
    if not verdict.separable:
        assert sums[1] == sums[-1] and not one_class and verdict.gap == 0
        return False
    assert all(isinstance(v, int) for v in (*verdict.w, verdict.b))
    scores = [sum(a * b for a, b in zip(verdict.w, x, strict=True)) + verdict.b for x in points]
    assert all(score * y > 0 for score, y in zip(scores, labels, strict=True))
    if (
        not one_class
    ):  # no line has a wider margin, for the hulls are no further apart than these two of their points
        nearest = min(score * y for score, y in zip(scores, labels, strict=True))
        assert Fraction(nearest**2, sum(v * v for v in verdict.w)) == verdict.gap / 4
    return True


@pytest.mark.parametrize(("inputs", "separable"), [(1, 4), (2, 14), (3, 104)])
def test_all_tables_are_decided_and_certified(inputs, separable):
    every = tables(inputs)
    assert len(set(every)) == 2**2**inputs
    labels = [[1 if output == "1" else -1 for output in table] for table in every]
    assert sum(certified(corners(inputs), y, of_table(t)) for t, y in zip(every, labels, strict=True)) == separable


@pytest.mark.slow
def test_1882_of_the_tables_of_four_inputs_are_separable():
    """One of all tables that differ only in the names and signs of the inputs is decided, and stands for them."""
    square, left, found = corners(4), set(tables(4)), 0
    moves = [
        [square.index(tuple(x[p] ^ flip[p] for p in order)) for x in square]
        for order in permutations(range(4))
        for flip in product((0, 1), repeat=4)
    ]
    while left:
        table = next(iter(left))
        alike = {"".join(table[k] for k in move) for move in moves}
        left -= alike
        labels = [1 if output == "1" else -1 for output in table]
        found += len(alike) * certified(square, labels, of_table(table))
    assert found == 1882


SETS = st.lists(st.tuples(st.integers(-7, 7), st.integers(-7, 7), st.sampled_from((-1, 1))), min_size=1, max_size=9)


@settings(max_examples=150)
@given(SETS)
def test_any_points_are_decided_as_by_a_linear_programme(rows):
    points, labels = tuple((x, y) for x, y, _ in rows), tuple(label for _, _, label in rows)
    if len(set(labels)) == 2 and len(set(points)) == 1:
        assert not decide(points, labels).separable
    sides = -np.array([[y * v for v in (*x, 1)] for x, y in zip(points, labels, strict=True)], float)
    program = linprog(np.zeros(3), A_ub=sides, b_ub=-np.ones(len(rows)), bounds=(None, None))
    assert certified(points, labels, decide(points, labels)) == (program.status == 0)


def test_and_and_xor_as_on_paper():
    meant = of_table("0001")
    assert (meant.w, meant.b, meant.gap) == ((2, 2), -3, Fraction(1, 2))
    crossed = of_table("0110")
    assert not crossed.separable and set(crossed.shares) == {Fraction(1, 2)}
    for constant, b in (("0000", -1), ("1111", 1)):
        assert (of_table(constant).w, of_table(constant).b) == ((0, 0), b)


@given(st.lists(st.tuples(*[st.integers(-5, 5)] * 3), min_size=1, max_size=8))
def test_no_vector_of_the_hull_is_shorter(vectors):
    shares, least = shortest(vectors)
    assert sum(shares) == 1 and min(shares) >= 0
    mixed = [sum(s * v[k] for s, v in zip(shares, vectors, strict=True)) for k in range(3)]
    assert list(least) == mixed
    squared = sum(v * v for v in least)
    assert all(sum(a * b for a, b in zip(least, v, strict=True)) >= squared for v in vectors)
