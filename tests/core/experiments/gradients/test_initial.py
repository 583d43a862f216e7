"""Deep networks before they learn: against plain PyTorch, with a remedy and without, presets, ends of ranges."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest
from torch import nn

from core.experiments.gradients import ALL, PRESETS, Config, Histograms, histograms, run
from core.experiments.gradients import data as gradient_data
from core.experiments.gradients import words as gradient_words
from core.experiments.gradients.training import train
from core.words import number, percent
from tests.helpers.gradients import SMALL, plan_of
from tests.helpers.plain import Plain


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


@pytest.mark.parametrize(
    ("change", "conclusion"),
    [
        ({"activations": (1,), "depth": 10}, "The gradient vanishes: each sigmoid layer multiplies δ by 0."),
        (
            {"activations": (3,), "init": "normal", "scale": 2.0, "depth": 10},
            "The gradient explodes: each ReLU layer",
        ),
        ({"activations": (3,), "init": "he"}, "The gradient arrives: on its way through 3 layers "),
        ({"init": "zeros"}, "With identity nothing reaches the first layer"),
    ],
)
def test_what_is_concluded_depends_on_how_much_is_left(change, conclusion):
    config = replace(SMALL, **{"activations": (0, 3), "seeds": 1, **change})
    assert gradient_words.describe(config, run(config)).conclusion.startswith(conclusion)


@pytest.mark.parametrize(
    ("left", "conclusion"),
    [
        (
            0.0094,
            "The gradient vanishes: with sigmoid, what reaches the first layer is 0.0094 times what is at the ",
        ),
        (130.0, "The gradient explodes: with sigmoid, what reaches the first layer is 130 times what is at the "),
        (0.5, "The gradient arrives: on its way through 1 layer δ is multiplied by 0.5 with sigmoid."),
    ],
)
def test_with_one_hidden_layer_no_factor_of_a_layer_is_told(left, conclusion):
    config = replace(SMALL, activations=(1,), depth=1)
    assert np.isnan(gradient_words.factors(run(config).now.delta)).all()
    said = gradient_words._conclusion(config, np.array([np.nan]), np.array([left]), np.array([False]))
    assert said.startswith(conclusion) and "–" not in said


def test_clipping_is_said_to_be_one_factor_of_all_layers():
    config = replace(SMALL, clip=0.01)
    factor = number(float(run(config).factor.min()), 2)
    said = gradient_words.describe(config, run(config))
    assert f"the gradients of all layers by the same number, here {factor}, so their ratios stay the same." in said


def test_what_rounding_alone_changes_is_called_chaotic():
    """|z| with batch norm over a hundred layers, and no other; the same in every draw of the pictures."""
    chosen = tuple(map(ALL.index, ("tanh", "relu", "abs")))
    deep = replace(SMALL, activations=chosen, depth=100, width=64, norm="batch", init="he", seeds=1)
    result = run(deep)
    assert result.shaken[2] > 0.1 and (result.shaken[:2] < 1e-4).all()
    said = gradient_words.describe(deep, result)
    assert said.count("chaotic") == 1 and "|z| is chaotic here" in said
    assert f"by up to {percent(float(result.shaken[2]), 0)}. Two correct programs" in said
    assert (run(replace(deep, norm="layer")).shaken == 0).all()
    assert "chaotic" not in gradient_words.describe(SMALL, run(SMALL))


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
