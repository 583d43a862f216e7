"""Deep networks while they learn: against plain PyTorch, when numbers break down, and what is said of it."""

from __future__ import annotations

import math
import os
import re
from dataclasses import fields, replace

import numpy as np
import pytest
import torch
from torch import nn

from core.experiments.gradients import ALL, PRESETS, Config, Histograms, histograms, run
from core.experiments.gradients import data as gradient_data
from core.experiments.gradients import training as gradient_training
from core.experiments.gradients import words as gradient_words
from core.experiments.gradients.training import batches, train
from core.learning.plan import Plan
from core.learning.stack import Stack
from tests.core.learning.test_stack import Plain

SMALL = Config(dataset="digits", depth=3, width=16, seeds=2, steps=10, batch_size=32)
OPTIMISERS = {
    "sgd": torch.optim.SGD,
    "momentum": lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9),
    "adam": torch.optim.Adam,
    "rmsprop": torch.optim.RMSprop,
}


def whole(dataset):
    x, y, test_x, test_y, classes = gradient_data.split(dataset)
    wide = [v.float() / 255 if v.dtype == torch.uint8 else v for v in (x, test_x)]
    return wide[0], y, wide[1], test_y, classes


def plan_of(config, classes=10, inputs=784):
    seeds = tuple(range(config.seed, config.seed + config.seeds))
    return Plan(
        inputs,
        config.width,
        config.depth,
        classes,
        config.names,
        seeds,
        config.init,
        config.scale,
        config.residual,
        config.norm,
    )


def plainly(config, name, seed):
    """Loss and error of each batch, each layer's gradient norm and the clipping factor; then the test's error."""
    x, y, test_x, test_y, classes = whole(config.dataset)
    net = Plain(plan_of(config, classes, x.shape[1]), name, seed, torch.float32)
    optimizer = OPTIMISERS[config.optimizer](net.parameters(), config.lr)
    for rows in batches(len(x), config):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x[rows]), y[rows])
        loss.backward()
        norms = [float(g.norm()) for g in net.gradients()]
        factor = 1.0
        if config.clip:
            factor = min(1.0, config.clip / (float(nn.utils.clip_grad_norm_(net.parameters(), config.clip)) + 1e-6))
        error = float((net.z[-1].argmax(1) != y[rows]).float().mean())
        with torch.no_grad():  # batch norm sees the test by the thousand
            parts = zip(test_x.split(1_000), test_y.split(1_000), strict=True)
            wrong = sum(int((net(a).argmax(1) != b).sum()) for a, b in parts)
        yield loss.item(), error, norms, factor, wrong / len(test_y)
        optimizer.step()


@pytest.mark.parametrize(
    "change",
    [
        {"optimizer": "adam", "lr": 1e-2},
        {"optimizer": "sgd", "lr": 0.5, "clip": 0.5, "init": "he"},
        {"optimizer": "momentum", "lr": 0.05, "norm": "batch"},
        {"optimizer": "rmsprop", "lr": 1e-3, "norm": "layer", "residual": True, "init": "xavier"},
        {
            "optimizer": "adam",
            "lr": 1e-2,
            "clip": 0.1,
            "residual": True,
            "dataset": "spirals",
            "init": "orthogonal",
        },
    ],
    ids=lambda change: "-".join(map(str, change.values())),
)
def test_joint_training_is_plain_training_of_each(change):
    """Activations with and without a slope from the output, and PReLU, whose leak learns."""
    config = replace(SMALL, activations=(1, 3, 5, 7, 10), **change)
    seen = list(train(config))
    assert [s.step for s in seen] == list(range(11))
    for a, name in enumerate(config.names):
        for s in range(config.seeds):
            for ours, (loss, error, norms, factor, wrong) in zip(seen, plainly(config, name, s), strict=True):
                assert ours.loss[a, s] == pytest.approx(loss, rel=1e-3)
                assert ours.norm[a, s] == pytest.approx(norms, rel=5e-3, abs=1e-6)
                assert ours.factor[a, s] == pytest.approx(factor, rel=5e-3)
                assert ours.error[a, s] == pytest.approx(error, abs=1.01 / 32)
                assert ours.test_error[a, s] == pytest.approx(wrong, abs=0.01)


def numbers(seen):
    return {
        field.name: getattr(seen, field.name)
        for field in fields(seen)
        if field.name not in ("step", "seconds", "troubles")
    }


@pytest.mark.parametrize("remedy", [{}, {"norm": "batch", "clip": 0.3}, {"norm": "layer", "residual": True}])
def test_joint_training_is_training_one_by_one(remedy):
    config = replace(SMALL, activations=(2, 3, 5, 9), **remedy)
    joint = list(train(config))[-1]
    for a, k in enumerate(config.activations):
        alone = list(train(replace(config, activations=(k,))))[-1]
        for name, values in numbers(alone).items():
            np.testing.assert_allclose(numbers(joint)[name][a], values[0], rtol=2e-5, atol=1e-6, err_msg=name)


