"""The gradient, held against autograd, against nudges of each weight and against the sum over all paths."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from core.config import from_query, to_query
from core.experiments import backprop
from core.experiments.backprop import PRESETS, Config
from core.experiments.backprop import net as backprop_net
from core.experiments.backprop import steps as backprop_steps
from core.experiments.backprop.net import Net, Spot
from core.learning.nets import ACTIVATIONS
from tests.helpers.backprop import CONFIGS, SOME


def largest(gradient):
    return max(np.abs(g).max() for g in gradient)


@SOME
@given(CONFIGS)
def test_every_derivative_is_autograds(config):
    result = backprop.run(config)
    # PyTorch has 1 - tanh(a)^2, which loses digits where tanh is near 1: beyond 5 its own error is above 1e-12.
    assume(all(np.abs(a).max() < 5 for a in result.forward.a[:-1]))
    theirs = largest(result.autograd)
    assert backprop_net.apart(result.back.gradient, result.autograd) <= 1e-12 * max(theirs, 1e-3)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_at_a_kink_the_slope_is_pytorchs(activation):
    result = backprop.run(Config(x="0, 0", activation=activation))
    assert not result.forward.a[0].any()
    assert backprop_net.apart(result.back.gradient, result.autograd) <= 1e-15


@SOME
@given(CONFIGS)
def test_every_derivative_is_what_a_nudge_of_the_weight_does(config):
    result = backprop.run(config)
    kinks = config.activation in ("relu", "leaky_relu", "prelu", "abs", "step")
    assume(not kinks or all(np.abs(a).min() > 1e-3 for a in result.forward.a[:-1]))
    bound = 1e-6 * max(1.0, largest(result.back.gradient), result.forward.loss)
    assert backprop_net.apart(result.back.gradient, result.differences) < bound


@SOME
@given(CONFIGS, some.data())
def test_the_products_of_all_paths_sum_to_the_gradient(config, data):
    net = backprop.network(config)
    m = data.draw(some.integers(0, len(net.weights) - 1))
    at = Spot(
        m,
        data.draw(some.integers(0, net.widths[m + 1] - 1)),
        data.draw(some.integers(0, net.widths[m] - 1)),
    )
    result = backprop.run(replace(config, weight=backprop.link(at)))
    assert result.marked == at
    assert {path.units for path in result.paths} == set(product([at.to], *map(range, net.widths[m + 2 :])))
    parts = [backprop.input_of(result, at) * path.product for path in result.paths]
    ours = backprop.gradient_of(result.back.gradient, at)
    assert sum(parts) == pytest.approx(ours, rel=1e-9, abs=1e-12 * max(1.0, *map(abs, parts)))
    for path in result.paths:
        assert len(path.factors) + 1 == len(backprop_steps.product_of(net, at, path.units))
        assert np.prod(path.factors) == pytest.approx(path.product)


def test_a_chain_by_hand():
    """x = 2, w = 0.5 then 3, tanh, (a - 1)^2 / 2: dE/dw1 = (3 tanh 1 - 1) 3 (1 - tanh(1)^2) 2."""
    net = Net(
        (np.array([[0.5]]), np.array([[3.0]])),
        (np.zeros(1), np.zeros(1)),
        np.array([2.0]),
        np.array([1.0]),
        "tanh",
        "squared",
    )
    done = backprop_net.forward(net)
    back = backprop_net.backward(net, done)
    tanh = 0.7615941559557649
    assert done.a[0] == 1 and done.loss == pytest.approx((3 * tanh - 1) ** 2 / 2)
    assert back.deltas[1] == pytest.approx(3 * tanh - 1)
    assert back.gradient[1][0, 1] == pytest.approx((3 * tanh - 1) * tanh)
    assert back.gradient[0][0, 1] == pytest.approx((3 * tanh - 1) * 3 * (1 - tanh**2) * 2)
    (path,) = backprop_net.paths(net, back, 0, 0)
    assert path.factors == pytest.approx((1 - tanh**2, 3, 3 * tanh - 1))


def test_softmax_and_cross_entropy_send_back_p_minus_t():
    result = backprop.run(PRESETS["p − t"].config)
    scores = result.forward.a[-1]
    p = np.exp(scores) / np.exp(scores).sum()
    assert result.back.deltas[-1] == pytest.approx(p - [0, 1, 0])
    assert result.forward.loss == pytest.approx(-np.log(p[1]))


def test_the_slides_last_formula_with_its_index_as_printed_cannot_be_computed():
    """It has delta_h = sigma'(a_h) sum_j w_ih delta_h; summed over i with delta_i it is dE/da_h."""
    result = backprop.run(Config())
    weight, delta = result.net.weights[1], result.back.deltas
    assert weight.shape == (3, 2) and len(delta[0]) == 2 and len(delta[1]) == 3
    slope = 1 - np.tanh(result.forward.a[0]) ** 2
    assert slope * (weight.T @ delta[1]) == pytest.approx(delta[0])


