"""When numbers break down: step, layer, cause and remedy are named, and the other networks go on."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from core.experiments.gradients import Config, breakdown
from core.experiments.gradients.training import batches, train
from core.learning.stack import Stack
from tests.helpers.gradients import SMALL, numbers, plainly, plan_of, whole
from tests.helpers.plain import Plain

EXPLODING = Config(
    activations=(3,),
    init="normal",
    scale=10.0,
    depth=100,
    width=64,
    seeds=1,
    dataset="digits",
    steps=10,
    batch_size=32,
)


def first_batch(config):
    x, y, *_ = whole(config.dataset)
    rows = next(batches(len(x), config))
    return x[rows], y[rows]


def test_an_explosion_on_the_way_up_names_its_layer():
    net = Plain(plan_of(EXPLODING), "relu", 0, torch.float32)
    net(first_batch(EXPLODING)[0])
    layer = next(i for i, z in enumerate(net.z, 1) if not torch.isfinite(z).all())
    (only,) = train(EXPLODING)
    (said,) = only.troubles
    assert said.startswith(f"ReLU: in step 0 the pre-activations of layer {layer} of 101 are no longer finite")
    by = re.search(r"multiplies their size by (\d+)\. Make the weights (\d+) times smaller, or normalise\.", said)
    sizes = [float(z.detach().double().square().mean().sqrt()) for z in net.z[: layer - 1]]
    assert float(by[1]) == pytest.approx((sizes[-1] / sizes[0]) ** (1 / (len(sizes) - 1)), rel=0.1)
    assert by[2] == by[1]
    for name, values in numbers(only).items():
        assert name == "nothing" or np.isnan(values).all(), name


def test_the_others_go_on():
    config = replace(EXPLODING, activations=(1, 3), depth=30)
    seen = list(train(config))
    alone = list(train(replace(config, activations=(1,))))
    assert len(seen) == 11
    for both, one in zip(seen, alone, strict=True):
        assert both.troubles[0] == "" and both.troubles[1].startswith("ReLU: in step 0")
        for name, values in numbers(both).items():
            assert np.isfinite(values[0]).all(), name
            if name != "nothing":
                assert np.isnan(values[1]).all(), name
        np.testing.assert_allclose(both.loss[0], one.loss[0], rtol=1e-4)


def test_a_learning_rate_far_too_large_names_step_and_remedy():
    config = replace(SMALL, activations=(0, 3), init="he", depth=5, seeds=1, optimizer="sgd", lr=10.0, steps=60)
    seen = list(train(config))
    assert seen[-1].step < 60 and np.isnan(seen[-1].loss).all()
    for name, said in zip(("identity", "relu"), seen[-1].troubles, strict=True):
        step = next(i for i, (loss, *_) in enumerate(plainly(config, name, 0)) if not math.isfinite(loss))
        found = re.match(r"(ReLU|identity): (?:in|the update after) step (\d+) .*layer (\d) of 6", said)
        assert found and int(found[2]) in (step - 1, step) and 1 <= int(found[3]) <= 6
        assert re.search(r"learning rate (of 1 instead of 10|10 is too large here: try 1\b)|[Tt]ry clipping", said)


def test_an_explosion_on_the_way_back_names_where_it_begins():
    """tanh stays bounded on the way up."""
    config = replace(EXPLODING, activations=(2,), width=256)
    net = Plain(plan_of(config), "tanh", 0, torch.float32)
    x, y = first_batch(config)
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    assert torch.isfinite(loss)
    layer = max(i for i, g in enumerate(net.gradients(), 1) if not torch.isfinite(g).all())
    (only,) = train(config)
    found = re.match(
        r"tanh: in step 0 the gradient is no longer finite from layer (\d+) of 101 downwards: "
        r"it grew on its way back beyond 3\.4 · 10³⁸\. Try clipping, or smaller weights\.$",
        only.troubles[0],
    )
    assert found and abs(int(found[1]) - layer) <= 2  # rounding differs, and is amplified
    assert np.isnan(only.norm).all()


def broken_at(step, change, **other):
    config = replace(SMALL, activations=(1, 3), lr=0.5, **other)
    stack = Stack(plan_of(config), torch.float32, torch.device("cpu"))
    with torch.no_grad():
        stack.forward(torch.rand(4, 784))
        stack.backward(torch.arange(4))
        change(stack)
        return breakdown.break_down(config, stack, 2, step)


def test_what_broke_first_is_named_in_the_order_in_which_it_happens():
    def gradient(stack):
        stack.dw[1][2, 0, 0] = math.inf
        stack.dw[0][2] = math.nan
        weights(stack)

    def weights(stack):
        stack.weights[2][2, 0, 0] = math.nan
        activations(stack)

    def activations(stack):
        stack.z[3][2] = math.inf

    assert "in step 6 the gradient is no longer finite from layer 2 of 4" in broken_at(7, gradient)
    assert broken_at(7, gradient).endswith("Try clipping, or smaller weights.")
    assert broken_at(7, gradient, clip=1.0).endswith("Try smaller weights.")
    update = broken_at(1_007, weights)
    assert update.startswith("ReLU: the update after step 1,006 made weights of layer 3 of 4 infinite.")
    assert update.endswith("The learning rate 0.5 is too large here: try 0.05.")
    assert "in step 7 the pre-activations of layer 4 of 4" in broken_at(7, activations)
    assert broken_at(7, activations).endswith("Try a learning rate of 0.05 instead of 0.5, or clip gradients.")
    assert broken_at(0, activations).endswith("times smaller, or normalise.")
