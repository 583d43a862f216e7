"""Activations: flat shares by quadrature and by counting, a dead neuron by autograd, |z| from two ReLUs."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats
from torch import nn

from core.config import settings
from core.experiments import activations as lesson
from core.experiments.activations import NAMES, PRESETS, Config, bends, dead_relu, describe, run
from core.learning.nets import ACTIVATIONS
from core.words import number, percent

TORCHS = {  # as PyTorch has them, by autograd
    "identity": lambda z: 1 * z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: nn.functional.leaky_relu(z, 0.02),
    "prelu": lambda z: nn.functional.prelu(z, torch.tensor(0.25, dtype=z.dtype)),
    "elu": nn.functional.elu,
    "gelu": nn.functional.gelu,
    "silu": nn.functional.silu,
    "softplus": nn.functional.softplus,
    "abs": torch.abs,
    "step": lambda z: 0 * z,
}
DIGITS = Config(dataset="digits")


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
    value, slope, step = result.at[index]
    assert f"At z = {number(config.z)} {ACTIVATIONS[config.focus].name} says {number(value)}" in said
    assert f"slope of {number(slope)}" in said and f"adds {number(step)}." in said
    assert ("comes back here is lost" in said) == (abs(slope) < config.threshold)
    if len(result.facts[index].flat) and result.facts[index].steepest:
        assert f"{percent(result.facts[index].spread)} of all z" in said
    assert ("no slope anywhere" in said) == (config.focus == "step")


def test_sigmoids_bound_is_in_the_words():
    assert "10 layers keep at most 0.25¹⁰ = 9.5 · 10⁻⁷ of a gradient" in describe(Config(), run(Config()))


# Two ReLUs


@pytest.mark.parametrize(
    ("right", "left", "name"),
    [
        (1, 1, "abs"),
        (1, -1, "identity"),
        (1, 0, "relu"),
        (1, -0.02, "leaky_relu"),
        (1, -0.25, "prelu"),
        (0.5, 1, ""),
    ],
)
def test_two_relus_make_what_their_weights_say(right, left, name):
    made = bends.pair(right, left, 3.0)
    assert made.same == name
    assert made.total == pytest.approx(np.where(made.z > 0, right * made.z, -left * made.z))
    assert made.errors["abs"] == pytest.approx(np.abs(made.total - np.abs(made.z)).max())


def test_the_absolute_value_is_exact():
    assert bends.pair(1.0, 1.0, 3.0).errors["abs"] == 0


# A dead neuron


def by_autograd(config: Config, kind: str, many: int) -> tuple[float, float, float]:
    """Bias, share of z > 0, and how far w has moved after `many` steps of torch.optim.SGD, in float64."""
    start = dead_relu.neuron(config)
    x, y = torch.tensor(start.ink, dtype=torch.float64), torch.tensor(start.target, dtype=torch.float64)
    first = torch.tensor(start.weight.ravel(), dtype=torch.float64)
    w, b = first.clone().requires_grad_(), torch.tensor(float(config.bias), dtype=torch.float64, requires_grad=True)
    sgd = torch.optim.SGD([w, b], lr=config.lr)
    batches = list(torch.arange(len(x)).split(100))
    for step in range(many):
        rows = batches[step % len(batches)]
        sgd.zero_grad()
        (TORCHS[kind](x[rows] @ w + b) - y[rows]).square().div(2).mean().backward()
        sgd.step()
    with torch.no_grad():
        return b.item(), float((x @ w + b > 0).double().mean()), float((w - first).norm())


@pytest.mark.parametrize("bias", [-0.5, -3.0])
def test_training_is_autograds_with_sgd(bias):
    config = replace(DIGITS, bias=bias, steps=50)
    result = dead_relu.run(config)
    for k, kind in enumerate(dead_relu.KINDS):
        b, share, moved = by_autograd(config, kind, 50)
        assert result.biases[k, -1] == pytest.approx(b, abs=1e-4)
        assert result.shares[k, -1] == pytest.approx(share, abs=2 / len(result.z))
        assert result.moved[k] == pytest.approx(moved, rel=1e-3, abs=1e-12)


def test_a_dead_relu_does_not_move_by_a_bit_and_the_others_come_back():
    config = replace(DIGITS, bias=-4.0)
    result = dead_relu.run(config)
    assert result.awake == 0 and result.z.max() < 0
    assert result.gradient[0] == 0 and (result.gradient[1:] > 0).all()
    assert (result.biases[0] == np.float32(-4)).all() and result.moved[0] == 0 and (result.shares[0] == 0).all()
    assert (result.shares[1:, -1] > 0.2).all()
    said = dead_relu.describe(config, result)
    assert "**Dead**: no picture of" in said and "have not moved by a single bit" in said
    for k in (1, 2):
        back = result.step[np.flatnonzero(result.shares[k])[0]]
        assert f"pictures wake it again by step {back}, {percent(result.shares[k, -1], 0)} of them" in said


def test_the_bias_moves_every_z_alike_and_the_words_count_them():
    config = replace(DIGITS, bias=-0.5)
    result, start = dead_relu.run(config), dead_relu.neuron(config)
    assert start.z.std() == pytest.approx(1, abs=1e-4)
    assert result.z - start.z == pytest.approx(-0.5, abs=1e-6)
    assert start.z == pytest.approx(start.ink @ start.weight.ravel(), abs=1e-5)
    awake = int((start.z > 0.5).sum())
    assert f"{awake:,} of {len(start.z):,} pictures wake the neuron" in dead_relu.describe(config, result)


def test_the_gradient_is_autograds():
    config = replace(DIGITS, bias=0.2)
    start, result = dead_relu.neuron(config), dead_relu.run(config)
    w = torch.tensor(start.weight.ravel(), dtype=torch.float64, requires_grad=True)
    z = torch.tensor(start.ink, dtype=torch.float64) @ w + 0.2
    for k, kind in enumerate(dead_relu.KINDS):
        loss = (TORCHS[kind](z) - torch.tensor(start.target)).square().div(2).mean()
        (by_w,) = torch.autograd.grad(loss, w, retain_graph=True)
        assert result.gradient[k] == pytest.approx(by_w.norm().item(), rel=1e-4)


def test_random_weights_come_from_the_seed_and_a_template_does_not():
    random = replace(DIGITS, weights="random")
    one, two = dead_relu.neuron(random), dead_relu.neuron(replace(random, seed=1))
    assert not np.array_equal(one.weight, two.weight) and np.array_equal(
        one.weight, dead_relu.neuron(random).weight
    )
    assert dead_relu.only(replace(DIGITS, seed=5, z=2.0)) == dead_relu.only(DIGITS)
    assert dead_relu.only(replace(random, seed=5)).seed == 5


def test_a_run_is_the_same_twice():
    one, two = dead_relu.run(DIGITS), dead_relu.run(DIGITS)
    assert np.array_equal(one.shares, two.shares) and np.array_equal(one.biases, two.biases)


def test_a_step_too_large_kills_a_relu():
    config = replace(DIGITS, bias=0.0, lr=0.1)
    result = dead_relu.run(config)
    assert result.awake > 0.3 and result.shares[0, -1] == 0 and result.moved[0] > 0
    assert "ReLU: **it dies in training**, no picture wakes it after 200 steps" in dead_relu.describe(
        config, result
    )


def test_presets_have_a_failure_and_are_all_different():
    assert len(PRESETS) >= 4 and len({p.config for p in PRESETS.values()}) == len(PRESETS)
    assert any("failure" in p.why for p in PRESETS.values())
    assert set(settings(Config)) >= {"shown", "focus", "threshold", "sigma", "bias", "right", "left"}
