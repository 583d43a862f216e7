"""Small or large: many seeds at once against plain PyTorch, the three routes, the sums, and all ways to part."""

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from core.config import from_query, to_query
from core.data import images
from core.data.selection import Selection, resident
from core.experiments import small_large
from core.experiments.small_large import (
    PRESETS,
    ROUTES,
    Config,
    Snapshot,
    explain,
    explain_single,
    groups,
    partitions,
    shape,
)
from core.experiments.small_large.training import Batch, Run, total_steps, train
from core.learning.training import Diverged

SHORT = Config(dataset="digits", epochs=1, seeds=3, batch_size=100, width=6)
BENDS = {"relu": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "identity": lambda z: z}


def last(config, **more):
    return list(train(replace(config, **more)))[-1]


def data():
    digits = images.load("digits")
    pictures = [
        torch.from_numpy(x.reshape(len(x), -1) / 255).float() for x in (digits.train_images, digits.test_images)
    ]
    return pictures, [torch.from_numpy(y.astype(np.int64)) for y in (digits.train_labels, digits.test_labels)]


def drawn(widths, bias, seed):
    """PyTorch's default draw, as nn.Linear makes it from this seed."""
    layers = []
    generator = torch.Generator().manual_seed(seed)
    for n_in, n_out in pairwise(widths):
        layer = nn.Linear(n_in, n_out, bias=bias, dtype=torch.float64)
        for part in layer.parameters():
            nn.init.uniform_(part, -(n_in**-0.5), n_in**-0.5, generator)
        layers.append(layer.float())
    return nn.ModuleList(layers)


def through(layers, x, bend):
    for layer in layers[:-1]:
        x = BENDS[bend](layer(x))
    return layers[-1](x)


