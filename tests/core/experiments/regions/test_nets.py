"""The networks whose regions are shown: drawn, made by hand, flawed."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from core.experiments import regions as lesson
from core.experiments.regions import Config, facts, training


def test_pytorchs_draw_is_that_of_manual_seed_and_linear_layers():
    torch.manual_seed(3)
    made = [nn.Linear(2, 16), nn.Linear(16, 16), nn.Linear(16, 16), nn.Linear(16, 1)]
    net = lesson.drawn(Config(net="pytorch", depth=3, width=16, seed=3))
    for layer, (weight, bias) in zip(made, [*net.hidden, net.head], strict=True):
        np.testing.assert_allclose(weight, layer.weight.detach().numpy(), rtol=1e-6)
        np.testing.assert_allclose(bias, layer.bias.detach().numpy(), rtol=1e-6)


def test_the_reference_has_178_regions():
    config = Config(net="pytorch", depth=3, width=16)
    assert len(lesson.look(lesson.drawn(config), config)) == 178


@pytest.mark.parametrize("width", [1, 3, 7, 63])
def test_one_more_neuron_leaves_the_others_where_they_are(width):
    before = lesson.drawn(Config(depth=1, width=width, seed=5)).hidden[0]
    after = lesson.drawn(Config(depth=1, width=width + 1, seed=5)).hidden[0]
    np.testing.assert_array_equal(before[0], after[0][:-1])
    np.testing.assert_array_equal(before[1], after[1][:-1])


@pytest.mark.parametrize("seed", range(5))
def test_every_drawn_neuron_has_a_line_in_the_square(seed):
    config = Config(depth=3, width=9, seed=seed)
    net = lesson.drawn(config)
    assert [layer.drawing for layer in facts.facts(net, lesson.look(net, config)).layers] == [9, 9, 9]


def test_constructions_have_the_regions_of_their_theorems():
    for depth in range(1, 6):
        fold = Config(net="fold", depth=depth, activation="abs")
        assert lesson.look(lesson.drawn(fold), fold).counts == tuple(4**k for k in range(1, depth + 1))
    saw = Config(net="sawtooth", depth=2, width=6, x=0.5, y=0.5, r=0.5)
    assert lesson.look(lesson.drawn(saw), saw).counts == (9, 81)


def test_flaws_are_what_they_say():
    good = lesson.drawn(Config(depth=2, width=6))
    assert all((bias == 0).all() for _, bias in lesson.flawed(good.hidden, "zero_bias"))
    dead = lesson.flawed(good.hidden, "dead")
    assert (dead[1][1] < -1e5).all() and (dead[0][1] == good.hidden[0][1]).all()
    for weight, bias in lesson.flawed(good.hidden, "copies"):
        np.testing.assert_array_equal(weight[0::2], weight[1::2])
        np.testing.assert_array_equal(bias[0::2], bias[1::2])


def test_a_config_refuses_in_one_voice():
    with pytest.raises(ValueError, match=r"'depth' must be an integer in \[1, 10\]. Got 11 instead."):
        Config(depth=11)
    for text in ("0", "8-", "1000", "8-8-8-8-8-8-8-8-8-8-8", "8 8"):
        with pytest.raises(ValueError, match="'widths' must be"):
            Config(widths=text)
    assert lesson.widths(Config(widths="4-16-999")) == (4, 16, 999)
    with pytest.raises(ValueError, match="'net' must be one that does not train"):
        lesson.drawn(Config(net="trained"))
    with pytest.raises(ValueError, match="'net' must be one of trained, digits"):
        next(training.train(Config()))
