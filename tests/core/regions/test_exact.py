"""Counts where rounding would decide: rational arithmetic says what is right, and none is inconsistent."""

from __future__ import annotations

import os
from fractions import Fraction
from unittest.mock import patch

import numpy as np
import pytest

from core import regions
from core.regions import TooManyDoubts, enumerate_regions, signs, subdivision
from core.regions.cutting import Inconsistent
from tests.helpers.arrangements import by_fractions, hard_net

SQUARE = (-1.0, 1.0, -1.0, 1.0)
LEFT = {"relu": 0.0, "leaky_relu": 0.25, "abs": -1.0}  # slopes left of 0
NETS = int(os.environ.get("REGIONS_NETS", "250"))  # 20,000 take some minutes


def consistent(found, rounded=1e-9):
    """The count; `rounded`: what rounding the corners may change of the area."""
    checks = found.checks
    assert checks.euler == 1 and checks.distinct_patterns == len(found)
    assert checks.area_error < rounded and checks.smallest_area > 0
    return len(found)


def right(layers, activation):
    return by_fractions(layers, [np.full(len(bias), LEFT[activation]) for _, bias in layers], SQUARE)


def test_hard_networks_have_the_regions_of_rational_arithmetic():
    wrong = []
    for seed in [*range(NETS), 910]:
        layers, activation = hard_net(seed)
        found = consistent(enumerate_regions(layers, activation, SQUARE, slopes=0.25))
        if found != right(layers, activation):
            wrong.append(seed)
    assert not wrong


def eight_lines():
    angle = np.pi * (np.arange(8) + 0.5) / 8
    normals = np.column_stack([np.cos(angle), np.sin(angle)])
    return normals, np.random.default_rng(0).uniform(-0.4, 0.4, 8)


@pytest.mark.parametrize("size", [1e13, 1e100, 1e300])
def test_a_neuron_of_any_size_hides_no_other(size):
    far = [(np.array([[1.0, 0], [0, 1], [1, 1]]), np.array([0, 0, -size]))]
    assert consistent(enumerate_regions(far, "relu", SQUARE)) == 4
    normals, offsets = eight_lines()
    alone = consistent(enumerate_regions([(normals, offsets)], "relu", SQUARE))
    beside = [(np.vstack([normals, [[0.5, 0.5]]]), np.append(offsets, -size))]
    assert consistent(enumerate_regions(beside, "relu", SQUARE)) == alone > 25


@pytest.mark.parametrize("scales", [(1e8, 1e-8, 1.0), (1e300, 1e-300, 1.0), (1e-300, 1e-300, 1e-300)])
def test_a_neurons_scale_does_not_matter(scales):
    weight, bias = np.array([[1.0, 0], [0, 1], [1, 1]]), np.array([0.25, 0.25, -0.25])
    layers = [(weight * np.array(scales)[:, None], bias * scales)]
    assert consistent(enumerate_regions(layers, "relu", SQUARE)) == 7
    again = [*layers, (np.array([[1.0, 1, -1]]) / np.array(scales), np.array([0.125]))]
    even = [(weight, bias), (np.array([[1.0, 1, -1]]), np.array([0.125]))]
    assert consistent(enumerate_regions(again, "relu", SQUARE)) == len(enumerate_regions(even, "relu", SQUARE))


@pytest.mark.parametrize("noise", [0.0, 1e-16, 1e-14, 1e-12, 1e-10, 1e-7])
def test_many_lines_near_one_point_make_an_arrangement(noise):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        angle = rng.uniform(0, np.pi, 16)
        normals = np.column_stack([np.cos(angle), np.sin(angle)])
        layers = [(normals, -normals @ rng.uniform(-0.3, 0.3, 2) + noise * rng.standard_normal(16))]
        assert consistent(enumerate_regions(layers, "relu", SQUARE)) == right(layers, "relu")


@pytest.mark.parametrize("distance", [2.0**-53, 1e-15, 1e-12, 1e-9, 1e-6])
@pytest.mark.parametrize("activation", ["relu", "abs"])
def test_lines_that_nearly_coincide_are_two(distance, activation):
    weight = np.array([[1.0, 1], [1 + distance * 2, 1], [1, -0.5]])
    layers = [(weight, np.array([0, 0, 0.1])), (np.array([[1.0, -1, 0.5], [1, -1, 0]]), np.array([-0.1, distance]))]
    assert consistent(enumerate_regions(layers, activation, SQUARE)) == right(layers, activation)


def test_a_small_window_far_away_and_a_plane_in_a_larger_input():
    rng = np.random.default_rng(5)
    layers = [(rng.standard_normal((6, 2)), rng.standard_normal(6)), (rng.standard_normal((4, 6)), np.zeros(4))]
    x, y = 1000 + 1 / 3, -999.9
    weight, bias = layers[0]
    layers[0] = weight, -weight @ np.array([x, y]) + 1e-9 * bias
    window = (x - 1e-8, x + 1e-8, y - 1e-8, y + 1e-8)
    found = enumerate_regions(layers, "relu", window)
    assert consistent(found, 1e-5) == by_fractions(layers, [np.zeros(6), np.zeros(4)], window) > 10
    origin, basis = rng.standard_normal(5), rng.integers(-4, 5, (2, 5)) / 4.0
    weight = rng.integers(-4, 5, (4, 5)) / 4.0
    through = [(np.vstack([weight, weight]), np.tile(-weight @ origin, 2) + 1e-13 * rng.standard_normal(8))]
    flat = by_fractions_in_a_plane(through[0], origin, basis)
    assert consistent(enumerate_regions(through, "relu", SQUARE, origin=origin, basis=basis)) == flat


