"""The settings of Backpropagation: a small network, the weight that is marked, what was moved."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

import numpy as np

from core.config import Choice, Preset, Range, Switch, Text, check
from core.experiments.backprop.net import Net, Spot
from core.learning.nets import ACTIVATIONS

ONE = r"-?\d{1,2}(\.\d{1,3})?"
THREE = rf"{ONE}(, ?{ONE}){{0,2}}"
MOVES = 12  # weights by hand
MOVE = rf"[1-4]\.[1-4]\.[0-4]:{ONE}"
LOSSES = {"cross-entropy": "softmax and cross-entropy", "squared": "squared error"}
NAMES = {name: one.name for name, one in ACTIVATIONS.items()}


class Numbers(Text):
    """One to three numbers below 100: "1, -0.5"."""

    def allowed(self, kind: type) -> str:
        return "one to three numbers below 100 with commas between them, like 1, -0.5"

    def holds(self, value: Any, kind: type) -> bool:
        return value != "" and super().holds(value, kind)


@dataclass(frozen=True)
class Config:
    """A network of at most three hidden layers, one input, one target."""

    hidden: Annotated[
        str,
        Text(
            "Hidden layers",
            r"[1-4](-[1-4]){0,2}",
            5,
            "Units in each, as 2-3-2: up to three layers of 1 to 4.",
            form="such as 2-3-2",
        ),
    ] = "2-3-2"
    activation: Annotated[str, Choice("Activation σ", NAMES, "Of every hidden unit.")] = "tanh"
    loss: Annotated[str, Choice("Loss E", LOSSES, "What is differentiated.")] = "cross-entropy"
    x: Annotated[str, Numbers("Input x", THREE, 26, "One to three numbers: as many inputs.")] = "1, -0.5"
    t: Annotated[
        str, Numbers("Target t", THREE, 26, "One to three numbers: as many outputs. A class: 1 there, 0 elsewhere.")
    ] = "1, 0"
    bias: Annotated[bool, Switch("Biases", "The deck’s formulas have none.")] = False
    scale: Annotated[
        float,
        Range("Size of the weights", 0.1, 20, "Their standard deviation times √(units that feed one).", True, True),
    ] = 1.0
    seed: Annotated[int, Range("Seed", 0, 9999, "Draws the weights.")] = 606
    weight: Annotated[
        str,
        Text(
            "Marked weight",
            r"[1-4]\.[1-4]\.[0-4]",
            5,
            "Layer, unit it leads to, unit it comes from.",
            form="such as 1.2.1",
        ),
    ] = "1.1.1"
    moved: Annotated[
        str,
        Text(
            "Weights by hand",
            rf"{MOVE}(;{MOVE}){{0,{MOVES - 1}}}",
            170,
            "As 1.2.1:0.5: that weight is 0.5.",
            form="such as 1.2.1:0.5",
        ),
    ] = ""

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Descent:
    """One step of gradient descent."""

    lr: Annotated[float, Range("Learning rate η", 0.001, 20, "Of the one step.", True)] = 0.5

    def __post_init__(self) -> None:
        check(self)


PRESETS: dict[str, Preset] = {
    "The slide’s network": Preset(
        Config(weight="1.1.2"),
        "Input ℓ, hidden h, i, j, output k, as on the slides: small enough to write every number down.",
    ),
    "One path: a chain": Preset(
        Config(hidden="1-1", x="1", t="1", loss="squared", seed=1245),
        "One unit a layer, one path: the gradient is one product, factor by factor.",
    ),
    "p − t": Preset(
        Config(hidden="3", x="1, 0.5", t="0, 1, 0", weight="2.2.1", seed=2334),
        "Softmax and cross-entropy: what the outputs send back is simply p − t.",
    ),
    "Sigmoid, saturated": Preset(
        Config(activation="sigmoid", scale=10.0, t="0, 1", seed=283),
        "Large weights, large |a|, σ′ near 0: the error is large and almost nothing of it arrives.",
    ),
    "A dead ReLU": Preset(
        Config(hidden="2-2", activation="relu", loss="squared", t="1", seed=237),
        "The marked weight feeds a ReLU below zero: every path starts with σ′ = 0, and the gradient is exactly 0.",
    ),
    "Zero weights": Preset(
        Config(scale=0.0, bias=True), "Every path has a factor 0: only the biases of the outputs learn."
    ),
    "Twins": Preset(
        Config(
            hidden="2", moved="1.1.1:0.5;1.2.1:0.5;1.1.2:0.3;1.2.2:0.3;2.1.1:0.7;2.1.2:0.7;2.2.1:-0.4;2.2.2:-0.4"
        ),
        "Two hidden units with the same weights get the same gradient: they stay the same for ever.",
    ),
    "A step has no slope": Preset(
        Config(activation="step", bias=True, weight="2.1.1"),
        "σ′ = 0 everywhere: the network computes, and below the outputs nothing can learn. Why no deck uses it.",
    ),
}


def network(config: Config) -> Net:
    """The weights: normal, std scale / sqrt(inputs), rounded to two digits so that they are what is printed."""
    x, t = (np.array([float(v) for v in text.split(",")]) for text in (config.x, config.t))
    widths = [len(x), *(int(n) for n in config.hidden.split("-") if n), len(t)]
    generator = np.random.default_rng(config.seed)
    weights, biases = [], []
    for n_in, n_out in pairwise(widths):
        weights.append(np.round(config.scale * generator.normal(size=(n_out, n_in)) / np.sqrt(n_in), 2) + 0.0)
        drawn = np.round(config.scale * generator.normal(size=n_out) / 2, 2) + 0.0
        biases.append(drawn if config.bias else np.zeros(n_out))
    for (m, to, source), value in moves(config.moved).items():
        if m < len(weights) and to < len(weights[m]) and source < weights[m].shape[1]:
            if source >= 0:
                weights[m][to, source] = value
            elif config.bias:
                biases[m][to] = value
    return Net(tuple(weights), tuple(biases), x, t, config.activation, config.loss)


def moves(text: str) -> dict[Spot, float]:
    """The weights that Config.moved sets."""
    parts = (part.split(":") for part in text.split(";") if part)
    return {spot(name): float(value) for name, value in parts}


def spot(text: str) -> Spot:
    """(layer, unit it leads to, unit it comes from), from 0; a bias comes from -1."""
    m, to, source = map(int, text.split("."))
    return Spot(m - 1, to - 1, source - 1)


def link(at: Spot) -> str:
    """A weight as a link names it: its three numbers from 1, the bias's source 0."""
    return ".".join(str(number + 1) for number in at)


def moved_by(config: Config, name: str, value: float) -> str:
    """Config.moved after one more weight is set by hand; the oldest is given up where there are too many."""
    kept = {place: v for place, v in moves(config.moved).items() if place != spot(name)}
    every = [*kept.items(), (spot(name), value)][-MOVES:]
    return ";".join(f"{link(place)}:{round(v, 3):g}" for place, v in every)


def allowed(name: str, net: Net) -> bool:
    """Whether a text names a weight of `net`, or a bias."""
    if not re.fullmatch(r"[1-4]\.[1-4]\.[0-4]", name, re.ASCII):
        return False
    m, to, source = spot(name)
    return m < len(net.weights) and to < net.widths[m + 1] and source < net.widths[m]
