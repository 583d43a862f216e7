"""A neuron that dies, held against PyTorch's autograd and SGD."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.config import settings
from core.experiments.activations import PRESETS, Config, dead_relu
from core.words import percent
from tests.helpers.activations import TORCHS

DIGITS = Config(dataset="digits")


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
    assert said.conclusion.startswith("The ReLU is dead: no picture of")
    assert "As a ReLU it stays dead, however long it is trained." in said
    assert said.drawn.startswith(
        "The histogram has the z of one neuron for every picture. The curves are the share "
    )
    assert said.numbers[1] == ("ReLU", "0\u202f%", "not moved by a single bit")
    for k in (1, 2):
        back = result.step[np.flatnonzero(result.shares[k])[0]]
        assert said.numbers[1 + k][1:] == (percent(result.shares[k, -1], 0), f"wakes by step {back}")


def test_the_bias_moves_every_z_alike_and_the_words_count_them():
    config = replace(DIGITS, bias=-0.5)
    result, start = dead_relu.run(config), dead_relu.neuron(config)
    assert start.z.std() == pytest.approx(1, abs=1e-4)
    assert result.z - start.z == pytest.approx(-0.5, abs=1e-6)
    assert start.z == pytest.approx(start.ink @ start.weight.ravel(), abs=1e-5)
    awake = int((start.z > 0.5).sum())
    said = dead_relu.describe(config, result)
    assert said.conclusion.startswith(
        f"{awake:,} of {len(start.z):,} pictures wake the neuron (z > 0), and only these"
    )
    one = dead_relu.describe(config, replace(result, awake=1 / len(start.z)))
    assert one.conclusion.startswith(
        f"1 of {len(start.z):,} pictures wakes the neuron (z > 0), and only it sends a"
    )


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
    said = dead_relu.describe(config, result)
    assert said.conclusion == "Too large a step kills the ReLU: after 200 steps no picture wakes it."
    assert (
        "Before training, " in said
        and "pictures wake the neuron" in said
        and said.endswith("A smaller learning rate would help.")
    )
    assert said.numbers[1] == ("ReLU", "0\u202f%", "dies")


def test_presets_have_a_failure_and_are_all_different():
    assert len(PRESETS) >= 4 and len({p.config for p in PRESETS.values()}) == len(PRESETS)
    assert any("failure" in p.why for p in PRESETS.values())
    assert set(settings(Config)) >= {"shown", "focus", "threshold", "sigma", "bias", "right", "left"}