def test_the_same_config_gives_the_same_bits():
    first, second = list(train(SMALL)), list(train(SMALL))
    for one, other in zip(first, second, strict=True):
        for name, values in numbers(one).items():
            np.testing.assert_array_equal(values, numbers(other)[name], err_msg=name)
    np.testing.assert_array_equal(run(SMALL).now.norm, run(SMALL).now.norm)
    other = next(iter(train(replace(SMALL, seed=1))))
    assert (other.norm[:, 0] != first[0].norm[:, 0]).any()


def test_stop_stops():
    assert [s.step for s in train(SMALL, stop=lambda: True)] == [0]
    left = iter([False, False, True])
    assert [s.step for s in train(SMALL, stop=lambda: next(left))] == [0, 1, 2]


def test_a_long_run_shows_its_ends_and_at_most_forty_instants():
    steps = [s.step for s in train(replace(SMALL, activations=(3,), seeds=1, depth=1, width=4, steps=120))]
    assert steps[0] == 0 and steps[-1] == 120 and len(steps) <= 40


def test_only_the_last_snapshot_reads_the_whole_test(monkeypatch):
    monkeypatch.setattr(gradient_training, "SNAPSHOT_TEST_PICTURES", 50)
    seen = list(train(replace(SMALL, steps=10)))
    *_, test_y, _ = gradient_data.split("digits")
    for snapshot, pictures in ((seen[0], 50), (seen[-2], 50), (seen[-1], len(test_y))):
        wrong = snapshot.test_error * pictures
        np.testing.assert_allclose(wrong, np.round(wrong), atol=1e-3)
    parts = seen[-1].test_error * 50
    assert np.abs(parts - np.round(parts)).max() > 1e-3


def test_every_epoch_has_every_picture_once_and_all_batches_are_full():
    config = replace(SMALL, batch_size=30, steps=10)
    rows = list(batches(95, config))
    assert [len(r) for r in rows] == [30] * 11
    for epoch in range(3):
        assert len(set(torch.cat(rows[3 * epoch : 3 * epoch + 3]).tolist())) == 90
    assert rows[0].tolist() != rows[3].tolist()
    assert [len(r) for r in batches(20, config)] == [20] * 11


@pytest.mark.parametrize("dataset", ["circles", "moons", "spirals", "xor", "checkerboard", "digits"])
def test_every_source_that_needs_no_download_learns(dataset):
    config = replace(
        SMALL, dataset=dataset, activations=(3,), depth=2, width=32, init="he", seeds=1, steps=200, lr=0.01
    )
    first, *_, last = train(config)
    assert last.loss[0, 0] < 0.75 * first.loss[0, 0] and last.test_error[0, 0] < 0.5 * first.test_error[0, 0] + 0.1
    result = run(config)
    assert np.isfinite(result.now.norm).all() and (result.now.norm > 0).all()


def test_too_many_units_are_refused():
    with pytest.raises(ValueError, match=r"at most 60,000 hidden units\. Got 4 x 5 x 100 x 64 = 128,000 instead"):
        Config(activations=(1, 2, 3, 4), seeds=5, depth=100, width=64)
    with pytest.raises(ValueError, match=r"depth.*\[1, 100\].*101"):
        Config(depth=101)
    with pytest.raises(ValueError, match=r"'init' must be one of .* Got kaiming instead"):
        Config(init="kaiming")


def test_a_remedy_is_compared_with_the_same_draw_without():
    plainly_now = run(SMALL).now.norm
    for remedy in ({"residual": True}, {"norm": "batch"}, {"norm": "layer", "clip": 0.1}):
        result = run(replace(SMALL, **remedy))
        np.testing.assert_array_equal(result.before.norm, plainly_now)
        assert (result.now.norm != plainly_now).any()
    clipped = run(replace(SMALL, clip=0.01))
    np.testing.assert_array_equal(clipped.before.norm, plainly_now)
    np.testing.assert_allclose(clipped.now.norm, plainly_now * clipped.factor[..., None], rtol=1e-12)
    assert (clipped.factor < 1).all() and (run(SMALL).factor == 1).all() and run(SMALL).before is None


def test_the_first_look_is_the_plain_networks():
    config = replace(SMALL, activations=(1, 6), residual=True, init="lecun")
    x, y, classes = gradient_data.sample(config.dataset, config.seed)
    result = run(config)
    assert x.shape == (256, 784) and float(x.max()) == 1
    for a, name in enumerate(config.names):
        for s in range(2):
            net = Plain(plan_of(config, classes), name, s)
            nn.functional.cross_entropy(net(x), y).backward()
            assert result.now.norm[a, s] == pytest.approx([float(g.norm()) for g in net.gradients()], rel=1e-9)


# What breaks down


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
        r"it grew on its way back beyond 3\.4e\+38\. Try clipping, or smaller weights\.$",
        only.troubles[0],
    )
    assert found and abs(int(found[1]) - layer) <= 2  # rounding differs, and is amplified
    assert np.isnan(only.norm).all()


