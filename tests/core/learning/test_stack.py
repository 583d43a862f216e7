"""Deep networks in one batch, against plain PyTorch modules and autograd, one network at a time."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from core.experiments.gradients.layers import Layers, observe
from core.learning.nets import ACTIVATIONS, INITS, MLP
from core.learning.plan import LOSSES, Plan, weight_variance
from core.learning.stack import Stack, exact_norm
from tests.helpers.plain import nets_of
from tests.helpers.stacks import CPU, REMEDIES, alike, batch, on_a_kink, seen_by


def norm(t):
    """|t|, also where its square is no number."""
    largest = float(t.abs().max())
    return largest * float((t / largest).norm()) if largest else 0.0


def close(ours, theirs, floor=1e-300, rel=1e-5):
    assert np.isfinite(theirs)
    assert abs(ours - theirs) <= rel * abs(theirs) + floor, (ours, theirs)


def agree(plan, x, y):
    """Everything that is seen of a stack, and its gradient before and after clipping."""
    stack, seen = seen_by(plan, x, y)
    most, total = 0.1, stack.total_norm()
    stack.forward(x)
    stack.backward(y)
    factor = stack.clip(most)
    for k, (at, net) in enumerate(nets_of(plan)):
        loss = nn.functional.cross_entropy(net(x), y)
        if any(on_a_kink(z) for z in (*net.z[:-1], *(z[k] for z in stack.z[:-1]))):
            continue  # which side it is on is the last digit's noise, which a normalisation makes large
        loss.backward()
        close(seen.loss[at], loss.item())
        assert seen.error[at] == pytest.approx(float((net.z[-1].argmax(1) != y).double().mean()))
        sizes, floor = [norm(g) for g in net.gradients()], 1e-300
        if plan.norm != "none":  # what normalisation takes out is left as noise of the last digit
            floor = 1e-11 * max(norm(delta) for delta in net.deltas())
        for i, gradient in enumerate(net.gradients()):
            close(seen.norm[*at, i], sizes[i], floor)
            least = floor + 1e-12 * sizes[i]
            torch.testing.assert_close(stack.dw[i][k] / factor[k], gradient, rtol=1e-5, atol=least)
        for i, delta in enumerate(net.deltas()):
            close(seen.delta[*at, i], float(delta.abs().mean()), 1e-11 * float(net.z[-1].grad.abs().mean()))
        for i, z in enumerate(z.detach() for z in net.z[:-1]):
            close(seen.mean[*at, i], float(z.mean()), 1e-12 * (1 + float(z.abs().max())))
            close(seen.spread[*at, i], float(z.std(correction=0)), 1e-12 * (1 + float(z.abs().max())))
        shares(seen, at, net)
        before = float(nn.utils.clip_grad_norm_(net.parameters(), most))
        close(float(total[k]), before, floor)
        after = [norm(g) for g in net.gradients()]
        for i, gradient in enumerate(after):
            close(float(exact_norm(stack.dw[i])[k]), gradient, floor)
    return stack, seen


def shares(seen, at, net):
    """Counts of |f'(z)| < 0.01, z by z."""
    for i, (z, act) in enumerate(zip(net.z, net.acts, strict=False)):
        leaf = z.detach().clone().requires_grad_()
        out = act(leaf).sum()
        slope = torch.autograd.grad(out, leaf)[0] if out.requires_grad else torch.zeros_like(leaf)
        flat = (slope.abs() < 0.01).numpy()
        assert seen.saturated[*at, i] == pytest.approx(flat.mean(), abs=1e-9)
        assert seen.dead[*at, i] == pytest.approx(flat.all(0).mean(), abs=1e-9)


@pytest.mark.parametrize(("residual", "norm"), REMEDIES)
@pytest.mark.parametrize("init", INITS)
def test_each_network_is_the_plain_one(init, residual, norm):
    agree(plan := Plan(alike(5, 6, 3, 3), tuple(ACTIVATIONS), (3,), init, 0.8, residual, norm), *batch(plan, 16, 1))


@settings(max_examples=25, deadline=None)
@given(
    names=st.permutations(list(ACTIVATIONS)).map(lambda names: tuple(names[:4])),
    shape=st.tuples(st.integers(1, 6), st.integers(1, 9), st.integers(1, 7), st.integers(2, 4)),
    init=st.sampled_from(INITS),
    scale=st.floats(0.05, 2.5),
    remedy=st.sampled_from(REMEDIES),
    seed=st.integers(0, 9_999),
    pictures=st.integers(4, 12),
)
def test_any_network_is_the_plain_one(names, shape, init, scale, remedy, seed, pictures):
    plan = Plan(alike(*shape), names, (seed,), init, scale, *remedy)
    agree(plan, *batch(plan, pictures, seed))


def test_a_deep_network_is_the_plain_one_however_small_its_gradient():
    plan = Plan(alike(5, 8, 60, 3), ("sigmoid",), (0,), "normal", 0.05)
    _, seen = agree(plan, *batch(plan, 8, 2))
    assert 0 < seen.norm[0, 0, 0] < 1e-60


