"""Small or large: many seeds at once against plain PyTorch, from end to end and by the other routes."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from core.experiments.small_large import ROUTES
from core.experiments.small_large.training import Run, order, total_steps, train
from core.learning.training import Diverged, run
from tests.helpers.small_large_plain import BENDS, SHORT, data, drawn, last


def through(layers, x, bend):
    for layer in layers[:-1]:
        x = BENDS[bend](layer(x))
    return layers[-1](x)


def plain(config, layers, loss, forward):
    """An epoch as anybody would write it, on the batches of this config."""
    (x, _), (y, _) = data()
    optimizer = torch.optim.Adam(layers.parameters(), config.lr)
    rows = order(len(y), config)
    for _ in range(config.epochs * -(-len(y) // config.batch_size)):
        now = next(rows)
        optimizer.zero_grad()
        loss(forward(x[now]), y[now]).backward()
        optimizer.step()


def side(labels, group):
    return torch.tensor([int(k not in group) for k in range(10)])[labels]


@pytest.mark.parametrize(
    "config",
    [
        SHORT,
        replace(SHORT, bias=True, activation="tanh", depth=3, group=(1, 8)),
        replace(SHORT, depth=1),
        replace(SHORT, depth=4, activation="sigmoid", bias=True, seed=7),
    ],
)
def test_the_first_seed_and_its_one_layer_are_plain_networks(config):
    now = last(config)
    net = drawn((784, *[6] * (config.depth - 1), 2), config.bias, config.seed)
    single = drawn((784, 2), config.bias, config.seed)
    (_, x), (_, y) = data()
    for layers in (net, single):
        plain(
            config,
            layers,
            lambda s, y: nn.functional.cross_entropy(s, side(y, config.group)),
            lambda x, layers=layers: through(layers, x, config.activation),
        )
    for weight, bias, layer in zip(now.weights, now.biases, net, strict=True):
        np.testing.assert_allclose(weight.reshape(len(weight), -1), layer.weight.detach(), atol=1e-4)
        np.testing.assert_allclose(bias, layer.bias.detach() if config.bias else 0, atol=1e-4)
    np.testing.assert_allclose(now.single.reshape(2, -1), single[0].weight.detach(), atol=1e-4)
    for error, layers in ((now.test_error, net), (now.single_test_error, single)):
        wrong = through(layers, x, config.activation).argmax(1) != side(y, config.group)
        assert error[0] == pytest.approx(float(wrong.float().mean()), abs=0.004)  # one picture on the border


@pytest.mark.parametrize("route", ROUTES)
def test_each_seed_of_a_batch_is_the_run_of_that_seed_alone(route):
    config = replace(SHORT, own_batches=True, route=route, activation="sigmoid", bias=True)
    many = Run(config, total_steps(config))
    for _ in range(many.total):
        many.update(config.lr)
    for k in range(config.seeds):
        solo = Run(replace(config, seeds=1, seed=k), total_steps(config))
        for _ in range(solo.total):
            solo.update(config.lr)
        for (weight, _), (alone, _) in zip(many.layers(), solo.layers(), strict=True):
            torch.testing.assert_close(weight[k], alone[0], rtol=0, atol=1e-4)
        torch.testing.assert_close(
            many.single.stack.weights[0][k], solo.single.stack.weights[0][0], rtol=0, atol=1e-4
        )


def test_seeds_see_the_same_batches_or_each_its_own():
    for own, rows in ((False, (100,)), (True, (3, 100))):
        assert next(order(1437, replace(SHORT, own_batches=own))).shape == rows
    epoch = order(1437, replace(SHORT, own_batches=True))
    seen = torch.cat([next(epoch) for _ in range(15)], 1)
    assert all(sorted(row.tolist()) == list(range(1437)) for row in seen) and (seen[0] != seen[1]).any()


def test_the_same_config_gives_the_same_arrays():
    for a, b in zip(train(SHORT), train(SHORT), strict=True):
        for name in ("single", "test_error", "by_class", "train_error"):
            np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


# The other routes


def test_the_lectures_route_pools_recognisers_by_signs():
    config = replace(SHORT, route="lecture", activation="sigmoid", group=(0, 6, 8, 9))
    now = last(config)
    assert now.weights[0].shape == (10, 28, 28)
    expected = np.where(np.isin(np.arange(10), config.group), 1.0, -1.0)
    np.testing.assert_array_equal(now.weights[1], [expected, -expected])
    net = drawn((784, 10), False, 0)
    one_hot, yes_or_no = torch.eye(10), nn.functional.binary_cross_entropy_with_logits
    plain(config, net, lambda s, y: yes_or_no(s, one_hot[y], reduction="sum") / len(y), lambda x: net[0](x))
    np.testing.assert_allclose(now.weights[0].reshape(10, -1), net[0].weight.detach(), atol=1e-4)


def test_frozen_recognisers_stay_while_their_pooling_learns():
    config = replace(SHORT, route="frozen", activation="sigmoid")
    seen = list(train(config))
    half = total_steps(config) // 2
    assert [s.step for s in seen][-1] == 2 * half == 30 and seen[-1].epoch == 2
    early, late = [s for s in seen if s.step <= half], [s for s in seen if s.step >= half]
    assert all((s.weights[1] == seen[0].weights[1]).all() for s in early)
    assert all((s.weights[0] == seen[-1].weights[0]).all() for s in late)
    assert (early[1].weights[0] != early[0].weights[0]).any() and (late[1].weights[1] != late[0].weights[1]).any()
    assert (late[-1].single == late[0].single).all()


def test_it_ends_early_and_says_where_it_diverged():
    asked = iter([False, False, True])
    assert [s.step for s in train(SHORT, stop=lambda: next(asked))] == [0, 1, 2]
    networks = Run(SHORT, total_steps(SHORT))
    networks.deep.stack.weights[0][1, 0, 0] = torch.inf
    with pytest.raises(Diverged, match="at step 5 "):
        list(run(networks, total=5, steps=[], lr=1.0))
