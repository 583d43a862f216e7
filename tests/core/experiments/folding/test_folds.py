"""Folds of a sheet, held against mirroring its points and against counting its regions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.experiments import folding
from core.experiments.folding import Config, Tent, folds
from core.regions import abs_fold_net, affine_maps, count_regions
from tests.helpers.folding import RANDOM, mirrored


def output(result, points):
    values = points
    for (weight, bias), slope in zip(result.layers, result.slopes, strict=True):
        z = values @ weight.T + bias
        values = np.where(z > 0, z, slope * z)
    weight, bias = result.readout
    return values @ weight.T + bias


def sheet(many=4000, seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, (many, 2))


@pytest.mark.parametrize("depth", range(1, 7))
def test_the_regular_fold_has_4_to_the_depth_regions_and_every_fold_doubles_them(depth):
    result = folding.run(Config(depth=depth))
    assert len(result.complex) == 4**depth == count_regions(abs_fold_net(depth), "abs", folding.SHEET)
    assert result.counts == tuple(2 ** (k + 1) for k in range(2 * depth))
    assert folding.units(result) == 2 * depth and result.squashed == 0
    assert result.complex.checks.euler == 1 and result.complex.checks.distinct_patterns == 4**depth
    length = np.hypot(*(result.creases[:, :2] - result.creases[:, 2:]).T).sum()
    assert length == pytest.approx(2 * 2 * (2**depth - 1))  # 2^depth - 1 lines each way, 2 long


@pytest.mark.parametrize("depth", range(1, 7))
def test_with_relu_the_same_weights_have_few_regions_and_press_the_sheet_flat(depth):
    result = folding.run(Config(depth=depth, activation="relu"))
    assert len(result.complex) == (depth + 1) ** 2
    assert result.squashed == pytest.approx(1 - 4.0**-depth)


@pytest.mark.parametrize("activation", ["abs", "relu"])
@pytest.mark.parametrize("text", RANDOM)
def test_the_network_takes_every_point_where_the_paper_takes_it(text, activation):
    result = folding.run(Config(way="hand", folds=text, activation=activation))
    points = sheet()
    where, _ = mirrored(points, text, activation)
    assert np.abs(output(result, points) - where).max() < 1e-12
    for k in range(len(result.counts)):
        first = ";".join(text.split(";")[: k + 1])
        corners, _ = mirrored(np.array([[-1.0, -1], [1, -1], [1, 1], [-1, 1]]), first, activation)
        assert np.abs(result.corners[k + 1] - corners).max() < 1e-12


@pytest.mark.parametrize("text", RANDOM)
def test_regions_are_the_sign_patterns_of_a_dense_sample_and_never_fewer(text):
    result = folding.run(Config(way="hand", folds=text))
    _, sides = mirrored(sheet(200_000), text, "abs")
    seen = len(np.unique(sides, axis=0))
    large = int((result.complex.areas > 4 * 25 / 200_000).sum())  # a region of 25 points is not missed
    assert large <= seen <= len(result.complex) == result.complex.checks.distinct_patterns
    for before, after in zip((1, *result.counts), result.counts, strict=False):
        assert before <= after <= 2 * before


def test_a_fold_keeps_areas_and_mirrors():
    result = folding.run(Config(way="hand"))
    maps = affine_maps(result.complex, [*result.layers, result.readout])[:, :, :2]
    turns = np.linalg.det(maps)
    assert np.abs(np.abs(turns) - 1).max() < 1e-12 and {*np.round(turns)} == {-1, 1}


def test_the_folds_by_hand_can_make_the_regular_fold():
    text = "0:0;90:0;0:0.5;90:0.5;0:0.75;90:0.75"
    by_hand, regular = folding.run(Config(way="hand", folds=text)), folding.run(Config(depth=3))
    assert by_hand.counts == regular.counts
    points = sheet()
    packet = output(regular, points)  # [-1, 1]^2, where the paper has its last eighth
    assert np.abs(output(by_hand, points) - (0.875 + packet / 8)).max() < 1e-12


def test_creases_are_the_borders_of_the_regions_each_once_and_by_their_fold():
    result = folding.run(Config(way="hand"))
    inner = int((result.complex.edge_layer >= 0).sum())
    assert (
        len(result.creases)
        == inner // 2
        == len({tuple(np.sort(c.reshape(2, 2), 0).ravel()) for c in result.creases})
    )
    for crease, fold in zip(result.creases, result.fold, strict=True):
        middle = crease.reshape(2, 2).mean(0, keepdims=True)
        first = ";".join(Config().folds.split(";")[:fold])
        lies, _ = mirrored(middle, first, "abs") if first else (middle, None)
        angle, offset = folds.lines(Config().folds)[fold]
        n = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
        assert abs((lies @ n - offset).item()) < 1e-12


@pytest.mark.parametrize("layers", range(1, 11))
def test_the_tent_has_two_to_the_layers_pieces(layers):
    teeth = folding.teeth(Tent(layers))
    assert teeth.pieces == 2**layers and teeth.teeth == 2 ** (layers - 1)
    assert np.allclose(teeth.x, np.arange(2**layers + 1) / 2**layers, atol=0)
    assert np.array_equal(teeth.y, np.arange(2**layers + 1) % 2)


def test_growth_is_counted_against_what_one_layer_can_have():
    for grown in folding.grown("abs"):
        n = grown.units
        assert grown.regions == 2**n and grown.one_layer == 1 + n + n * (n - 1) // 2


def test_no_fold_is_the_flat_sheet():
    result = folding.run(Config(way="hand", folds=""))
    assert len(result.complex) == 1 and result.counts == () and folding.units(result) == 0
    assert folding.one_layer(result) == 1 and len(result.creases) == 0
    assert np.array_equal(output(result, sheet()), sheet())
    assert "one region" in folding.describe(Config(way="hand", folds=""), result)