@settings(max_examples=50, deadline=None)
@given(st.integers(-300, 300), st.integers(1, 20), st.integers(0, 999))
def test_a_norm_of_any_size_is_exact(power, n, seed):
    part = torch.randn(2, n, 3, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    wanted = np.sqrt((part.numpy() ** 2).sum((1, 2)))
    np.testing.assert_allclose(exact_norm(part * 10.0**power) / 10.0**power, wanted, rtol=1e-12)
    assert exact_norm(torch.zeros(3, 4)).tolist() == [0, 0, 0]


def test_norm_and_spread_are_numbers_where_their_squares_are_none():
    plan = Plan(alike(5, 64, 100, 3), ("identity", "prelu"), (0, 1), "normal", 10.0)  # grows to 1e190
    stack, seen = seen_by(plan, *batch(plan, 8, 0))
    total = stack.total_norm()
    assert torch.isfinite(total).all() and (total > 1e170).all()
    gradients = np.stack([exact_norm(part).numpy() for part in (*stack.dw, *stack.db)], 1)
    leaks = np.stack([exact_norm(part).numpy() for part in stack.dleaks], 1)
    for k in range(4):
        parts = [*gradients[k], *(leaks[k - 2] if k > 1 else [])]
        assert float(total[k]) == pytest.approx(math.hypot(*parts), rel=1e-10)
    factor = stack.clip(1.0)
    assert (factor > 0).all() and stack.total_norm().numpy() == pytest.approx(np.ones(4))
    z = stack.z[-2][1].numpy()
    assert np.abs(z).max() > 1e160
    assert seen.spread[0, 1, -1] == pytest.approx(1e170 * (z / 1e170).std(), rel=1e-9)
    shallow = Plan(alike(5, 64, 20, 3), ("identity",), (0,), "normal", 1e-3)
    seen = seen_by(shallow, *batch(shallow, 8, 0, torch.float32), torch.float32)[1]
    assert 0 < seen.spread[0, 0, -1] < 1e-30


def test_clipping_spoils_no_layer_that_is_finite():
    for bad in (math.inf, math.nan):
        stack = Stack(Plan(alike(3, 4, 2, 3), ("tanh", "relu"), (0,)), torch.float32, CPU)
        x, y = batch(stack.plan, 5, 0, torch.float32)
        stack.forward(x)
        stack.backward(y)
        stack.dw[1][1, 2, 2] = bad
        assert math.isinf(exact_norm(stack.dw[1])[1]) == math.isinf(bad)
        assert stack.clip(1e-3).tolist()[1] == 0
        finite = [[bool(torch.isfinite(dw[k]).all()) for dw in stack.dw] for k in range(2)]
        assert finite == [[True] * 3, [True, False, True]]
        assert float(stack.total_norm()[0]) == pytest.approx(1e-3, rel=1e-4)


def test_all_activations_start_from_one_draw():
    stack = Stack(Plan(alike(4, 6, 3, 2), ("tanh", "relu", "abs"), (5, 6)), torch.float64, CPU)
    for weight in stack.weights:
        torch.testing.assert_close(weight[:2], weight[2:4], rtol=0, atol=0)
        torch.testing.assert_close(weight[:2], weight[4:], rtol=0, atol=0)
        assert (weight[0] != weight[1]).all()


@pytest.mark.parametrize("init", INITS)
def test_the_variance_of_a_weight_is_the_one_drawn(init):
    plan = Plan(alike(60, 400, 2, 300), ("gelu", "relu"), (0,), init, 0.7)
    stack = Stack(plan, torch.float64, CPU)
    for i, (n_in, n_out) in enumerate(((60, 400), (400, 400), (400, 300))):
        for k, name in enumerate(plan.activations):
            weight, bias = weight_variance(plan, name, n_in, n_out)
            assert float(stack.weights[i][k].var()) == pytest.approx(weight, rel=0.05)
            assert float(stack.biases[i][k].var()) == pytest.approx(bias, rel=0.3)


def test_looking_changes_no_gradient():
    """With `see` the slopes are computed from z, without it from the outputs."""
    for residual, norm in REMEDIES:
        plan = Plan(alike(4, 6, 3, 3), tuple(ACTIVATIONS), (1,), "he", 1.0, residual, norm)
        x, y = batch(plan, 10, 0)
        stack = Stack(plan, torch.float64, CPU)
        stack.forward(x)
        stack.backward(y)
        without = stack.grad.clone()
        stack.forward(x)
        seen = observe(stack, y)
        torch.testing.assert_close(stack.grad, without, rtol=1e-9, atol=1e-12)
        assert isinstance(seen, Layers) and seen.norm.shape == (12, 1, 4)


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("loss", ["softmax", "logistic"])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("depth", [0, 2])
def test_without_biases_with_answers_one_by_one_and_with_batches_of_their_own(depth, bias, loss, own):
    plan = Plan(alike(5, 4, depth, 3), ("tanh", "sigmoid"), (3, 4), bias=bias, loss=loss)
    batches = [batch(plan, 7, seed) for seed in range(4 if own else 1)]
    x, y = (torch.stack(parts) if own else parts[0] for parts in zip(*batches, strict=True))
    stack, wanted = Stack(plan, torch.float64, CPU), torch.tensor([[1.0, 0, 1], [0, 1, 1], [1, 1, 0]]).double()
    if loss == "logistic":
        stack.targets = wanted
    stack.forward(x)
    said, error = stack.loss(y), stack.wrong(y)
    stack.backward(y)
    assert len(stack.biases) == (depth + 1) * bias
    for k, (name, seed) in enumerate(product(plan.activations, plan.seeds)):
        widths = (5, *[4] * depth, 3)
        draw = torch.Generator().manual_seed(seed)
        net = MLP(widths, bias=bias, activation=name, dtype=torch.float64, generator=draw)
        mine, labels = batches[k if own else 0]
        logits = net(mine)
        by_one = nn.functional.binary_cross_entropy_with_logits(logits, wanted[labels], reduction="sum") / 7
        expected = by_one if loss == "logistic" else nn.functional.cross_entropy(logits, labels)
        expected.backward()
        assert said[k].item() == pytest.approx(expected.item(), rel=1e-12)
        assert error[k].item() == pytest.approx((logits.argmax(1) != labels).double().mean().item())
        for i, layer in enumerate(net.linear):
            torch.testing.assert_close(stack.dw[i][k], layer.weight.grad, rtol=1e-10, atol=1e-14)
            if bias:
                torch.testing.assert_close(stack.db[i][k, 0], layer.bias.grad, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("lean", [False, True])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("widths", [(2, 1), (1, 3, 1), (4, 7, 2, 5, 3)])
def test_layers_of_any_widths_have_the_gradient_of_torch_func(widths, loss, lean):
    """vmap over the networks of the gradient of one, as a function of its weights, by autograd."""
    plan = Plan(widths, ("tanh",), (1, 2, 3), loss=loss)
    stack = Stack(plan, torch.float64, CPU, lean=lean)
    x, y = batch(plan, 9, 4)
    wanted = torch.nn.functional.one_hot(y, widths[-1]).double()

    def one(weights, biases):
        h = x
        for i, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
            h = h @ weight.T + bias[0]
            h = torch.tanh(h) if i < len(weights) - 1 else h
        return {
            "softmax": -(torch.log_softmax(h, 1) * wanted).sum(1),
            "logistic": -torch.where(wanted > 0, h.sigmoid(), (-h).sigmoid()).log().sum(1),
            "squared": (h - wanted).square().sum(1),
        }[loss].mean()

    (dw, db), losses = torch.func.vmap(torch.func.grad_and_value(one, argnums=(0, 1)))(stack.weights, stack.biases)
    target = wanted if loss == "squared" else y
    stack.forward(x)
    torch.testing.assert_close(stack.loss(target), losses)
    stack.backward(target)
    for ours, theirs in zip((*stack.dw, *stack.db), (*dw, *db), strict=True):
        torch.testing.assert_close(ours, theirs)


@pytest.mark.parametrize(("residual", "norm"), REMEDIES)
@pytest.mark.parametrize("name", ["relu", "sigmoid", "identity", "leaky_relu"])
def test_a_lean_stack_learns_the_same_bits(name, residual, norm):
    plan = Plan(alike(4, 6, 3, 3), (name,), (1, 2), residual=residual, norm=norm)
    x, y = batch(plan, 10, 0, torch.float32)
    full, lean = (Stack(plan, torch.float32, CPU, lean=lean) for lean in (False, True))
    for stack in (full, lean):
        stack.forward(x)
        stack.backward(y)
    assert torch.equal(full.grad, lean.grad) and full.grad.abs().max() > 0
    assert len(full.z) == 4 and len(lean.z) == 1


def test_hidden_layers_may_differ_in_width_but_not_with_residual_connections():
    seen = seen_by(plan := Plan((5, 7, 3, 4), ("relu", "prelu"), (0, 1), norm="layer"), *batch(plan, 8, 0))[1]
    assert seen.norm.shape == (2, 2, 3) and (seen.norm > 0).all()
    with pytest.raises(ValueError, match="layers with residual connections must have one width"):
        Plan((5, 7, 3, 4), ("relu",), (0,), residual=True)


def test_an_unknown_loss_is_refused():
    with pytest.raises(
        ValueError, match=r"'loss' must be one of softmax, logistic, squared\. Got 'hinge' instead\."
    ):
        Plan(alike(2, 2, 1, 2), ("relu",), (0,), loss="hinge")


def test_an_unknown_normalisation_is_refused():
    with pytest.raises(ValueError, match=r"'norm' must be one of none, batch, layer\. Got 'group' instead\."):
        Stack(Plan(alike(2, 2, 1, 2), ("relu",), (0,), norm="group"), torch.float32, CPU)
