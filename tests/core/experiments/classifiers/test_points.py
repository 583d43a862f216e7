"""Points: what each set promises, and how a person's own are written into a link."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies
from scipy.integrate import dblquad

from core.experiments.classifiers import points
from core.experiments.classifiers.config import BOARDS, DRAWN, OF_MANY, Config
from core.experiments.classifiers.draws import INSIDE, WINDOW, drawn, height, shown, splits

PLACE = strategies.tuples(
    strategies.integers(-points.FAR, points.FAR),
    strategies.integers(-points.FAR, points.FAR),
    strategies.integers(0, points.CLASSES - 1),
)


@given(strategies.lists(PLACE, max_size=30))
def test_what_is_written_is_read_again(places):
    text = points.written(places)
    assert len(text) == 3 * len(places) and points.allowed(text) and points.places(text) == places


@pytest.mark.parametrize("text", ["AA", "AA!", "___", "é" * 3])
def test_a_text_that_no_points_have_is_refused(text):
    assert not points.allowed(text)
    with pytest.raises(ValueError, match="'points' must be at most 2,000 points"):
        Config(data="own", points=text)


def test_2000_points_fit_into_a_link_and_2001_do_not():
    every = points.written([(k % 209 - 104, 0, k % 6) for k in range(2_001)])
    assert len(every[3:]) == 6_000 and points.allowed(every[3:]) and not points.allowed(every)


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("classes", [2, 6])
def test_a_set_has_its_classes_within_the_square(name, classes):
    x, y, x_new, y_new = drawn(Config(data=name, n=600, classes=classes), 0)
    assert np.abs(x).max() <= 1.02 and np.abs(x_new).max() <= 1.02 and len(x) == 600
    many = classes if name in OF_MANY else 2
    assert set(y) == set(y_new) == set(range(many))
    if name != "random":
        assert np.bincount(y).min() > 600 / many * 0.5


@pytest.mark.parametrize(("name", "side"), BOARDS.items())
def test_a_checkerboard_changes_its_class_from_square_to_square(name, side):
    x, y, *_ = drawn(Config(data=name), 1)
    row, column = ((x + 1) // (2 / side)).T
    assert (y == (row + column) % 2).all()


def test_the_valley_is_where_rosenbrocks_function_is_small_and_has_half_of_the_points():
    x, y, *_ = drawn(Config(data="rosenbrock", n=1000), 0)
    low, high = np.array(WINDOW).T
    places = low + (x + 1) / 2 * (high - low)
    assert ((height(places) < INSIDE) == (y == 1)).all() and y.mean() == 0.5


def test_the_area_of_the_valley_is_pi_t_over_ten():
    """And so it has 1.7 % of the window: drawn evenly, nearly all points would lie outside."""
    reach = np.sqrt(INSIDE)
    area, _ = dblquad(
        lambda y, x: 1.0,
        1 - reach,
        1 + reach,
        lambda x: x**2 - np.sqrt(max(0, INSIDE - (1 - x) ** 2)) / 10,
        lambda x: x**2 + np.sqrt(max(0, INSIDE - (1 - x) ** 2)) / 10,
    )
    assert area == pytest.approx(np.pi * INSIDE / 10, rel=1e-6)
    (x0, x1), (y0, y1) = WINDOW
    assert area / ((x1 - x0) * (y1 - y0)) == pytest.approx(0.0172, abs=1e-4)


def test_inside_the_valley_points_lie_evenly():
    """By the map u = 1 - x, v = 10 (y - x^2), which keeps areas but for a factor, it is a disc."""
    x, y, *_ = drawn(Config(data="rosenbrock", n=2000), 0)
    low, high = np.array(WINDOW).T
    a, b = (low + (x[y == 1] + 1) / 2 * (high - low)).T
    radius = np.hypot(1 - a, 10 * (b - a**2)) ** 2 / INSIDE
    assert np.sort(radius) == pytest.approx(np.arange(1000) / 1000, abs=0.06)


def test_new_points_are_others_and_every_draw_is_another():
    one = splits(Config())
    assert len({split.x[0, 0] for split in one} | {split.x_new[0, 0] for split in one}) == 10
    assert (shown(Config()).x == one[0].x).all()


def test_own_points_are_each_left_out_once():
    config = Config(data="own")
    every, parts = shown(config), splits(config)
    assert len(every.x) == 24 and sorted(map(tuple, np.concatenate([one.x_new for one in parts]))) == sorted(
        map(tuple, every.x)
    )
    for one in parts:
        assert not {*map(tuple, one.x)} & {*map(tuple, one.x_new)}


def test_noise_draws_so_many_labels_anew():
    clean, noisy = (drawn(Config(n=2000, noise=noise), 0) for noise in (0.0, 0.5))
    assert (clean.x == noisy.x).all() and (clean.y != noisy.y).mean() == pytest.approx(0.25, abs=0.03)