def by_fractions_in_a_plane(layer, origin, basis):
    """The count for one layer, whose lines in the plane are computed as Fractions."""

    class Whole:
        def __init__(self, rows):
            self.rows = rows

        def tolist(self):
            return self.rows

    weight, bias = layer
    rows = [[sum(Fraction(w) * Fraction(v) for w, v in zip(row, b, strict=True)) for b in basis] for row in weight]
    at = [
        Fraction(b) + sum(Fraction(w) * Fraction(v) for w, v in zip(row, origin, strict=True))
        for row, b in zip(weight, bias, strict=True)
    ]
    return by_fractions([(Whole(rows), Whole(at))], [np.zeros(len(bias))], SQUARE)


def test_fractions_that_floats_only_round_are_taken_as_they_are():
    """Three lines through (1/3, 1/7): with the floats nearest to their biases they meet in three points."""
    weight = np.array([[1.0, 0], [0, 1], [3, 7]])
    meant = np.array([Fraction(-1, 3), Fraction(-1, 7), Fraction(-2)])
    fractions = [(weight.astype(int).astype(object), meant)]
    layers = [(weight, meant.astype(np.float64))]
    assert consistent(enumerate_regions(layers, "relu", SQUARE, fractions=fractions)) == 6
    assert consistent(enumerate_regions(layers, "relu", SQUARE)) == 7 == right(layers, "relu")


def test_a_cut_that_is_impossible_is_noticed_and_the_signs_are_decided_again():
    rng = np.random.default_rng(1)
    normals = rng.standard_normal((24, 2))
    layers = [(normals, -normals @ np.array([0.1, 0.2]) + 1e-16 * rng.standard_normal(24))]
    with (
        patch.object(subdivision, "MARGINS", (0.0, 0.0)),
        pytest.raises(Inconsistent),
    ):  # every sign as floats have it
        enumerate_regions(layers, "relu", SQUARE)
    with patch.object(subdivision, "MARGINS", (0.0, np.inf)):
        assert consistent(enumerate_regions(layers, "relu", SQUARE)) == right(layers, "relu")


@pytest.mark.parametrize("teeth", range(1, 12))
def test_saws_of_any_number_of_teeth_have_their_regions(teeth):
    saw = enumerate_regions(regions.sawtooth_net(teeth, 2), "relu", (0.0, 1.0, 0.0, 1.0))
    assert consistent(saw) == teeth**4


# One input


@pytest.mark.parametrize(
    ("weights", "biases", "bends"),
    [
        ((0.2, 0.4, 0.6), (-0.1, -0.2, -0.3), [0.5]),
        ((0.1, 0.2, 0.7), (-0.03, -0.06, -0.21), [0.3]),
        ((1e300, 1e-300, 1.0), (-5e299, -5e-301, -0.25), [0.25, 0.5]),
    ],
)
def test_a_kink_that_several_neurons_make_is_one(weights, biases, bends):
    layers = [(np.array(weights)[:, None], np.array(biases))]
    found = regions.breakpoints_1d(layers, "relu", -1, 1)
    exact = {-Fraction(b) / Fraction(w) for w, b in zip(weights, biases, strict=True)}
    assert len(found) == len(exact) and {round(float(point), 12) for point in exact} == set(bends)
    np.testing.assert_allclose(found, sorted(map(float, exact)), rtol=1e-15)


def test_bends_on_a_line_are_those_of_rational_arithmetic():
    for seed in range(60):
        layers, activation = hard_net(seed)
        layers = [(layers[0][0][:, :1].copy(), layers[0][1]), *layers[1:]]
        found = regions.breakpoints_1d(layers, activation, -1, 1, slopes=0.25)
        plane = [(np.column_stack([layers[0][0], np.zeros(len(layers[0][1]))]), layers[0][1]), *layers[1:]]
        assert len(found) + 1 == right(plane, activation)
        assert (np.diff(found) >= 0).all()


def test_a_layer_is_given_up_where_too_much_lies_in_doubt(monkeypatch):
    corner = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    layers = [(corner, np.zeros(3)), (np.array([[1.0, 1.0, -1.0], [1.0, 0.3, 0.7]]), np.array([1e-17, 0.0]))]
    assert len(enumerate_regions(layers, "relu", (-1, 1, -1, 1))) > 5
    monkeypatch.setattr(signs, "MOST_PRODUCTS", -1)
    with pytest.raises(TooManyDoubts, match="layer 2 lie too close together") as error:
        enumerate_regions(layers, "relu", (-1, 1, -1, 1))
    assert error.value.layer == 2
