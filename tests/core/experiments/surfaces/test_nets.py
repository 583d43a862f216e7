"""The networks of Surfaces: the deck's numbers of weights, an oracle of nn.Linear, and the best output layer."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from core.experiments.surfaces.config import Config, weights, widths
from core.experiments.surfaces.nets import Shape, says, shape_of, solved
from core.experiments.surfaces.targets import inputs

DECK = [
    ((125,), False, 501),
    ((20, 20), False, 501),
    ((14, 14, 14), False, 477),
    ((15, 15, 15), False, 541),
    ((19, 19, 19), False, 837),
    ((10, 20, 10), False, 471),
    ((10, 20, 10), True, 581),
]


@pytest.mark.parametrize(("hidden", "residual", "many"), DECK)
def test_a_network_has_as_many_weights_as_the_slide_says(hidden, residual, many):
    assert weights(hidden, residual) == many == Shape(hidden, residual=residual).draw([0]).numel()


def test_widths_in_words_come_before_the_two_sliders():
    assert widths(Config(layers=2, width=7)) == (7, 7)
    assert widths(Config(widths="10-20-10")) == (10, 20, 10) and widths(Config(widths="300")) == (300,)
    for wrong in ("0", "301", "10-200", "1-2-3-4-5", "5-"):
        with pytest.raises(ValueError, match="'widths' must be"):
            Config(widths=wrong)


@pytest.mark.parametrize(("activation", "module"), [("tanh", nn.Tanh), ("relu", nn.ReLU), ("sigmoid", nn.Sigmoid)])
@pytest.mark.parametrize("residual", [False, True])
def test_forward_is_that_of_layers_of_pytorch(activation, module, residual):
    shape = Shape((5, 4), activation, residual)
    flat, x = shape.draw([3, 8]), torch.from_numpy(inputs(6))
    out, h = shape.forward(flat, x)
    for s in range(2):
        a, at = x.T, 0
        for n, (n_in, n_out) in enumerate(zip(shape.sizes, shape.sizes[1:], strict=False)):
            layer = nn.Linear(n_in, n_out, dtype=torch.float64)
            with torch.no_grad():
                layer.weight.copy_(flat[s, at : at + n_in * n_out].view(n_out, n_in))
                layer.bias.copy_(flat[s, at + n_in * n_out :][:n_out])
            at += (n_in + 1) * n_out
            z = layer(a)
            last = n == len(shape.sizes) - 2
            before, a = a, z if last else module()(z) + (a if residual and n == 2 else 0)
        assert at == flat.shape[1]
        assert torch.allclose(out[s], a[:, 0], atol=1e-12) and torch.allclose(h[s].T, before, atol=1e-12)


def test_a_network_of_several_is_the_one_that_its_seed_draws_alone():
    shape = shape_of(Config())
    assert torch.equal(shape.draw([4, 5])[1], shape.draw([5])[0])


def test_no_output_layer_is_better_than_the_solved_one():
    shape, x = Shape((6,)), inputs(15)
    z = np.sin(3 * x[0]) * x[1]
    _, h = says(shape, shape.draw([0])[0].numpy(), x)
    best, error = solved(h, z)
    features = np.vstack([h, np.ones_like(z)]).T
    assert np.abs(features.T @ (features @ best - z)).max() < 1e-9, "the gradient is 0"
    for change in np.eye(7) * 1e-3:
        assert np.square(features @ (best + change) - z).mean() > error


def test_copies_of_a_unit_can_be_solved_too():
    h = np.tile(np.linspace(-1, 1, 20), (3, 1))
    _, error = solved(h, 2 * h[0] + 1)
    assert error < 1e-20
