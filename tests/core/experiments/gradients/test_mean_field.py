"""Mean-field theory: integrals by quadrature, closed forms, and averages over many drawn networks."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from scipy import integrate, special

from core.experiments.gradients import mean_field
from core.experiments.gradients.data import sample
from core.experiments.gradients.layers import look
from core.learning.plan import Plan, weight_variance
from core.learning.stack import EPS, Stack
from tests.helpers.stacks import alike

ROOT = math.sqrt(2 * math.pi)


def phi(u):
    return math.exp(-u * u / 2) / ROOT


FORMULAS = {  # f and f' written out again
    "identity": (lambda u: u, lambda u: 1.0),
    "sigmoid": (special.expit, lambda u: special.expit(u) * special.expit(-u)),
    "tanh": (math.tanh, lambda u: 1 - math.tanh(u) ** 2),
    "relu": (lambda u: max(u, 0.0), lambda u: float(u > 0)),
    "leaky_relu": (lambda u: max(u, 0.02 * u), lambda u: 1.0 if u > 0 else 0.02),
    "prelu": (lambda u: max(u, 0.25 * u), lambda u: 1.0 if u > 0 else 0.25),
    "elu": (lambda u: u if u > 0 else math.expm1(u), lambda u: 1.0 if u > 0 else math.exp(u)),
    "gelu": (lambda u: u * special.ndtr(u), lambda u: special.ndtr(u) + u * phi(u)),
    "silu": (
        lambda u: u * special.expit(u),
        lambda u: special.expit(u) + u * special.expit(u) * special.expit(-u),
    ),
    "softplus": (lambda u: np.logaddexp(u, 0.0), special.expit),
    "abs": (abs, lambda u: math.copysign(1.0, u)),
    "step": (lambda u: float(u > 0), lambda u: 0.0),
}


def expected(g, variance):
    """E[g(sqrt(variance) z)], piece by piece."""
    scale = math.sqrt(variance)
    near = sorted(
        {0.0, *(s * min(10.0, r / max(scale, 1e-9)) for s in (-1, 1) for r in (2.0, 10.0, 60.0)), -10, 10}
    )
    pieces = pairwise(near)
    return sum(
        integrate.quad(lambda z: g(scale * z) * phi(z), a, b, epsabs=1e-13, epsrel=1e-9)[0] for a, b in pieces
    )


@pytest.mark.parametrize("variance", [1e-4, 0.3, 25.0, 1e6])
@pytest.mark.parametrize("name", FORMULAS)
def test_moments_are_their_integrals(name, variance):
    f, slope = FORMULAS[name]
    integrands = (
        f,
        lambda u: f(u) ** 2,
        lambda u: slope(u) ** 2,
        lambda u: slope(u) ** 2 * f(u),
        lambda u: (slope(u) * f(u)) ** 2,
        lambda u: u * slope(u),
        lambda u: u * slope(u) * f(u),
        lambda u: (u * slope(u)) ** 2,
    )
    wanted = [expected(g, variance) for g in integrands]
    found = mean_field.moments(name, variance)
    assert list(found) == pytest.approx(wanted, rel=1e-4, abs=1e-8 * math.sqrt(variance))


def given(name, *, inputs=50, width=64, depth=6, outputs=10, x=None, **change):
    x = torch.full((3, inputs), 0.5, dtype=torch.float64) if x is None else x
    return Plan(alike(inputs, width, depth, outputs), (name,), (0,), **change), name, x


def predict(name, **how):
    return mean_field.predict(*given(name, **how))


def chi(plan, name, x):
    """(L,) the growth of E[(dE/dh)^2] from a hidden layer's output to its input, where no skip leads around it."""
    there, n = mean_field.forward(plan, name, x), plan.widths[1]
    slopes = np.array([moments.slope for moments in there.moments])
    return n * weight_variance(plan, name, n, n)[0] * slopes / there.shrink


