"""Exact linear regions: counts against rational arithmetic, identities that always hold, and clear refusals."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import numpy as np
import pytest
import torch

from core import regions
from core.regions import enumerate_regions
from tests.helpers.arrangements import by_fractions

SQUARE = (-1.0, 1.0, -1.0, 1.0)


def default_net(*widths):
    """nn.Linear layers, made in order from seed 0, in float64."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        made = [torch.nn.Linear(a, b) for a, b in pairwise(widths)]
    return [(m.weight.detach().double().numpy(), m.bias.detach().double().numpy()) for m in made]


def dyadic_net(seed, degenerate=False):
    """Weights that floats hold exactly; `degenerate`: duplicate, opposite, dead, concurrent and corner neurons."""
    rng = np.random.default_rng(seed)
    layers, n = [], 2
    for width in rng.integers(2, 5, rng.integers(1, 4)):
        weight = rng.integers(-16, 17, (width, n)) / 8.0
        bias = rng.integers(-16, 17, width) / 16.0
        if degenerate:
            match rng.integers(5):
                case 0:
                    weight[-1], bias[-1] = weight[0], bias[0]
                case 1:
                    weight[-1], bias[-1] = -2 * weight[0], -2 * bias[0]
                case 2:
                    weight[-1], bias[-1] = 0, rng.integers(-1, 2)
                case 3:
                    bias[:] = 0
                case 4:
                    bias = -weight.sum(1)
        layers.append((weight, bias))
        n = int(width)
    return layers


def sides(layers, activation):
    rng = np.random.default_rng(len(layers))
    return {
        "relu": [np.zeros(len(b)) for _, b in layers],
        "leaky_relu": [np.full(len(b), 0.25) for _, b in layers],
        "abs": [-np.ones(len(b)) for _, b in layers],
        "prelu": [rng.integers(-2, 3, len(b)) / 4.0 for _, b in layers],
        "identity": [np.ones(len(b)) for _, b in layers],
    }[activation]


def holds(found, layers, activation):
    """Euler, areas, edges in pairs, distinct patterns; the pattern and the map at a point inside each region."""
    assert found.checks.euler == 1
    assert found.checks.area_error < 1e-12 and found.checks.smallest_area > 0
    assert found.checks.distinct_patterns == len(found) == found.counts[-1]
    inner = int((found.edge_layer >= 0).sum())
    assert inner % 2 == 0
    corners = np.split(found.vertices[found.corners], found.ptr[1:-1])
    rng = np.random.default_rng(0)
    points = np.array([rng.dirichlet(np.ones(len(c))) @ c for c in corners])
    values, word = points, 0
    for (weight, bias), left in zip(layers, sides(layers, activation), strict=True):
        z = values @ weight.T + bias
        own = np.ascontiguousarray(found.patterns[:, word : word + 1]).view(np.uint8)
        on = np.unpackbits(own, axis=1, bitorder="little", count=len(bias)).astype(bool)
        near = (np.abs(z) < 1e-11) | (left == 1)
        assert (on == (z > 0))[~near].all()
        values, word = np.where(z > 0, z, left * z), word + 1
    maps = regions.affine_maps(found, layers)
    mapped = np.einsum("roj,rj->ro", maps, np.column_stack([points, np.ones(len(points))]))
    np.testing.assert_allclose(mapped, values, atol=1e-9)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "abs", "prelu", "identity"])
@pytest.mark.parametrize("degenerate", [False, True])
def test_counts_are_those_of_rational_arithmetic(activation, degenerate):
    for seed in range(40):
        layers = dyadic_net(seed, degenerate)
        left = sides(layers, activation)
        slopes = left if activation == "prelu" else 0.25
        found = enumerate_regions(layers, activation, SQUARE, slopes=slopes)
        assert len(found) == by_fractions(layers, left, SQUARE), (seed, layers)
        holds(found, layers, activation)


@pytest.mark.parametrize(("width", "half", "count"), [(16, 1, 178), (32, 1, 1180)])
def test_the_counts_that_two_other_programs_found(width, half, count):
    layers = default_net(2, width, width, width)
    found = enumerate_regions(layers, "relu", (-half, half, -half, half))
    assert len(found) == count
    holds(found, layers, "relu")


@pytest.mark.parametrize("n", [1, 2, 3, 10, 40])
def test_one_layer_in_general_position_is_zaslavskys(n):
    rng = np.random.default_rng(n)
    angle = math.pi * (np.arange(n) + rng.uniform(0.1, 0.9, n)) / n
    layers = [(np.column_stack([np.cos(angle), np.sin(angle)]), rng.uniform(-1, 1, n))]
    assert len(enumerate_regions(layers, "relu", (-1e4, 1e4, -1e4, 1e4))) == regions.zaslavsky(n, 2)
    assert regions.zaslavsky(n, 2) == 1 + n + n * (n - 1) // 2


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
def test_folds_and_saws_have_the_regions_they_are_built_for(depth):
    assert len(regions.breakpoints_1d(regions.tent_net(depth), "relu", 0.0, 1.0)) + 1 == 2**depth
    layers = regions.abs_fold_net(depth)
    found = enumerate_regions(layers, "abs", SQUARE)
    assert found.counts == tuple(4**level for level in range(1, depth + 1))
    if depth <= 2:
        saw = enumerate_regions(regions.sawtooth_net(3, depth), "relu", (0.0, 1.0, 0.0, 1.0))
        assert len(saw) == 3 ** (2 * depth)