def broken_at(step, change, **other):
    config = replace(SMALL, activations=(1, 3), lr=0.5, **other)
    stack = Stack(plan_of(config), torch.float32, torch.device("cpu"))
    with torch.no_grad():
        stack.forward(torch.rand(4, 784), torch.arange(4))
        stack.backward()
        change(stack)
        return gradient_words.break_down(config, stack, 2, step)


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


# In words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (1, "1"),
        (0.0123, "0.012"),
        (99.7, "100"),
        (123.4, "123"),
        (3.4e-17, "3.4 · 10⁻¹⁷"),
        (math.nan, "–"),
    ],
)
def test_numbers_have_two_digits_that_count(value, shown):
    assert gradient_words.number(value) == shown


def test_an_underflow_is_not_called_nothing():
    assert gradient_words.size(0.0, True) == "exactly 0"
    assert gradient_words.size(0.0, False, low=1e-45) == "below 1e-45"
    assert gradient_words.size(0.0, False) == "below 5e-324"
    assert gradient_words.size(2e-20, False) == "2 · 10⁻²⁰"


def test_growth_is_the_geometric_mean_of_what_is_finite():
    assert gradient_words.growth([2, 6, 18]) == pytest.approx(3)
    assert gradient_words.growth([math.nan, 2, 0, 18, math.inf]) == pytest.approx(3)
    assert math.isnan(gradient_words.growth([5, 0])) and math.isnan(gradient_words.growth([]))


def test_what_a_layer_keeps_is_the_median_of_the_draws():
    def back(keep):  # three hidden layers, then the output, whose delta is of another kind
        return [keep**2, keep, 1.0, 77.0]

    delta = np.array([[back(0.5), back(0.1), back(0.2)], [back(3.0), back(2.0), back(4.0)]])
    np.testing.assert_allclose(gradient_words.factors(delta), [0.2, 3.0])
    assert np.isnan(gradient_words.factors(delta[..., 2:])).all()


def test_what_reaches_the_first_layer_is_the_median_of_the_draws():
    norm = np.array([[[1.0, 9, 10], [5, 9, 10], [2, 9, 1]], [[0, 0, 0], [1, 1, 1], [0, 1, 1]]])
    np.testing.assert_allclose(gradient_words.reaching(norm)[0], 0.5)
    assert math.isnan(gradient_words.reaching(norm)[1])


def test_each_bin_counts_its_outputs():
    config = replace(SMALL, depth=4)
    found = histograms(config, "tanh")
    assert isinstance(found, Histograms)
    x, _, classes = gradient_data.sample(config.dataset, config.seed)
    net = Plain(plan_of(config, classes), "tanh", 0)
    net(x)
    for i, z in enumerate(net.z[:-1]):
        outputs = np.tanh(z.detach().numpy())
        counts = [
            ((outputs >= a) & (outputs < b)).sum() for a, b in zip(found.edges, found.edges[1:], strict=False)
        ]
        assert np.abs(found.share[i] * outputs.size - counts).max() <= 1
    assert 0.997 < found.share.sum(1).mean() <= 1 and (np.diff(found.edges) > 0).all()
    even = np.diff(np.arcsinh(found.edges / found.size))
    np.testing.assert_allclose(even, even[0], rtol=1e-9)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_runs_and_is_described(name):
    config = replace(PRESETS[name].config, dataset="digits", seeds=1)
    result = run(config)
    said = gradient_words.describe(config, result)
    assert said and "nan" not in said and "**" in said
    assert result.now.norm.shape == (len(config.names), config.seeds, config.depth + 1)
    assert result.predicted.shape == (len(config.names), config.depth + 1)
    assert not ((result.now.norm > 0) & result.now.nothing).any()


@pytest.mark.parametrize("k", range(len(ALL)))
def test_ends_of_the_ranges_run(k):
    for change in ({"depth": 1, "width": 1}, {"depth": 100, "width": 2, "scale": 10.0, "init": "normal"}):
        config = replace(SMALL, activations=(k,), seeds=1, **change)
        result = run(config)
        assert np.isfinite(result.now.norm).all() and np.isfinite(result.now.spread).all()
        assert histograms(config, config.names[0]).share.shape == (config.depth, 48)


@pytest.mark.skipif("MLPSCOPE_DATA" not in os.environ, reason="needs the archives in MLPSCOPE_DATA")
@pytest.mark.slow
def test_twenty_sigmoid_layers_learn_nothing_and_twenty_relu_layers_do():
    sigmoid = Config(activations=(1,), depth=20, seeds=2)
    relu = Config(activations=(3,), depth=20, seeds=2, init="he")
    for config, least, most, low, high in ((sigmoid, 0, 1e-12, 0.8, 1), (relu, 1 / 30, 30, 0, 0.2)):
        first, *_, last = train(config)
        left = first.norm[..., 0] / first.norm[..., -1]
        assert (left > least).all() and (left < most).all()
        assert last.step == 300 and (last.test_error > low).all() and (last.test_error < high).all()
