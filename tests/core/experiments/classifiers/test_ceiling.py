"""A sum g(x) + h(y) is right on three quarters of an even checkerboard at most, and reaches that."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from core.experiments.classifiers import ceiling, training
from core.experiments.classifiers.config import Config


def without_both_diagonals(pattern):
    """Whether no rectangle of it has one diagonal above 0 and the other below 0."""
    side = len(pattern)
    for a, b in product(range(side), repeat=2):
        for c, d in product(range(side), repeat=2):
            if pattern[a][c] > 0 and pattern[b][d] > 0 and pattern[a][d] < 0 and pattern[b][c] < 0:
                return False
    return True


@pytest.mark.parametrize(("side", "many"), [(2, 14), (3, 230), (4, 6902)])
def test_the_patterns_are_all_without_a_square_of_xor(side, many):
    cells = product((-1, 1), repeat=side * side)
    rows = (tuple(one[k : k + side] for k in range(0, side * side, side)) for one in cells)
    if side < 4:
        assert ceiling.patterns(side) == set(filter(without_both_diagonals, rows))
    else:  # of all 65,536 only those whose rows lie in one another
        nested = {row for row in rows if rows_are_nested(row)}
        assert ceiling.patterns(side) == nested
    assert len(ceiling.patterns(side)) == many


def rows_are_nested(pattern):
    high = sorted(({k for k, v in enumerate(row) if v > 0} for row in pattern), key=len)
    return all(a <= b for a, b in pairwise(high))


@pytest.mark.parametrize("side", [2, 4])
def test_three_quarters_is_the_most_and_is_reached(side):
    assert ceiling.best(side) == 0.75
    wanted = np.array(ceiling.board(side))
    even = np.arange(side) % 2 == 0
    g, h = np.where(even, -1.0, 2.0), np.where(even, -1.5, 1.5)  # three of the four kinds of cells are right
    assert (np.sign(g[None, :] + h[:, None]) == wanted).mean() == 0.75


def test_the_halves_of_what_adaboost_learned_add_up_alike_along_both_diagonals():
    first = next(training.train(Config(updates=100, rounds=30)))
    g, h = ceiling.halves(first.boost)
    sums = g[None, :] + h[:, None]
    assert sums[0, 0] + sums[1, 1] == pytest.approx(sums[0, 1] + sums[1, 0])
    assert sum(np.sign(sums.ravel()) == np.array(ceiling.board(2)).ravel()) <= 3
    x = np.array([-0.9, -0.3, 0.2, 0.8])
    by_hand = [
        sum(
            much * (2 * (low if place <= at else high) - 1)
            for which, at, low, high, much in zip(*first.boost[1:], strict=True)
            if which == 0
        )
        for place in x
    ]
    assert ceiling.sums(first.boost, x)[0] == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("config", "known"),
    [
        (Config(), True),
        (Config(data="board4"), True),
        (Config(data="board4", classes=3), False),
        (Config(lines="free"), False),
        (Config(noise=0.1), False),
        (Config(data="xor"), False),
    ],
)
def test_the_ceiling_is_drawn_only_where_it_is_proved(config, known):
    assert ceiling.applies(config) is known
