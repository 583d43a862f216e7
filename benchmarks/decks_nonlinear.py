"""What the decks claim of non-linearities, of their gradients and of backpropagation, measured."""

import statistics
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks import gradients as deep
from benchmarks.deck_rows import rounding, row
from core.experiments import activations, backprop, three_views
from core.experiments.activations import bends, dead_relu
from core.experiments.backprop import autodiff
from core.experiments.backprop import net as backprop_net
from core.learning.nets import ACTIVATIONS
from core.words import number, percent, spread

SEEDS, MANY = 5, 40  # of what is trained; of gradients before training, which differ severalfold


def of_three_views() -> list[dict[str, Any]]:
    result = three_views.run(three_views.Config())
    said, collapsed = three_views.vector(result.scores), three_views.vector(result.collapsed)
    linear = three_views.run(three_views.Config(activation="identity"))
    worst = float(np.abs(linear.scores - linear.collapsed).max())
    return [
        row(
            "three_views",
            "Scores of x = [0.3 0.9]",
            "[−2.8 −0.2] on one slide, [2.8 −0.2] on another",
            f"{said}, with weights that give every other vector of the slides",
        ),
        row(
            "three_views",
            "Without non-linearities, s = W V U x = A x",
            "A x has the scores of the network with σ",
            f"A x = {collapsed}; the largest difference between A and the chain without σ: {rounding(worst)}",
            difference=worst,
        ),
    ]


def of_activations() -> list[dict[str, Any]]:
    wide = activations.facts("sigmoid", activations.Config(sigma=5.0))
    near = activations.facts("sigmoid", activations.Config())
    dead = dead_relu.run(activations.PRESETS["A dead ReLU"].config)
    awake = [round(1000 * float(share)) for share in dead.shares[:, -1]]
    pair, leaky = bends.pair(1.0, 1.0, 3.0), bends.pair(1.0, -0.02, 3.0)
    return [
        row(
            "activations",
            "Sigmoid far from 0",
            "“gradient close to zero for large positive or negative inputs”",
            f"slope below 0.01 for {percent(near.spread)} of z at spread 1, {percent(wide.spread)} at spread 5",
        ),
        row(
            "activations",
            "A dead ReLU, trained for 200 steps",
            "“pre-ReLU input zero for all network inputs → no gradients”: zero or below, that is",
            f"of 1,000 pictures {awake[0]} wake it afterwards; as leaky ReLU {awake[1]}, as ELU {awake[2]}",
        ),
        row(
            "activations",
            "|z| from two ReLUs",
            "“can be built from two ReLU units with inverted weights”",
            f"largest error {number(pair.errors['abs'])}; weights 1 and −0.02 give {ACTIVATIONS[leaky.same].name}",
        ),
    ]


def of_gradients() -> list[dict[str, Any]]:
    sigmoid, relu = deep.sigmoid_and_relu()
    lost, kept = (deep.first_over_last(config, MANY) for config in (sigmoid, relu))
    more = deep.rescued(MANY)
    failed, learned = (deep.test_errors(config, SEEDS) for config in (sigmoid, relu))
    times = ", ".join(f"{name} {number(v, 2)}" for name, v in more.items())
    return [
        row(
            "gradients",
            "20 sigmoid layers as PyTorch draws them: first layer’s |∂E/∂W| ÷ last’s",
            "“the gradients in the lower layers are lost” (EPFL)",
            f"{ranged(lost)}; {MANY} seeds",
            ratio=lost,
        ),
        row(
            "gradients",
            "20 ReLU layers, He’s draw: the same",
            "“ReLU fixes vanishing gradient issue (somewhat)” (Göttingen)",
            f"{ranged(kept)}; {MANY} seeds",
            ratio=kept,
        ),
        row(
            "gradients",
            "The sigmoid stack’s first layer, times as much with a remedy",
            "it “can be mitigated by using ReLU, clipping the gradients, relying on gated or resnet-type "
            "architectures” (EPFL)",
            f"{times}; clipping 1, as it scales all layers alike; {MANY} seeds",
        ),
        row(
            "gradients",
            "Test error on MNIST after 300 steps",
            "“Weights will not be updated” (CS5242)",
            f"sigmoid {spread(failed)}, ReLU with He {spread(learned)}; {SEEDS} seeds",
            test_error={"sigmoid": failed, "relu": learned},
        ),
    ]


def of_backprop() -> list[dict[str, Any]]:
    example = autodiff.run(autodiff.Example())
    shape = {"hidden": "4-4-4", "x": "1, -0.5, 0.3", "t": "0, 1, 0"}
    worst, kept = 0.0, {}
    for name in ACTIVATIONS:
        shares = []
        for seed in range(20):
            result = backprop.run(backprop.Config(activation=name, seed=seed, **shape))
            largest = max(float(np.abs(part).max()) for part in result.autograd)
            if largest:
                worst = max(worst, backprop_net.apart(result.back.gradient, result.autograd) / largest)
            deltas = result.back.deltas
            shares.append(float(np.abs(deltas[0]).mean() / np.abs(deltas[-1]).mean()))
        kept[name] = statistics.median(shares)
    words = ", ".join(f"{ACTIVATIONS[name].name} {number(kept[name], 2)}" for name in ("sigmoid", "tanh", "relu"))
    return [
        row(
            "backprop",
            "x = ones(2, 2), y = x + 2, z = 3y², o = mean(z)",
            "o = 27, gradient 4.5 (Göttingen)",
            f"o = {number(example.o)}, gradient {number(float(example.o_x.flat[0]))} in all four places; torch’s: "
            f"{number(float(example.torch_o))} and {number(float(example.torch_grad.flat[0]))}",
        ),
        row(
            "backprop",
            "The recursion against PyTorch’s autograd",
            "no number",
            f"largest relative difference: {rounding(worst)}; {len(ACTIVATIONS)} activations, 20 seeds",
            difference=worst,
        ),
        row(
            "backprop",
            "Mean |δ| three hidden layers of 4 below the output, as a share of the output’s",
            "“the gradients in the lower layers are lost” (EPFL)",
            f"{words}; median of 20 seeds",
        ),
    ]


def ranged(values: Sequence[float]) -> str:
    """Geometric mean and range."""
    shown = [number(v, 2) for v in (statistics.geometric_mean(values), min(values), max(values))]
    return f"{shown[0]} ({shown[1]} to {shown[2]})"