def test_presets_fail_and_succeed_as_they_say():
    runs = {name: backprop.run(preset.config) for name, preset in PRESETS.items()}
    g = {name: backprop.gradient_of(run.back.gradient, run.marked) for name, run in runs.items()}
    slide = runs["The slide’s network"]
    assert slide.net.widths == (2, 2, 3, 2, 2) and len(slide.paths) == 12
    assert len(runs["One path: a chain"].paths) == 1
    assert runs["Sigmoid, saturated"].forward.loss > 2 and 0 < abs(g["Sigmoid, saturated"]) < 1e-4
    assert g["A dead ReLU"] == 0 and [path.factors[0] for path in runs["A dead ReLU"].paths] == [0, 0]
    assert any(d.any() for d in runs["A dead ReLU"].back.deltas[:1])
    zero = runs["Zero weights"].back.gradient
    assert all(not part[:, 1:].any() for part in zero) and zero[-1][:, 0].any()
    twins = runs["Twins"].back.gradient
    assert (twins[0][0] == twins[0][1]).all() and twins[0].any()
    step = runs["A step has no slope"].back.gradient
    assert not any(part.any() for part in step[:-1]) and step[-1].any()


def test_the_words_name_what_stops_the_error():
    said = {name: backprop.describe(preset.config, backprop.run(preset.config)) for name, preset in PRESETS.items()}
    slide = said["The slide’s network"]
    assert ("error E", "0.791") in slide.numbers and "the sum over 12 paths" in slide
    assert slide.conclusion.startswith("If the weight from ℓ₂ to h₁ grows by 0.01, the error E changes by about ")
    assert "7 of 7 hidden units are saturated" in said["Sigmoid, saturated"]
    assert "σ′ is 0 at 1 of 4 hidden units (i₁): nothing goes back through it." in said["A dead ReLU"]
    assert "All weights after the first layer are 0" in said["Zero weights"]
    assert "j₁ and j₂ are twins" in said["Twins"] and "so they stay equal while they learn." in said["Twins"]
    first = Config(hidden="1", x="1", t="1", loss="squared", scale=0.0, moved="1.1.1:0.5")
    result = backprop.run(first)
    assert result.net.weights[0].any() and not result.net.weights[1].any()
    assert backprop.describe(first, result).conclusion.startswith("All weights after the first layer are 0: ")
    assert all(
        "Each circle is a unit" in told.drawn and "One weight or bias is marked" in told.drawn
        for told in said.values()
    )
    flat = Config(
        hidden="1-1", x="1", t="1", loss="squared", activation="sigmoid", moved="1.1.1:20;2.1.1:0.1;3.1.1:1"
    )
    assert "1 of 2 hidden units is saturated" in backprop.describe(flat, backprop.run(flat))
    one = Config(t="1")
    assert "softmax of one score is always 1" in backprop.describe(one, backprop.run(one))
    odd = Config(t="1, 0.5")
    assert "sums to 1.5, so δ = p · 1.5 − t" in backprop.describe(odd, backprop.run(odd))


def test_the_marked_weight_and_the_weights_by_hand_survive_any_shape():
    config = Config(hidden="1", x="1", t="1", weight="4.4.4", moved="4.4.4:1;1.1.1:0.25;2.1.0:3")
    result = backprop.run(config)
    assert result.marked == Spot(0, 0, 0) and result.net.weights[0][0, 0] == 0.25
    assert not result.net.biases[1].any()
    assert backprop.network(replace(config, bias=True)).biases[1][0] == 3
    assert from_query(Config, to_query(config)) == (config, [])
    assert backprop.moved_by(config, "1.1.1", -0.5) == "4.4.4:1;2.1.0:3;1.1.1:-0.5"
    many = Config()
    for k in range(40):
        many = replace(many, moved=backprop.moved_by(many, f"{k % 4 + 1}.{k % 3 + 1}.{k // 10 + 1}", -k - 0.125))
    assert len(backprop.moves(many.moved)) == backprop.MOVES


@pytest.mark.parametrize(
    "x",
    ["", "1,,2", "1,2,3,4", "1e9", "nan"],
)
def test_inputs_that_are_no_numbers_are_refused(x):
    with pytest.raises(ValueError, match="'x' must be one to three numbers below 100"):
        Config(x=x)
