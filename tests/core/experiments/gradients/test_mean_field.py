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
from core.learning.plan import Plan
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
    wanted = (
        expected(f, variance),
        expected(lambda u: f(u) ** 2, variance),
        expected(lambda u: slope(u) ** 2, variance),
    )
    found = mean_field.moments(name, variance)
    assert found == pytest.approx(wanted, rel=1e-4, abs=1e-8 * math.sqrt(variance))


def predict(name, *, inputs=50, width=64, depth=6, outputs=10, x=None, **change):
    x = torch.full((3, inputs), 0.5, dtype=torch.float64) if x is None else x
    return mean_field.predict(Plan(alike(inputs, width, depth, outputs), (name,), (0,), **change), name, x)


def test_known_growth():
    relu = predict("relu", init="he")
    assert relu.chi == pytest.approx(np.ones(6), rel=1e-4)
    assert relu.norm[1:] == pytest.approx(np.ones(6), rel=1e-4)
    assert relu.norm[0] == pytest.approx(math.sqrt(50 / 64), rel=1e-4)
    assert predict("relu", init="orthogonal").chi == pytest.approx(np.ones(6), rel=1e-4)
    assert predict("identity", init="lecun").chi == pytest.approx(np.ones(6), rel=1e-9)
    assert predict("abs", init="xavier").chi == pytest.approx(np.ones(6), rel=1e-9)
    assert predict("relu").chi == pytest.approx(np.full(6, 1 / 6), rel=1e-4)  # PyTorch's: Var[W] = 1 / 3n
    assert predict("identity", init="normal", scale=0.5).chi == pytest.approx(np.full(6, 16), rel=1e-9)
    small = predict("sigmoid", x=torch.zeros(3, 50, dtype=torch.float64))
    assert 0.019 < small.chi.min() <= small.chi.max() < 1 / 48  # at most (1/4)^2 / 3
    assert (predict("step", init="he").chi == 0).all() and (predict("sigmoid", init="zeros").chi == 0).all()


def test_the_product_of_chi_is_the_gradient_that_is_left():
    """Deep in the stack the signal has settled, and a layer's norm is the one above times sqrt(chi)."""
    found = predict("sigmoid", depth=30)
    ratio = found.norm[10:20] / found.norm[11:21]
    assert ratio == pytest.approx(np.sqrt(found.chi[11:21]), rel=1e-3)
    around = predict("sigmoid", depth=30, residual=True)
    assert (around.norm[1:-2] > around.norm[2:-1] * 0.5).all() and around.norm[0] > 1e6 * found.norm[0]


def test_layer_norm_makes_the_growth_the_same_whatever_the_weights():
    small, large = (
        predict("relu", init="normal", scale=scale, norm="layer", x=100 * torch.ones(3, 50, dtype=torch.float64))
        for scale in (1.0, 10.0)
    )
    assert small.chi[1:] == pytest.approx(large.chi[1:], rel=1e-3)
    q = 64 * 0.5  # sigma^2 n E[relu^2] of a normalised layer
    assert small.chi[1:] == pytest.approx(np.full(5, 64 * 0.5 / (q + EPS)), rel=1e-3)


def test_of_batch_norm_the_theory_says_nothing():
    found = predict("relu", norm="batch")
    assert np.isnan(found.norm).all() and np.isnan(found.chi).all() and found.norm.shape == (7,)


def test_no_depth_underflows_and_an_overflow_is_no_prediction():
    deep = predict("sigmoid", depth=100, width=1, init="normal", scale=0.01)
    steps = np.log10(deep.norm[:-1] / deep.norm[1:])
    assert (deep.norm > 0).all() and deep.norm[0] < 1e-200 and steps[5:-2] == pytest.approx(steps[5], rel=1e-6)
    beyond = predict("relu", depth=100, init="normal", scale=10.0)
    assert np.isnan(beyond.norm[:-1]).all() and not np.isnan(beyond.chi[:50]).any()


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
        assert grown == pytest.approx(theory.chi[2:], rel=0.15)
