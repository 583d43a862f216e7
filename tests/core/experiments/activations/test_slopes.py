"""Slopes of activations: where they are flat, how steep they get, and what the words say of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats
from torch import nn

from core.experiments import activations as lesson
from core.experiments.activations import NAMES, PRESETS, Config, bends, describe, run
from core.learning.nets import ACTIVATIONS
from core.words import number
from tests.helpers.activations import TORCHS


def slope_of(name: str, z: np.ndarray) -> np.ndarray:
    at = torch.tensor(z, requires_grad=True)
    (slope,) = torch.autograd.grad(TORCHS[name](at).sum(), at)
    return slope.numpy()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("sigma", "threshold"), [(1.0, 0.01), (5.0, 0.01), (2.0, 0.1), (0.3, 1e-3)])
def test_the_flat_share_is_what_counting_finds(name, sigma, threshold):
    """Slopes by autograd at 100,000 equally likely places of z."""
    many = 100_000
    z = stats.norm.ppf((np.arange(many) + 0.5) / many) * sigma
    counted = (np.abs(slope_of(name, z)) < threshold).mean()
    config = Config(sigma=sigma, threshold=threshold)
    assert lesson.facts(name, config).spread == pytest.approx(counted, abs=3 / many)


@pytest.mark.parametrize("threshold", [1e-4, 0.01, 0.2])
def test_where_sigmoid_and_tanh_are_flat_in_closed_form(threshold):
    root = math.sqrt(1 - 4 * threshold)
    far = math.log((1 + root) / (1 - root))
    assert np.array(bends.flat("sigmoid", threshold)) == pytest.approx(
        np.array([[-math.inf, -far], [far, math.inf]])
    )
    far = math.acosh(1 / math.sqrt(threshold))
    assert np.array(bends.flat("tanh", threshold)) == pytest.approx(np.array([[-math.inf, -far], [far, math.inf]]))


def test_where_the_others_are_flat():
    assert bends.flat("relu", 0.01) == ((-math.inf, 0.0),)
    assert bends.flat("elu", 0.01) == (pytest.approx((-math.inf, math.log(0.01))),)
    assert bends.flat("leaky_relu", 0.01) == () and bends.flat("leaky_relu", 0.05) == ((-math.inf, 0.0),)
    assert bends.flat("prelu", 0.01, 0.0) == ((-math.inf, 0.0),)
    assert bends.flat("step", 1e-4) == ((-math.inf, math.inf),) and bends.flat("abs", 0.2) == ()


@pytest.mark.parametrize("name", ["gelu", "silu"])
def test_the_flat_dip_of_gelu_and_silu_is_found_however_narrow(name):
    for threshold in (0.01, 1e-4):
        (_, _), (a, b) = bends.flat(name, threshold)
        lowest = optimize.minimize_scalar(lambda z: float(TORCHS[name](torch.tensor(z)))).x
        assert a < lowest < b < 0 and b - a < 12 * threshold
        assert np.abs(slope_of(name, np.array([a, b]))) == pytest.approx(threshold, rel=1e-8)


@given(st.floats(-8, 8), st.floats(0, 5), st.floats(0.1, 20))
def test_a_share_is_scipys(low, width, sigma):
    found = bends.share(np.array([[low, low + width]]), sigma)
    assert found == pytest.approx(
        stats.norm.cdf(low + width, scale=sigma) - stats.norm.cdf(low, scale=sigma), abs=1e-12
    )


def test_a_share_far_out_keeps_its_digits():
    assert bends.share(np.array([[9.0, math.inf]]), 1.0) == pytest.approx(stats.norm.sf(9.0), rel=1e-10)


@pytest.mark.parametrize("name", NAMES)
def test_the_steepest_slope_is_the_largest_of_many(name):
    z = np.linspace(-30, 30, 600_002)
    assert bends.steepest(name) == pytest.approx(np.abs(slope_of(name, z)).max(), abs=1e-7)


def test_known_steepest_slopes():
    assert bends.steepest("sigmoid") == pytest.approx(0.25) and bends.steepest("step") == 0
    at = math.sqrt(2)  # where GELU's second derivative, phi(z) (2 - z^2), is 0
    assert bends.steepest("gelu") == pytest.approx(stats.norm.cdf(at) + at * stats.norm.pdf(at), rel=1e-10)
    assert lesson.facts("sigmoid", Config(layers=7)).kept == pytest.approx(0.25**7)


@pytest.mark.parametrize("leak", [0.0, 0.25, 0.6, 1.0])
def test_prelu_with_any_leak_is_pytorchs(leak):
    z = np.linspace(-3, 3, 61)
    at = torch.tensor(z, requires_grad=True)
    a = nn.functional.prelu(at, torch.tensor(leak, dtype=at.dtype))
    (slope,) = torch.autograd.grad(a.sum(), at)
    f = bends.bend("prelu", leak)
    assert bends.value("prelu", z, leak) == pytest.approx(a.detach().numpy())
    assert bends.slope("prelu", z, leak)[z != 0] == pytest.approx(slope.numpy()[z != 0])
    assert f.low == (-math.inf if leak else 0)


def test_a_result_has_the_focus_and_what_is_at_z():
    config = Config(shown=(3, 11), focus="tanh", z=0.35, sigma=2.0)
    result = run(config)
    assert result.names == ("tanh", "relu", "step")
    here = math.tanh(0.35)
    assert result.at[0] == pytest.approx([here, 1 - here**2, math.tanh(1.35) - here])
    assert result.at[2] == pytest.approx([1, 0, 0])
    spot = int(np.flatnonzero(result.z == -2.0)[0])
    assert result.values[0, spot] == pytest.approx(math.tanh(-2)) and result.slopes[1, spot] == 0
    assert result.moved[0, spot] == pytest.approx(math.tanh(-1) - math.tanh(-2))
    assert result.density == pytest.approx(stats.norm.pdf(result.z, scale=2))


def test_every_slope_has_its_formula():
    assert set(bends.SLOPES) == set(NAMES) == set(ACTIVATIONS)


@pytest.mark.parametrize("name", PRESETS)
def test_the_words_have_the_numbers(name):
    config = PRESETS[name].config
    result = run(config)
    said, index = describe(config, result), result.names.index(config.focus)
    _, slope, _ = result.at[index]
    assert f"At z = {number(config.z)} {ACTIVATIONS[config.focus].name} has a slope of {number(slope)}" in said
    assert ("comes back here is lost" in said) == (abs(slope) < config.threshold)
    assert ("no gradient is lost" in said) == (not len(result.facts[index].flat))
    assert ("no slope anywhere" in said) == (config.focus == "step")
