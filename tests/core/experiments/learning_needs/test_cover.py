"""Cover's curve: counts against his formula and against a brute force, samples against the exact share."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from core.experiments.learning_needs import Config, cover


def by_programme(points, row):
    """Whether w x + b >= 1 for every 1 and <= -1 for every -1 has a solution."""
    lifted = np.concatenate([points, np.ones((len(points), 1))], 1) * row[:, None]
    free = [(None, None)] * lifted.shape[1]
    return linprog(np.zeros(lifted.shape[1]), A_ub=-lifted, b_ub=-np.ones(len(points)), bounds=free).status == 0


@pytest.mark.parametrize(("many", "dimension"), [(6, 1), (6, 2), (7, 2), (6, 3), (3, 3)])
def test_what_is_counted_is_what_a_linear_programme_separates(many, dimension):
    points = cover.drawn(many, dimension)
    rows = [np.array(row) for row in product((-1, 1), repeat=many)]
    there = {bytes((row > 0).astype(np.uint8)) for row in rows if by_programme(points, row)}
    assert cover.separable(points) == there and len(there) == cover.count(many, dimension)
    assert {bytes((row > 0).astype(np.uint8)) for row in rows if cover.parted(points, row)} == there


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_all_that_is_counted_agrees_with_the_formula(dimension):
    found = cover.run(Config(dimension=dimension))
    assert np.array_equal(found.share, found.formula) and not found.error.any()
    assert found.share[found.points == 2 * (dimension + 1)] == 0.5


def test_in_the_plane_there_are_n_squared_less_n_and_two():
    assert [len(cover.separable(cover.drawn(n, 2))) for n in (3, 5, 8)] == [n * n - n + 2 for n in (3, 5, 8)]


def test_a_sample_lies_within_its_error():
    found = cover.run(Config(dimension=12))
    assert (found.error > 0).sum() > 8
    off = np.abs(found.share - found.formula)
    assert (off <= 4 * np.sqrt(found.formula * (1 - found.formula) / cover.SAMPLED) + 1e-12).all()


def test_corners_of_a_cube_are_not_in_general_position():
    """Eight points in general position would have 128."""
    corners = np.array(list(product((0, 1), repeat=3)))
    many = sum(cover.parted(corners, np.array(row)) for row in product((-1, 1), repeat=8))
    assert (many, cover.count(8, 3)) == (104, 128)
