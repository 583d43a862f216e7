"""What other methods store: their errors are those of what they leave out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies

from core.experiments.surfaces import frontier
from core.experiments.surfaces.config import Config
from core.experiments.surfaces.targets import target

SURFACES = ("flower", "china", "waves")


@pytest.mark.parametrize("name", SURFACES)
@pytest.mark.parametrize("rank", [1, 4, 12, 50])
def test_svds_error_is_the_sum_of_the_squares_of_what_it_leaves_out(name, rank):
    z = target(Config(target=name)).z
    left = np.square(frontier.singular(z)[rank:]).sum()
    assert abs(np.square(z - frontier.low_rank(z, rank)).sum() - left) < 1e-9


@pytest.mark.parametrize("name", SURFACES)
@pytest.mark.parametrize("many", [1, 60, 600, 2601])
def test_dcts_error_is_the_energy_that_it_leaves_out(name, many):
    z = target(Config(target=name)).z
    left = frontier.cosines(z)[many:].sum()
    assert abs(np.square(z - frontier.best_cosines(z, many)).sum() - left) < 1e-9


@settings(max_examples=20, deadline=None)
@given(strategies.integers(0, 10_000), strategies.integers(1, 8))
def test_no_other_matrix_of_its_rank_comes_nearer(seed, rank):
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(9, 9))
    other = rng.normal(size=(9, rank)) @ rng.normal(size=(rank, 9))
    best, *_ = np.linalg.lstsq(other, z, rcond=None)  # the best in that column space
    assert np.linalg.norm(z - frontier.low_rank(z, rank)) <= np.linalg.norm(z - other @ best) + 1e-12


def test_every_curve_falls_and_is_read_at_a_budget():
    found = frontier.run(Config())
    for method in frontier.METHODS:
        numbers, errors = found.of(method)
        assert (np.diff(numbers) > 0).all() and (np.diff(errors) < 0).all() and errors[0] < 1
        assert found.at(method, 1) == 1 and found.at(method, numbers[3]) == errors[3]
        assert found.at(method, numbers[4] - 1) == errors[3]
    assert found.svd[0, 0] == 102 and 576 in found.small[0], "24 x 24 is the deck's"


def test_rosenbrocks_surface_is_a_sum_of_three_products():
    found = frontier.run(Config(target="rosenbrock"))
    assert found.svd[1, 1] > 1e-6 > found.svd[1, 2]