def test_known_growth():
    relu = predict("relu", init="he")
    assert relu.norm[1:] == pytest.approx(np.ones(6), rel=1e-4)
    assert relu.norm[0] == pytest.approx(math.sqrt(50 / 64), rel=1e-4)
    for name, init in (("relu", "he"), ("relu", "orthogonal"), ("identity", "lecun"), ("abs", "xavier")):
        assert chi(*given(name, init=init)) == pytest.approx(np.ones(6), rel=1e-4)
        assert predict(name, init=init).keeps == pytest.approx(1, rel=1e-4)
    assert chi(*given("relu")) == pytest.approx(np.full(6, 1 / 6), rel=1e-4)  # PyTorch's: Var[W] = 1 / 3n
    assert predict("relu").keeps ** 2 == pytest.approx(1 / 6, rel=1e-4)
    assert chi(*given("identity", init="normal", scale=0.5)) == pytest.approx(np.full(6, 16), rel=1e-9)
    assert predict("identity", init="normal", scale=0.5).keeps == pytest.approx(4, rel=1e-9)
    small = chi(*given("sigmoid", x=torch.zeros(3, 50, dtype=torch.float64)))
    assert 0.019 < small.min() <= small.max() < 1 / 48  # at most (1/4)^2 / 3
    assert 0.019 < predict("sigmoid", x=torch.zeros(3, 50, dtype=torch.float64)).keeps ** 2 < 1 / 48
    for name, init in (("step", "he"), ("sigmoid", "zeros")):
        assert (chi(*given(name, init=init)) == 0).all() and (predict(name, init=init).norm[:-1] == 0).all()


def test_the_product_of_chi_is_the_gradient_that_is_left():
    """Deep in the stack the signal has settled, and a layer's norm is the one above times sqrt(chi)."""
    found = predict("sigmoid", depth=30)
    ratio = found.norm[10:20] / found.norm[11:21]
    assert ratio == pytest.approx(np.sqrt(chi(*given("sigmoid", depth=30))[11:21]), rel=1e-3)
    around = predict("sigmoid", depth=30, residual=True)
    assert (around.norm[1:-2] > around.norm[2:-1] * 0.5).all() and around.norm[0] > 1e6 * found.norm[0]


def test_layer_norm_makes_the_growth_the_same_whatever_the_weights():
    x = 100 * torch.ones(3, 50, dtype=torch.float64)
    small, large = ({"init": "normal", "scale": scale, "norm": "layer", "x": x} for scale in (1.0, 10.0))
    assert chi(*given("relu", **small))[1:] == pytest.approx(chi(*given("relu", **large))[1:], rel=1e-3)
    assert predict("relu", **small).norm[2:] == pytest.approx(predict("relu", **large).norm[2:], rel=1e-3)
    q = 64 * 0.5  # sigma^2 n E[relu^2] of a normalised layer
    assert chi(*given("relu", **small))[1:] == pytest.approx(np.full(5, 64 * 0.5 / (q + EPS)), rel=1e-3)


def test_of_batch_norm_the_theory_says_nothing():
    found = predict("relu", norm="batch")
    assert np.isnan(found.norm).all() and found.norm.shape == (7,)


def test_what_a_layer_keeps_is_the_growth_of_delta():
    assert predict("relu", init="he").keeps == pytest.approx(1, rel=1e-4)
    assert predict("relu").keeps == pytest.approx(math.sqrt(1 / 6), rel=1e-4)
    assert math.isnan(predict("relu", depth=1).keeps) and math.isnan(predict("relu", norm="batch").keeps)


def test_no_depth_underflows_and_an_overflow_is_no_prediction():
    deep = predict("sigmoid", depth=100, width=1, init="normal", scale=0.01)
    steps = np.log10(deep.norm[:-1] / deep.norm[1:])
    assert (deep.norm > 0).all() and deep.norm[0] < 1e-200 and steps[5:-2] == pytest.approx(steps[5], rel=1e-6)
    beyond = predict("relu", depth=100, init="normal", scale=10.0)
    assert np.isnan(beyond.norm[:-1]).all()


def simulated(plan, x, y, dtype=torch.float64):
    """Median over the draws of |dE/dW| of each layer over the last's, and of the growth of E[(dE/dz)^2] a layer."""
    stack = Stack(plan, dtype, torch.device("cpu"))
    norm = look(stack, x.to(dtype), y).norm[0]
    square = np.stack([delta.double().square().mean((1, 2)).numpy() for delta in stack.deltas[:-1]])
    return np.median(norm / norm[:, -1:], 0), np.median(square[:-1] / square[1:], 1)


MEANS = ["relu", "elu", "gelu", "silu", "softplus", "abs", "tanh"]  # the last has none


