"""Regions of a network that learns, of points and of digits."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from core.config import runnable
from core.data import planar
from core.experiments.regions import Config, digit_plane, training
from tests.helpers.regions import outputs


@pytest.fixture
def one_thread():
    """As workers have on two cores: threads of so small a net only wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("name", planar.PLANAR)
def test_points_are_two_classes_in_the_square_and_the_same_each_time(name):
    x, y = planar.points(name, 400, 1)
    again, _ = planar.points(name, 400, 1)
    other, _ = planar.points(name, 400, 2)
    assert x.shape == (400, 2) and np.abs(x).max() <= 1.05 and set(y) == {0, 1} and 0.4 < y.mean() < 0.6
    np.testing.assert_array_equal(x, again)
    assert not np.array_equal(x, other)
    with pytest.raises(ValueError, match="'name' must be one of circles"):
        planar.points("rings", 10, 0)


@pytest.mark.parametrize("activation", ["relu", "abs", "leaky_relu"])
def test_training_tells_the_points_apart_and_records_the_function_it_trained(activation, one_thread):
    config = Config(net="trained", width=12, steps=400, lr=0.01, activation=activation)
    run = list(training.train(config))
    assert run[0].step == 0 and run[-1].step == 400 and run[-1].error < 0.02 < run[0].error
    x, y = planar.points("circles", training.POINTS, 0)
    _, score = outputs(run[-1].net, x, activation)
    assert np.mean((score[:, 0] > 0) != y) == pytest.approx(run[-1].error, abs=2e-3)
    again = list(training.train(config))
    np.testing.assert_array_equal(run[-1].weights[0], again[-1].weights[0])


def test_the_window_is_no_part_of_the_training():
    config = Config(net="trained", x=0.3, y=-2.0, r=0.01, max_regions=5000, flaw="dead")
    assert runnable(config, "training") == Config(net="trained")


def test_a_plane_goes_through_its_three_pictures():
    plane = digit_plane.plane("digits", (7, 2, 1), 0)
    ink = plane.origin + plane.at @ plane.basis
    np.testing.assert_allclose(ink, plane.pictures.reshape(3, -1) / 255, atol=1e-12)
    gram = plane.basis @ plane.basis.T
    np.testing.assert_allclose(gram, plane.unit**2 * np.eye(2), atol=1e-9)
    assert math.isclose(np.linalg.norm(plane.at, axis=1).max(), digit_plane.REACH)
    same = digit_plane.plane("digits", (3, 3, 3), 5)
    assert len({picture.tobytes() for picture in same.pictures}) == 3
    with pytest.raises(ValueError, match="'classes' must be in"):
        digit_plane.plane("digits", (7, 2, 11), 0)


def test_digits_are_seen_along_the_plane_as_the_trained_network_sees_its_pictures(one_thread):
    config = Config(net="digits", dataset="digits", width=16, steps=1000, lr=0.01)
    last = list(training.train(config))[-1]
    plane = digit_plane.plane("digits", training.digits(config), 0)
    _, scores = outputs(last.net, plane.at, "relu")
    assert last.weights[0].shape == (16, 2) and scores.shape == (3, 10)
    assert scores.argmax(axis=1).tolist() == [7, 2, 1]  # three test digits, read right
