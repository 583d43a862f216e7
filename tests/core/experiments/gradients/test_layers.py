"""Where exactly nothing reaches a layer, and where there is something that is only small."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.experiments.gradients.layers import look
from core.learning.nets import ACTIVATIONS, INITS
from core.learning.plan import Plan
from core.learning.stack import Stack
from tests.helpers.plain import nets_of
from tests.helpers.stacks import CPU, REMEDIES, alike, batch, on_a_kink, seen_by


def cut(plan, x, y, seed):
    """(A, S, L + 1): where autograd gives a gradient of exactly 0 to any function of the logits; (A, S): noise."""
    weights = torch.randn(len(x), plan.widths[-1], generator=torch.Generator().manual_seed(seed), dtype=x.dtype)
    found = np.zeros((len(plan.activations), len(plan.seeds), plan.depth + 1), bool)
    noise = np.zeros(found.shape[:2], bool)
    for at, net in nets_of(plan):
        (net(x) * weights).sum().backward()
        found[at] = [not gradient.any() for gradient in net.gradients()]
        noise[at] = any(on_a_kink(z) for z in net.z[:-1])
    return found, noise


@settings(max_examples=30, deadline=None)
@given(
    shape=st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 6), st.integers(2, 3)),
    init=st.sampled_from(INITS),
    scale=st.floats(0.3, 1.5),
    remedy=st.sampled_from(REMEDIES),
    seed=st.integers(0, 9_999),
    pictures=st.integers(4, 9),
)
def test_nothing_is_where_autograd_has_exactly_nothing(shape, init, scale, remedy, seed, pictures):
    plan = Plan(alike(*shape), tuple(ACTIVATIONS), (seed, seed + 1), init, scale, *remedy)
    x, y = batch(plan, pictures, seed)
    stack, seen = seen_by(plan, x, y)
    wanted, noise = cut(plan, x, y, seed)
    noise |= np.array([any(on_a_kink(z[k]) for z in stack.z[:-1]) for k in range(len(stack))]).reshape(noise.shape)
    nothing, wanted = seen.nothing[~noise], wanted[~noise]
    assert wanted[nothing].all()
    if plan.norm != "batch":  # which of few pictures leaves next to nothing, and rounding may make it 0
        np.testing.assert_array_equal(nothing, wanted)


def by_hand(residual=False, names=("relu",), depth=3, norm="none"):
    """Two inputs, two units a layer, weights 1 and biases 0: everything is on for positive inputs."""
    stack = Stack(Plan(alike(2, 2, depth, 2), names, (0,), "zeros", 1.0, residual, norm), torch.float64, CPU)
    for weight in stack.weights:
        weight.fill_(1.0)
    stack.weights[-1][:, 1] = -1.0
    return stack


def flags(stack, x=((1.0, 2.0), (2.0, 1.0)), y=(0, 1)):
    return look(stack, torch.tensor(x, dtype=torch.float64), torch.tensor(y)).nothing[0, 0].tolist()


def test_nothing_passes_a_dead_layer_but_what_goes_around_it():
    assert flags(by_hand()) == [False] * 4
    for residual, wanted in ((False, [True] * 4), (True, [False, True, False, False])):
        stack = by_hand(residual)
        stack.biases[1].fill_(-1e3)  # the second layer is off: the third sees nothing, unless around it
        assert flags(stack) == wanted


def test_nothing_passes_layers_that_are_on_for_different_pictures():
    stack = by_hand(depth=2)
    stack.weights[0][0] = torch.eye(2)
    stack.biases[0].fill_(-0.5)  # on for the first picture alone
    assert flags(stack, ((1.0, 0.0), (0.0, 0.0))) == [False] * 3
    stack.weights[1].fill_(-4.0)
    stack.biases[1].fill_(1.0)  # on for the second picture alone
    assert flags(stack, ((1.0, 0.0), (0.0, 0.0))) == [True, True, False]


def test_with_batch_norm_a_picture_reaches_all_others():
    x = ((1.0, 2.0), (3.0, 1.0), (2.0, 2.5))
    assert flags(by_hand(norm="batch"), x, (0, 1, 0)) == [False] * 4
    stack = by_hand(norm="batch")
    stack.shifts[1].fill_(-1e3)  # the second layer is off, and what is alike for all pictures is normalised to 0
    assert flags(stack, x, (0, 1, 0)) == [True] * 4
    x = ((0.0, 0.0), (2.0, 1.0), (2.0, 2.0))
    for norm, wanted in (("none", [True, False]), ("batch", [False, False])):
        stack = by_hand(depth=1, norm=norm)  # the only picture that the layer lets pass has an input of 0
        stack.weights[0].fill_(-1.0)
        stack.biases[0].fill_(1.0)
        assert flags(stack, x, (0, 1, 1)) == wanted


def test_layer_norm_of_one_unit_leaves_nothing():
    stack = Stack(Plan(alike(2, 1, 3, 2), ("tanh", "sigmoid"), (0,), norm="layer"), torch.float64, CPU)
    seen = look(stack, *batch(stack.plan, 6, 0))
    assert seen.norm[1, 0].tolist()[:3] == [0, 0, 0] and seen.norm[1, 0, 3] > 0
    assert seen.nothing.tolist() == [[[True] * 4], [[True] * 3 + [False]]]  # tanh 0 is 0, sigmoid 0 is not


@pytest.mark.parametrize("init", ["pytorch", "normal"])
def test_an_underflow_is_not_nothing(init):
    plan = Plan(alike(5, 8, 100, 3), ("sigmoid",), (0, 1), init, 0.5)
    stack, seen = seen_by(plan, *batch(plan, 16, 1, torch.float32), torch.float32)
    assert (seen.norm[..., :3] == 0).all() and not seen.nothing.any()
    assert seen_by(plan, *batch(plan, 16, 1))[1].norm[..., 0].min() > 0
    assert stack.total_norm().min() > 0


def test_a_slope_that_underflows_is_not_nothing():
    stack = by_hand(names=("sigmoid",), depth=1)
    stack.weights[0].fill_(1e3)
    assert flags(stack) == [False, False]
    assert not stack.dw[0].any() and stack.dw[1].any()


def test_zeros_pass_nothing_back_and_only_a_sigmoid_has_something_to_pass_on():
    seen = seen_by(plan := Plan(alike(4, 5, 3, 2), ("sigmoid", "relu", "step"), (0,), "zeros"), *batch(plan, 8, 0))[
        1
    ]
    assert seen.nothing[:, 0].tolist() == [[True] * 3 + [False], [True] * 4, [True] * 4]
    np.testing.assert_array_equal(seen.norm == 0, seen.nothing)


def test_a_step_passes_nothing_back_nor_around_its_own_layer():
    for residual in (False, True):
        plan = Plan(alike(4, 5, 3, 2), ("step",), (0,), residual=residual)
        assert seen_by(plan, *batch(plan, 8, 0))[1].nothing[0, 0].tolist() == [True] * 3 + [False]
