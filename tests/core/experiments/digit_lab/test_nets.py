"""The digit lab's networks against PyTorch's own layers."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from torch import nn

from core.experiments import digit_lab as lesson
from core.experiments.digit_lab import PRESETS, Config, nets
from core.learning.nets import ACTIVATIONS, MLP


def draw(seed=0):
    return torch.Generator().manual_seed(seed)


def build(config, shape=(28, 28, 1), classes=10):
    return nets.build(config, shape, classes, draw(), draw(1))


plans = st.builds(
    Config,
    network=st.sampled_from(["mlp", "convnet"]),
    widths=st.sampled_from(["", "5", "7-6", "3-3-3-3-3-3"]),
    activation=st.sampled_from(list(ACTIVATIONS)),
    dropout=st.sampled_from([0.0, 0.3]),
    batch_norm=st.booleans(),
    bias=st.booleans(),
    filters=st.integers(1, 5),
)


@hypothesis_settings(max_examples=80, deadline=None)
@given(plans, st.integers(4, 20), st.integers(4, 20), st.sampled_from([1, 3]), st.integers(2, 10))
def test_the_shapes_foretold_are_those_of_the_network(plan, height, width, channels, classes):
    net = build(plan, (height, width, channels), classes)
    found = {name: tuple(value.shape) for name, value in net.state_dict().items()}
    assert found == nets.shapes(plan, (height, width, channels), classes)
    assert net(torch.rand(3, height * width * channels)).shape == (3, classes)
    assert nets.first_layer(net, (height, width, channels)).shape[-1] == channels


def test_the_convnet_is_the_decks():
    config = PRESETS["Convnet"].config
    net = build(config)
    theirs = nn.Sequential(  # D, "a convnet on MNIST"
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 32, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(0.25),
        nn.Flatten(),
        nn.Linear(12 * 12 * 32, 128),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(128, 10),
    )
    ours = list(net.parameters())
    assert [p.numel() for p in ours] == [p.numel() for p in theirs.parameters()]
    with torch.no_grad():
        for mine, other in zip(ours, theirs.parameters(), strict=True):
            if mine.shape == (128, 4608):  # ours are channels last
                other.copy_(mine.view(128, 12, 12, 32).permute(0, 3, 1, 2).reshape(128, 4608))
            else:
                other.copy_(mine)
    x = torch.rand(4, 784)
    net.eval(), theirs.eval()
    torch.testing.assert_close(net(x), theirs(x.view(4, 1, 28, 28)))
    assert [m.p for m in net.modules() if isinstance(m, nets._Dropout)] == [0.25, 0.5]


@pytest.mark.parametrize("activation", ["gelu", "abs", "relu"])
def test_pooling_comes_after_the_activation(activation):
    """Also where the activation does not rise, and the order matters."""
    net = build(Config(network="convnet", widths="", activation=activation, filters=2))
    net.eval()
    x = torch.randn(3, 784)
    f = ACTIVATIONS[activation].value
    z = net.conv2(f(net.conv1(x.view(3, 1, 28, 28))))
    pooled = nn.functional.max_pool2d(f(z), 2)
    torch.testing.assert_close(net(x), net.layers(pooled.permute(0, 2, 3, 1).flatten(1)), atol=1e-5, rtol=1e-4)


def test_dropout_and_batch_norm_are_pytorchs():
    x = torch.randn(2000, 30) * 3 + 1
    drop, masks = nets._Dropout(0.2, draw()), draw()
    out = drop(x)
    assert (out == 0).double().mean() == pytest.approx(0.2, abs=0.01)
    kept = out != 0
    torch.testing.assert_close(out[kept], x[kept] / 0.8)
    assert not torch.equal(drop(x), out) and torch.equal(nets._Dropout(0.2, masks)(x), out)
    assert torch.equal(drop.eval()(x), x)
    norm, theirs = nets._BatchNorm(30), nn.BatchNorm1d(30)
    torch.testing.assert_close(norm(x), theirs(x))
    torch.testing.assert_close(norm.mean, theirs.running_mean)
    torch.testing.assert_close(norm.eval()(x), theirs.eval()(x))
    torch.testing.assert_close(norm.train()(x[:1]), theirs(x[:1]))  # one picture has no variance


def test_a_network_of_parts_is_the_plain_one():
    """Dropout that drops nothing: the same weights and the same training as those of core.learning.nets.MLP."""
    plain = Config(dataset="digits", widths="12", bias=True, epochs=3)
    parts = replace(plain, dropout=1e-12)
    assert isinstance(build(plain), MLP) and not isinstance(build(parts), MLP)
    a, b = (list(lesson.train(config))[-1] for config in (plain, parts))
    for mine, theirs in zip(a.parameters, b.parameters, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=2e-4)


def test_the_first_layer_is_what_sees_the_pictures():
    net = build(Config(widths="200"), (32, 32, 3))
    assert nets.first_layer(net, (32, 32, 3)).shape == (200, 32, 32, 3)
    assert nets.first_layer(build(Config(network="convnet", filters=4), (5, 5, 3)), (5, 5, 3)).shape == (4, 3, 3, 3)


def test_a_products_count_is_what_a_picture_takes():
    assert nets.products(Config(), (28, 28, 1), 10) == 39_700
    conv = 26 * 26 * 9 * 32 + 24 * 24 * 9 * 32 * 32 + 4608 * 128 + 1280
    assert nets.products(PRESETS["Convnet"].config, (28, 28, 1), 10) == conv
