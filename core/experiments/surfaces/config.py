"""The settings of Surfaces: what is to be learned, a network of two inputs, and how it is trained."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from core.config import Choice, Preset, Range, Switch, Text, When, check
from core.data.pictures import OwnPicture

SIDE = 51  # points along each axis: the deck's picture has 51 x 51 (E, "Other Ways to Interpolate")
TARGETS = {
    "flower": "a picture: a flower",
    "china": "a picture: a temple",
    "own": "a picture of your own",
    "rosenbrock": "Rosenbrock’s valley",
    "second": "a bowl, x² + y²",
    "waves": "waves in rings",
}
PICTURES = ("flower", "china", "own")
ACTIVATIONS = {"tanh": "tanh", "relu": "ReLU", "sigmoid": "sigmoid"}
OPTIMIZERS = {"lbfgs": "L-BFGS", "adam": "Adam"}
_WIDTH = r"[1-9]\d?"

Target = Annotated[str, Choice("Surface", TARGETS, "What the network is to learn, from 51 × 51 points of it.")]
Own = Annotated[OwnPicture, When(target="own")]
Activation = Annotated[str, Choice("Activation", ACTIVATIONS, "Of every hidden unit.")]
Optimizer = Annotated[
    str,
    Choice(
        "Optimiser",
        OPTIMIZERS,
        "L-BFGS learns from its last 50 steps how the loss bends, and searches along a line.",
    ),
]
Rate = Annotated[float, Range("Learning rate", 1e-5, 1, "Adam’s.", True), When(optimizer="adam")]
Steps = Annotated[int, Range("Steps", 10, 5_000, "Each step sees all 2,601 points.", True)]
Seed = Annotated[int, Range("Seed", 0, 9999, "Draws the first weights.")]


@dataclass(frozen=True)
class Config:
    """A surface, a network, and its training."""

    target: Target = "flower"
    layers: Annotated[int, Range("Hidden layers", 1, 4)] = 3
    width: Annotated[int, Range("Units in each", 1, 60)] = 14
    activation: Activation = "tanh"
    residual: Annotated[
        bool, Switch("Residual layer", "One more layer, which is added to what the one before it says.")
    ] = False
    widths: Annotated[
        str,
        Text(
            "Other widths",
            rf"{_WIDTH}(-{_WIDTH}){{0,3}}|[12]\d\d|300",
            11,
            "Such as 10-20-10, instead of the two sliders; of one layer up to 300 units.",
            form="such as 10-20-10 or 125",
        ),
    ] = ""
    optimizer: Optimizer = "lbfgs"
    lr: Rate = 0.01
    steps: Steps = 1_000
    seed: Seed = 0
    picture: Own = ""

    def __post_init__(self) -> None:
        check(self)


def widths(config: Config) -> tuple[int, ...]:
    """Units of each hidden layer, without the residual one."""
    if config.widths:
        return tuple(map(int, config.widths.split("-")))
    return (config.width,) * config.layers


def sizes(hidden: tuple[int, ...], residual: bool) -> tuple[int, ...]:
    """(inputs, hidden..., outputs); the residual layer is as wide as the layer that it is added to."""
    return (2, *hidden, *hidden[-1:] * residual, 1)


def weights(hidden: tuple[int, ...], residual: bool = False) -> int:
    """How many numbers a network has: (n_in + 1) n_out of each layer (E: 471 for 10/20/10, 581 with the bypass)."""
    return sum((a + 1) * b for a, b in pairwise(sizes(hidden, residual)))


PRESETS: dict[str, Preset] = {
    "A flower": Preset(Config(), "EPFL, “Image as a 3D Surface”: brightness is height, and 477 weights learn it."),
    "Rosenbrock, 3 units": Preset(
        Config(target="rosenbrock", layers=1, width=3),
        "EPFL, “Regressing the Rosenbrock Function”: three units are not quite enough, says the deck.",
    ),
    "One wide layer": Preset(
        Config(layers=1, widths="125"),
        "EPFL, “Second Layer for Regression”: 501 weights in one layer, as many as in two layers of 20.",
    ),
    "A residual layer": Preset(
        Config(widths="10-20-10", residual=True),
        "EPFL, “Adding a ResNet Layer”: the last layer learns only what is still missing.",
    ),
    "ReLU": Preset(
        Config(widths="10-20-10", activation="relu"),
        "EPFL, “Tanh vs ReLU”: 471 weights each, but flat facets must make round petals.",
    ),
    "Lost outside": Preset(
        Config(target="waves", layers=2, width=20),
        "Fails: inside its frame the network follows the waves; outside it knows nothing of them.",
        "Outside the frame",
    ),
}
