"""The settings of Linear regions: a network that is drawn, built or trained, and a window of the plane."""

from dataclasses import dataclass
from typing import Annotated

from core.config import Choice, Only, Preset, Range, Text, When, check
from core.data.planar import PLANAR
from core.data.selection import Classes, Dataset

NETS = {
    "random": "random, through the square",
    "pytorch": "random, as nn.Linear's",
    "fold": "built: |x| folds",
    "sawtooth": "built: sawtooth",
    "trained": "trained on points",
    "digits": "trained on digits",
}
ACTIVATIONS = {"relu": "ReLU", "abs": "|x|", "leaky_relu": "leaky ReLU (.02)", "identity": "none"}
FLAWS = {
    "none": "none",
    "zero_bias": "every bias is 0",
    "dead": "the last layer is dead",
    "copies": "every second neuron is a copy",
}
TRAINED = ("trained", "digits")
DRAWN = ("random", "pytorch")
POINTS, DIGITS, LEARNS = When(net="trained"), When(net="digits"), When(net=TRAINED)
FREE = When(net=(*DRAWN, *TRAINED))  # its widths are free, and a seed draws its weights
LOOK = Only("window")
WIDEST = 999  # of "Other widths"
_WIDTH = r"[1-9]\d{0,2}"


@dataclass(frozen=True)
class Config:
    """A network of two inputs, or of pictures seen along a plane, and the window (x - r, x + r, y - r, y + r)."""

    net: Annotated[str, Choice("Weights", NETS)] = "random"
    depth: Annotated[int, Range("Hidden layers", 1, 10, "Each one bends what the one before it made.")] = 2
    width: Annotated[int, Range("Neurons in each", 1, 64), When(net=(*DRAWN, "sawtooth", *TRAINED))] = 8
    activation: Annotated[str, Choice("Activation", ACTIVATIONS, "What bends a neuron's output at 0.")] = "relu"
    points: Annotated[str, Choice("Points", PLANAR, "Two classes of points to tell apart."), POINTS] = "circles"
    steps: Annotated[int, Range("Training steps", 50, 10_000, "Updates by Adam.", True), LEARNS] = 1_000
    lr: Annotated[float, Range("Learning rate", 1e-5, 10, "The size of a step.", True), LEARNS] = 0.005
    dataset: Annotated[Dataset, DIGITS] = "mnist"
    classes: Annotated[Classes, DIGITS] = tuple(range(10))
    digit_a: Annotated[int, Range("First picture's class", 0, 9), DIGITS] = 7
    digit_b: Annotated[int, Range("Second picture's class", 0, 9), DIGITS] = 2
    digit_c: Annotated[int, Range("Third picture's class", 0, 9), DIGITS] = 1
    pick: Annotated[
        int, Range("Which pictures", 0, 99, "The next three test pictures of these classes."), DIGITS
    ] = 0
    seed: Annotated[int, Range("Seed", 0, 9999, "Draws the weights, and the points if there are any."), FREE] = 0
    flaw: Annotated[str, Choice("Flaw", FLAWS, "What makes regions fail to appear."), When(net=DRAWN)] = "none"
    widths: Annotated[
        str,
        Text(
            "Other widths",
            rf"{_WIDTH}(-{_WIDTH}){{0,9}}",
            39,
            "Such as 4-16-8, instead of the two sliders.",
            form="such as 4-16-8",
        ),
        FREE,
    ] = ""
    max_regions: Annotated[
        int, Range("Most regions", 1_000, 2_000_000, "Where counting stops, with what was found.", True), LOOK
    ] = 200_000
    x: Annotated[float, Range("Middle of the window, x", -1000, 1000), LOOK] = 0.0
    y: Annotated[float, Range("Middle of the window, y", -1000, 1000), LOOK] = 0.0
    r: Annotated[float, Range("Half the window's side", 1e-6, 1000, log=True), LOOK] = 1.0

    def __post_init__(self) -> None:
        check(self)


PRESETS: dict[str, Preset] = {
    "One neuron": Preset(
        Config(depth=1, width=1),
        "EPFL, “Multi-Layer Perceptrons”: one neuron is one straight line, along which the plane bends.",
    ),
    "Three neurons": Preset(
        Config(depth=1, width=3, seed=7),
        "EPFL, “Three Hyperplanes”: three lines, at most seven regions, and a facet of the surface on each.",
    ),
    "A second layer": Preset(
        Config(),
        "Göttingen lecture 5: the lines of layer 2 are straight only until they meet a line of layer 1; there "
        "they break.",
    ),
    "Three layers of 16": Preset(
        Config(net="pytorch", depth=3, width=16),
        "As nn.Linear draws them: depth adds few regions as long as nobody builds or folds anything.",
    ),
    "|x| folds": Preset(
        Config(net="fold", depth=4, activation="abs"),
        "Göttingen lecture 5: the absolute value “folds” the space. Four layers of two neurons: 4 x 4 x 4 x 4 "
        "regions.",
    ),
    "Teeth": Preset(
        Config(net="sawtooth", depth=2, width=8, x=0.5, y=0.5, r=0.5),
        "Montúfar et al. 2014: ReLU layers that fold as well, four teeth on each axis, twice.",
    ),
    "While it learns": Preset(
        Config(net="trained", depth=2, width=16, points="spirals"),
        "A network learns to tell two spirals apart: watch its lines gather where they are needed.",
    ),
    "Through three digits": Preset(
        Config(net="digits", depth=2, width=24, lr=0.002),
        "A plane through three test digits: each point of it is a picture, and the network reads them all.",
    ),
    "A million regions": Preset(
        Config(net="fold", depth=10, activation="abs", max_regions=2_000_000),
        "Ten layers of two neurons, twenty in all: more regions than the screen has pixels. Zoom in.",
    ),
    "No bias": Preset(
        Config(depth=3, flaw="zero_bias"),
        "Fails: without biases all lines, of all layers, pass through 0. Layers add nothing but rays.",
    ),
    "A dead layer": Preset(
        Config(flaw="dead"), "Fails: the biases of layer 2 are so low that no neuron of it is ever on."
    ),
    "Copies": Preset(
        Config(flaw="copies"),
        "Fails: every second neuron copies the one before it. Half as many lines, a quarter of the regions.",
    ),
    "Far from everything": Preset(
        Config(x=40.0, y=30.0), "A window that misses: all lines lie elsewhere. Zoom out to find them."
    ),
}


def widths(config: Config) -> tuple[int, ...]:
    """Neurons of each hidden layer."""
    if config.net == "fold":
        return (2,) * config.depth
    if config.net == "sawtooth":
        return (2 * max(1, config.width // 2),) * config.depth
    return tuple(map(int, config.widths.split("-"))) if config.widths else (config.width,) * config.depth


def trains(config: Config) -> bool:
    return config.net in TRAINED


def home(config: Config) -> tuple[float, float, float]:
    """(x, y, r) of the window in which there is something to see: the square that the network was made for."""
    return (0.5, 0.5, 0.5) if config.net == "sawtooth" else (0.0, 0.0, 1.0)


def window(config: Config) -> tuple[float, float, float, float]:
    return config.x - config.r, config.x + config.r, config.y - config.r, config.y + config.r
