"""The surfaces: standardised, in one frame, and never a number that is none."""

from __future__ import annotations

import numpy as np
import pytest

from core.data import pictures
from core.experiments.surfaces.config import SIDE, Config
from core.experiments.surfaces.targets import FUNCTIONS, along, enlarged, inputs, rosenbrock, target, to_text

GIVEN = ("flower", "china", "rosenbrock", "second", "waves")


def own(values):
    return Config(target="own", picture=pictures.to_text(np.asarray(values, np.uint8)))


@pytest.mark.parametrize("name", GIVEN)
def test_a_surface_has_mean_0_and_variance_1_and_the_same_units_where_it_is_finer(name):
    found = target(Config(target=name))
    assert found.z.shape == (SIDE, SIDE) and abs(found.z.mean()) < 1e-12 and abs(found.z.var() - 1) < 1e-12
    assert found.fine.shape == (2 * SIDE, 2 * SIDE) and not found.constant
    blocks = found.fine.reshape(SIDE, 2, SIDE, 2).mean((1, 3))  # where both have their points, four share one
    assert np.corrcoef(blocks.ravel(), found.z.ravel())[0, 1] > 0.98


def test_rosenbrocks_least_value_lies_in_its_valley():
    assert rosenbrock(np.array(0.5), np.array(0.0)) == 0  # u = v = 1
    assert rosenbrock(np.array(-1.0), np.array(-1.0)) == 100 * (-1 - 4) ** 2 + 9
    assert all(np.isfinite(f(*inputs())).all() for f in FUNCTIONS.values())


def test_points_are_middles_of_equal_parts_and_go_row_by_row():
    assert along(2).tolist() == [-0.5, 0.5] and along(2, 2.0).tolist() == [-1.0, 1.0]
    x, y = inputs(SIDE)
    assert x[0] == y[0] == along(SIDE)[0] and x[1] > x[0] and y[1] == y[0]


@pytest.mark.parametrize("level", [0, 7, 255])
def test_a_constant_picture_is_0_everywhere(level):
    found = target(own(np.full((SIDE, SIDE), level)))
    assert found.constant and not found.z.any() and found.mean == level


def test_a_picture_that_is_missing_or_damaged_is_said():
    with pytest.raises(ValueError, match="There is no picture of yours yet"):
        target(Config(target="own"))
    with pytest.raises(pictures.PictureError, match="damaged"):
        target(Config(target="own", picture="abc"))


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (2000, 1500)])
def test_a_picture_of_any_size_becomes_51_by_51_grey_levels(shape):
    picture = np.random.default_rng(0).integers(0, 256, (*shape, 3)).astype(np.uint8)
    text = to_text(picture)
    assert len(text) <= 17_000 and pictures.from_text(text, (SIDE, SIDE)).shape == (SIDE, SIDE)


def test_the_first_row_of_a_picture_is_its_lowest():
    picture = np.zeros((SIDE, SIDE, 3), np.uint8)
    picture[0] = 255  # its highest row is white
    found = target(Config(target="own", picture=to_text(picture)))
    assert found.z[-1].min() > 1 > found.z[0].max()


def test_bicubic_keeps_a_plane_and_has_its_points_where_the_finer_surface_has():
    plane = np.add.outer(along(SIDE), 2 * along(SIDE))
    fine = np.add.outer(along(2 * SIDE), 2 * along(2 * SIDE))
    inner = slice(6, -6)
    assert np.abs(enlarged(plane) - fine)[inner, inner].max() < 1e-5