@pytest.mark.parametrize("name", MEANS)
@pytest.mark.parametrize(("width", "depth"), [(64, 20), (64, 50), (256, 20)])
def test_residual_networks_do_what_is_predicted(name, width, depth):
    """Within a factor of two, where the theory without alignment is off by 6 at 20 layers of ReLU, 1,100 at 50."""
    x, y, classes = sample("digits", 0)
    plan = Plan(alike(x.shape[1], width, depth, classes), (name,), tuple(range(5)), "he", residual=True)
    norm, grown = simulated(plan, x[:32], y[:32])
    theory = mean_field.predict(plan, name, x[:32])
    assert np.abs(np.log(norm / theory.norm)).max() < math.log(2)
    assert math.sqrt(np.exp(np.log(grown).mean())) == pytest.approx(theory.keeps, rel=0.05)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "depth", "draws", "most"), [(64, 100, 12, 2), (256, 50, 5, 2), (1024, 20, 3, 2), (1024, 50, 3, 2.3)]
)
def test_residual_networks_of_any_size_do_what_is_predicted(width, depth, draws, most):
    """Of so few draws the median is known to a fifth; without alignment the theory is off by up to 2.5e7."""
    x, y, classes = sample("digits", 0)
    plan = Plan(alike(x.shape[1], width, depth, classes), ("relu",), tuple(range(draws)), "he", residual=True)
    norm, _ = simulated(plan, x[:32], y[:32], torch.float64 if width < 1024 else torch.float32)
    assert np.abs(np.log(norm / mean_field.predict(plan, "relu", x[:32]).norm)).max() < math.log(most)


def test_a_gradient_that_aligns_grows_faster_with_every_layer():
    """The mean square twofold at first, as without alignment, and after some tens of layers 2.8-fold and more."""
    plan = Plan(alike(50, 64, 60, 10), ("relu",), (0,), "he", residual=True)
    x = torch.full((3, 50), 0.5, dtype=torch.float64)
    norm, square = mean_field.predict(plan, "relu", x).norm, mean_field.forward(plan, "relu", x).square
    grown = (norm[1:-2] / norm[2:-1]) ** 2 * square[2:-1] / square[1:-2]  # of E[delta^2], from layer 3 to 2 first
    assert grown[-1] == pytest.approx(2, rel=0.06) and 2.8 < grown[0] < 3.0
    odd = given("tanh", depth=60, init="lecun", residual=True)  # no mean: chi + 1, and the slopes at both ends
    past = chi(*odd)
    whole = np.log(1 + past[1:]).sum() + np.log(past[0] / past[-1])
    assert mean_field.predict(*odd).keeps == pytest.approx(math.exp(whole / (2 * 59)), rel=0.01)


def test_residual_networks_of_no_slope_or_no_signal_have_no_prediction_that_is_wrong():
    assert (predict("step", init="he", residual=True).norm[:-1] == 0).all()
    assert np.isnan(predict("relu", init="zeros", residual=True).norm[:-1]).all()
    far = predict("tanh", depth=100, init="normal", scale=10.0, residual=True)
    assert np.isfinite(far.norm).all() and far.norm[0] > 1e20
    assert predict("relu", depth=1, residual=True).norm == pytest.approx(predict("relu", depth=1).norm)


WIDE = [
    ("relu", "he", {}),
    ("relu", "pytorch", {}),
    ("sigmoid", "pytorch", {}),
    ("sigmoid", "xavier", {}),
    ("tanh", "xavier", {}),
    ("tanh", "pytorch", {}),
    ("relu", "he", {"norm": "layer"}),
    ("tanh", "lecun", {"residual": True}),
    ("silu", "he", {"residual": True, "norm": "layer"}),
]


@pytest.mark.parametrize(
    ("name", "init", "remedy"), WIDE, ids=lambda v: v if isinstance(v, str) else "-".join(v) or "plain"
)
def test_a_wide_network_does_what_is_predicted(name, init, remedy):
    """A norm within a factor of 2.2, for how much pictures agree is not alike in all layers; chi within 15 %."""
    x, y, classes = sample("digits", 0)
    x, y = x[:48], y[:48]
    plan = Plan(alike(x.shape[1], 256, 10, classes), (name,), (0, 1, 2), init, **remedy)
    theory = mean_field.predict(plan, name, x)
    stack = Stack(plan, torch.float64, torch.device("cpu"))
    norm = look(stack, x, y).norm[0]
    ratio = np.exp(np.log(norm / norm[:, -1:]).mean(0)) / theory.norm
    assert (ratio < 2.2).all() and (ratio > 1 / 2.2).all()
    if not remedy.get("residual"):  # there E[(dE/dz)^2] grows by chi where slopes are alike
        square = np.stack([delta.square().mean((1, 2)).numpy() for delta in stack.deltas[:-1]])
        grown = np.exp(np.log(square[1:-1] / square[2:]).mean(1))
        assert grown == pytest.approx(chi(plan, name, x)[2:], rel=0.15)