def plain(config, layers, loss, forward):
    """An epoch as anybody would write it, on the batches of this config."""
    (x, _), (y, _) = data()
    optimizer = torch.optim.Adam(layers.parameters(), config.lr)
    rows = iter(Batch(len(y), config))
    for _ in range(config.epochs * -(-len(y) // config.batch_size)):
        now = next(rows)
        optimizer.zero_grad()
        loss(forward(x[now]), y[now]).backward()
        optimizer.step()


def side(labels, group):
    return torch.tensor([int(k not in group) for k in range(10)])[labels]


# End to end


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
    for step in range(total_steps(config)):
        many.update(step)
    for k in range(config.seeds):
        solo = Run(replace(config, seeds=1, seed=k), total_steps(config))
        for step in range(total_steps(config)):
            solo.update(step)
        for (weight, _), (alone, _) in zip(many.layers(), solo.layers(), strict=True):
            torch.testing.assert_close(weight[k], alone[0], rtol=0, atol=1e-4)
        torch.testing.assert_close(
            many.single.stack.weights[0][k], solo.single.stack.weights[0][0], rtol=0, atol=1e-4
        )


def test_seeds_see_the_same_batches_or_each_its_own():
    for own, rows in ((False, (100,)), (True, (3, 100))):
        assert next(iter(Batch(1437, replace(SHORT, own_batches=own)))).shape == rows
    epoch = iter(Batch(1437, replace(SHORT, own_batches=True)))
    seen = torch.cat([next(epoch) for _ in range(15)], 1)
    assert all(sorted(row.tolist()) == list(range(1437)) for row in seen) and (seen[0] != seen[1]).any()


def test_the_same_config_gives_the_same_arrays():
    for a, b in zip(train(SHORT), train(SHORT), strict=True):
        for name in ("single", "test_error", "by_class", "train_error"):
            np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


def test_without_a_bend_two_layers_come_as_far_as_one():
    now = last(SHORT, activation="identity", epochs=10)
    assert now.test_error.mean() == pytest.approx(now.single_test_error.mean(), abs=0.02)


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


# What is seen


@pytest.mark.parametrize(
    "config",
    [
        replace(SHORT, depth=3, activation="tanh", bias=True),
        replace(SHORT, route="lecture", activation="sigmoid"),
    ],
)
def test_what_wakes_a_unit_and_how_selective_it_is(config):
    now, digits = last(config), images.load("digits")
    ways = [explain(now, picture, config.activation) for picture in digits.test_images]
    answers = np.array([way.logits.argmax() for way in ways])
    labels = digits.test_labels
    wrong = answers != np.isin(labels, config.group, invert=True)
    assert now.test_error[0] == pytest.approx(wrong.mean(), abs=1e-6)
    np.testing.assert_allclose(now.by_class[0], [wrong[labels == d].mean() for d in range(10)], atol=1e-6)
    for i, (wakes, selectivity) in enumerate(zip(now.wakes, now.selectivity, strict=True)):
        a = np.array([way.activations[i] for way in ways])  # (M, n)
        means = np.array([a[labels == d].mean(0) for d in range(10)])  # (D, n)
        np.testing.assert_allclose(wakes, means.T, atol=1e-5)
        left = sum(((a[labels == d] - means[d]) ** 2).sum(0) for d in range(10))
        np.testing.assert_allclose(selectivity[0], 1 - left / ((a - a.mean(0)) ** 2).sum(0), atol=1e-4)
    assert all((0 <= s).all() and (s <= 1 + 1e-6).all() for s in now.selectivity)


def test_a_unit_that_never_moves_selects_nothing():
    run = Run(replace(SHORT, activation="tanh"), total_steps(SHORT))
    run.deep.stack.weights[0][:, 0] = 0.0
    now = run.look(0)
    assert (now.selectivity[0][:, 0] == 0).all() and (now.selectivity[0][:, 1:] > 0).all()


def snapshot(first, others, biases, single):
    nothing = np.zeros(1)
    return Snapshot(0, 0.0, 0.0, (first, *others), biases, single, np.zeros(2), (), (), *[nothing] * 6)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 3),
    st.integers(1, 9),
    st.sampled_from(sorted(BENDS)),
    st.booleans(),
    st.sampled_from([(28, 28), (5, 7), (4, 4, 3)]),
)
def test_contributions_sum_to_the_logits_that_the_network_has(seed, hidden, width, bend, bias, picture):
    rng = np.random.default_rng(seed)
    widths = (int(np.prod(picture)), *[width] * hidden, 2)
    weights = [rng.normal(size=(b, a)).astype(np.float32) for a, b in pairwise(widths)]
    biases = tuple(rng.normal(size=len(w)).astype(np.float32) * bias for w in weights)
    ink = rng.integers(0, 256, picture, dtype=np.uint8)
    h = torch.from_numpy(ink.reshape(-1)).double() / 255
    for i, (weight, b) in enumerate(zip(weights, biases, strict=True)):
        z = nn.functional.linear(h, torch.from_numpy(weight).double(), torch.from_numpy(b).double())
        h = BENDS[bend](z) if i < hidden else z
    first = weights[0].reshape(-1, *picture)
    way = explain(snapshot(first, weights[1:], biases, rng.normal(size=(2, *picture))), ink, bend)
    parts = way.contributions[-1] if hidden else way.products.reshape(2, -1)
    np.testing.assert_allclose(parts.sum(1) + way.biases, h, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(way.logits, h, rtol=1e-9, atol=1e-9)
    assert len(way.activations) == len(way.pre_activations) == len(way.contributions) == hidden


def test_contributions_of_a_trained_network_sum_to_its_float32_logits():
    config = replace(SHORT, dataset="digits", depth=3, bias=True)
    run = Run(config, total_steps(config))
    for step in range(total_steps(config)):
        run.update(step)
    now, digits = run.look(0), images.load("digits")
    x = torch.from_numpy(digits.test_images[:50].reshape(50, -1) / 255).float()
    run.deep.stack.forward(x, torch.zeros(50, dtype=torch.int64))
    for picture, logits in zip(digits.test_images[:50], run.deep.stack.logits[0], strict=True):
        way = explain(now, picture)
        np.testing.assert_allclose(way.contributions[-1].sum(1) + way.biases, logits, atol=1e-5)
    run.single.stack.forward(x, torch.zeros(50, dtype=torch.int64))
    for picture, logits in zip(digits.test_images[:50], run.single.stack.logits[0], strict=True):
        way = explain_single(now, picture)
        np.testing.assert_allclose(way.products.reshape(2, -1).sum(1) + way.biases, logits, atol=1e-5)


def test_a_picture_of_another_size_is_refused():
    first = np.zeros((3, 28, 28), np.float32)
    now = snapshot(first, [np.zeros((2, 3))], (np.zeros(3), np.zeros(2)), first[:2])
    with pytest.raises(ValueError, match=r"'picture' must be \(28, 28\) for these templates\. Got \(8, 8\)"):
        explain(now, np.zeros((8, 8), np.uint8))


# Settings


def test_groups_are_two_whatever_the_data_set():
    assert groups((0, 1, 2, 3, 4), 10) == ((0, 1, 2, 3, 4), (5, 6, 7, 8, 9))
    assert groups((7,), 10) == ((7,), (0, 1, 2, 3, 4, 5, 6, 8, 9))
    assert groups((1, 8), 3) == ((1,), (0, 2))
    assert groups((0, 1, 2), 3) == ((0,), (1, 2)) and groups((8, 9), 2) == ((0,), (1,))


def test_recognisers_are_as_many_as_classes():
    assert shape(Config(width=7, depth=3), 10) == (7, 3)
    assert shape(Config(width=7, depth=3, route="lecture"), 10) == (10, 2)
    assert shape(Config(route="frozen"), 4) == (4, 2)


def test_a_group_of_all_is_refused():
    with pytest.raises(ValueError, match="'group' must leave a class to the other group"):
        Config(group=tuple(range(10)))
    assert from_query(Config, {"group": "0-1-2-3-4-5-6-7-8-9"})[0] == Config()


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_links_and_train(name):
    config = PRESETS[name].config
    assert from_query(Config, to_query(config)) == (config, [])
    now = last(config, dataset="digits", epochs=1, seeds=1)
    assert now.step == total_steps(replace(config, dataset="digits", epochs=1, seeds=1))
    assert len(now.weights) == shape(config, 10)[1]


def test_it_ends_early_and_says_where_it_diverged():
    asked = iter([False, False, True])
    assert [s.step for s in train(SHORT, stop=lambda: next(asked))] == [0, 1, 2]
    run = Run(SHORT, total_steps(SHORT))
    run.deep.stack.weights[0][1, 0, 0] = torch.inf
    with pytest.raises(Diverged, match="at step 5 "):
        run.look(5)


def test_small_or_large_on_mnist():
    pytest.importorskip("torchvision")
    if images.status("mnist").state != "ready":
        pytest.skip("no MNIST archives in MLPSCOPE_DATA")
    now = list(train(Config(epochs=3, seeds=2), frames=9))[-1]
    assert 0.11 < now.single_test_error.mean() < 0.15 and now.test_error.mean() < 0.07
    lecture = list(train(Config(epochs=3, seeds=1, route="lecture", activation="sigmoid"), frames=9))[-1]
    assert lecture.test_error[0] < 0.07


# All ways to part the classes


@pytest.mark.parametrize("classes", [2, 3, 4, 10])
def test_each_way_to_part_the_classes_is_there_once(classes):
    rows = {tuple(np.flatnonzero(row)) for row in partitions.all_groups(classes)}
    everything = range(classes)
    for size in range(1, classes):
        for group in combinations(everything, size):
            other = tuple(k for k in everything if k not in group)
            assert (group in rows) != (other in rows)
            row = partitions.all_groups(classes)[partitions.index(group, classes)]
            assert tuple(np.flatnonzero(row)) in (group, other)
    assert len(rows) == 2 ** (classes - 1) - 1


def test_each_groups_layer_is_the_one_trained_alone():
    config = partitions.Config(dataset="digits", epochs=2, batch_size=100, bias=True)
    seen = list(partitions.train(config))
    assert seen[0].step == 0 and seen[-1].step == partitions.total_steps(config) == 30
    (x, test_x), (y, test_y) = data()
    numbers = [partitions.index(group, 10) for group in ((0,), (0, 1, 2, 3, 4), (2, 4, 5, 7))]
    net = drawn((784, 511), True, config.seed)
    optimizer = torch.optim.Adam(net.parameters(), config.lr)
    wanted = torch.from_numpy(partitions.all_groups(10).T.astype(np.float32))  # (D, G)
    draw = torch.Generator().manual_seed(config.seed)
    for _ in range(config.epochs):
        for rows in torch.randperm(len(y), generator=draw).split(100):
            optimizer.zero_grad()
            scores = net[0](x[rows])[:, numbers]
            loss = nn.functional.binary_cross_entropy_with_logits(
                scores, wanted[y[rows]][:, numbers], reduction="sum"
            )
            (loss / len(rows)).backward()
            optimizer.step()
    wrong = (net[0](test_x)[:, numbers] > 0) != (wanted[test_y][:, numbers] > 0)
    np.testing.assert_allclose(seen[-1].test_error[numbers], wrong.float().mean(0), atol=0.006)
    share = wanted[test_y].mean(0)
    np.testing.assert_allclose(seen[-1].guessing, torch.minimum(share, 1 - share), atol=1e-6)


def test_the_partition_game_ends_early_and_its_presets_are_links():
    clothes = replace(partitions.PRESETS["Clothes"].config, dataset="digits")
    assert [now.step for now in partitions.train(clothes, stop=lambda: True)] == [0]
    for preset in partitions.PRESETS.values():
        assert from_query(partitions.Config, to_query(preset.config)) == (preset.config, [])


def test_the_same_pictures_are_seen_by_all():
    assert resident(Selection("digits", tuple(range(10)))).train.inputs.shape == (1437, 784)
    assert small_large.PRESETS["Small or large"].config == Config()