def test_every_sampled_pattern_is_one_of_a_region():
    layers = default_net(2, 12, 12)
    found = enumerate_regions(layers, "relu", SQUARE)
    x = np.random.default_rng(1).uniform(-1, 1, (20_000, 2))
    z1 = x @ layers[0][0].T + layers[0][1]
    z2 = np.maximum(z1, 0) @ layers[1][0].T + layers[1][1]
    codes = np.column_stack([(z > 0) @ (1 << np.arange(12)) for z in (z1, z2)]).astype(np.uint64)
    known = {tuple(row) for row in found.patterns.tolist()}
    sampled = {tuple(row) for row in codes.tolist()}
    assert sampled <= known and len(sampled) > 0.7 * len(known)


def test_a_plane_through_a_larger_input_is_cut_as_the_network_cuts_it():
    rng = np.random.default_rng(3)
    layers = [(rng.standard_normal(shape), rng.standard_normal(shape[0])) for shape in ((9, 20), (6, 9))]
    origin, basis = rng.standard_normal(20), rng.standard_normal((2, 20))
    found = enumerate_regions(layers, "relu", SQUARE, origin=origin, basis=basis)
    weight, bias = layers[0]
    flat = [(weight @ basis.T, weight @ origin + bias), layers[1]]
    assert found.counts == enumerate_regions(flat, "relu", SQUARE).counts
    holds(enumerate_regions(flat, "relu", SQUARE), flat, "relu")
    maps = regions.affine_maps(found, layers)
    np.testing.assert_allclose(maps, regions.affine_maps(enumerate_regions(flat, "relu", SQUARE), flat), atol=1e-9)


def test_the_image_of_a_fold_covers_the_stretched_square():
    layers = regions.abs_fold_net(2)
    found = enumerate_regions(layers, "abs", SQUARE)
    image = regions.fold_image(found, layers, 2)
    assert image.min() == 0 and image.max() == 1
    np.testing.assert_array_equal(regions.fold_image(found, layers, 0), found.vertices)


def test_parents_lead_from_layer_to_layer():
    layers = default_net(2, 8, 8, 8)
    found = enumerate_regions(layers, "relu", SQUARE)
    before = enumerate_regions(layers, "relu", SQUARE, upto_layer=2)
    assert before.counts == found.counts[:2]
    assert found.parents[2].max() == found.counts[1] - 1
    np.testing.assert_array_equal(before.patterns[found.parents[2]], found.patterns[:, :2])


def test_too_many_regions_stop_with_the_count_so_far():
    with pytest.raises(regions.TooManyRegions, match=r"'max_regions' is 100, and .* regions") as stop:
        enumerate_regions(regions.abs_fold_net(8), "abs", SQUARE, max_regions=100)
    (count,) = re.findall(r", and ([\d,]+) regions were found", str(stop.value))
    assert 100 < int(count.replace(",", "")) <= 256


GOOD = [(np.eye(2), np.zeros(2))]


@pytest.mark.parametrize(
    ("layers", "activation", "window", "message"),
    [
        ([], "relu", SQUARE, "'layers' must be at least one"),
        (GOOD, "relu", (1.0, 1.0, 0.0, 1.0), "'window' must be"),
        (GOOD, "relu", (1.0, 0.0, 0.0, 1.0), "'window' must be"),
        (GOOD, "relu", (0.0, np.inf, 0.0, 1.0), "'window' must be"),
        (GOOD, "step", SQUARE, "'activation' must be one of relu, leaky_relu, abs, prelu, identity. Got 'step'"),
        ([(np.full((2, 2), np.nan), np.zeros(2))], "relu", SQUARE, "finite numbers. Layer 1"),
        ([*GOOD, (np.eye(3), np.zeros(3))], "relu", SQUARE, r"(weight (n_out, 2), bias (n_out,)) in layer 2"),
        (GOOD, "prelu", SQUARE, "'slopes' must be one array"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(layers, activation, window, message):
    with pytest.raises(ValueError) as error:
        enumerate_regions(layers, activation, window)
    assert message in str(error.value)


def test_theory_in_numbers():
    assert [regions.zaslavsky(3, 2), regions.zaslavsky(2, 5)] == [7, 4]
    assert regions.montufar_lower_bound((4, 4), 2) == 4 * 11
    assert regions.hanin_rolnick(48, 2) == 48**2 / 2
    with pytest.raises(ValueError, match="'widths' must all be at least 'd', 3"):
        regions.montufar_lower_bound((4, 2), 3)
