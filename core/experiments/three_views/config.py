"""The settings of Three views: the numbers of the lecture’s 2-3-4-2 network, each of which can be changed."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from core.config import Choice, Preset, check
from core.experiments.three_views.entries import LARGEST, entries

WIDTHS = (2, 3, 4, 2)
REACH = 2.0  # of that line, at least
FUNCTIONS = {
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "softplus": "softplus",
    "elu": "ELU",
    "silu": "SiLU",
    "abs": "|z|",
    "step": "step",
    "identity": "none: the network is linear",
}


@dataclass(frozen=True)
class Config:
    """The input, the three matrices, and what stands between them."""

    activation: Annotated[
        str, Choice("Non-linearity", FUNCTIONS, "Between the layers, the same at each neuron.")
    ] = "relu"
    x: Annotated[str, entries("Input x", 1, 2, "Two numbers: 0.3,0.9")] = "0.3,0.9"
    u: Annotated[str, entries("U", 3, 2, "Row by row; 1/3 is allowed.")] = "2,-1;-1/3,1/3;-2/3,1/3"
    v: Annotated[str, entries("V", 4, 3, "Row by row.")] = "1,4,4;-1,-3,-1;2,-5,-4;-2,2,2"
    w: Annotated[str, entries("W", 2, 4, "Row by row.")] = "2,-1,2,2/3;-1/3,1,-1,1/3"

    def __post_init__(self) -> None:
        check(self)


def drawn(seed: int, activation: str = "relu") -> Config:
    """Weights from N(0, 2 / inputs), He's for ReLU, to one decimal."""
    rng = np.random.default_rng(seed)
    texts = []
    for rows, columns in zip(WIDTHS[1:], WIDTHS, strict=False):
        weight = np.round(rng.normal(0, np.sqrt(2 / columns), (rows, columns)), 1).clip(-LARGEST, LARGEST) + 0.0
        texts.append(";".join(",".join(f"{entry:g}" for entry in row) for row in weight))
    return Config(activation, Config().x, *texts)


LECTURE = Config()
PRESETS: dict[str, Preset] = {
    "The lecture's network": Preset(
        LECTURE, "The lecture prints the vectors; these weights, which it leaves out, give them exactly."
    ),
    "Without the non-linearity": Preset(
        Config(activation="identity"), "The same weights in three layers do what one matrix of four numbers does."
    ),
    "Nothing negative": Preset(
        Config(u="0.5,0.2;0.3,0.4;0.1,0.6", v="1,0.5,0.2;0.3,1,0.4;0.6,0.2,1;0.4,0.7,0.3"),
        "ReLU meets no negative number, so it does nothing: here, and only here, one matrix is right.",
    ),
    "A dead layer": Preset(
        Config(u="-1,-1;-2,-0.5;-0.5,-1"),
        "Inputs above 0, weights below: ReLU sets the whole layer to 0, and no small step of x or V changes that.",
    ),
    "Sigmoid instead": Preset(
        Config(activation="sigmoid"),
        "Nothing is set to 0. Every number is pressed between 0 and 1: a curve, not a bend.",
    ),
    "Random weights": Preset(
        drawn(1), "Before it learns, a network is like this: not linear, but without a meaning yet."
    ),
}
