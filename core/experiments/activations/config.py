"""The settings of Activations: what is drawn, one neuron on pictures, and the weights of two ReLUs."""

from dataclasses import dataclass
from typing import Annotated

from core.config import Choice, Preset, Range, Subset, check
from core.data.selection import Classes, Dataset
from core.learning.nets import ACTIVATIONS, PRELU

NAMES = tuple(ACTIVATIONS)
FAR = 6.0  # of the axis, either way
WEIGHTS = {"difference": "mean of the first class − mean of the others", "random": "random"}


def _numbers(*names: str) -> tuple[int, ...]:
    return tuple(sorted(map(NAMES.index, names)))


COMMON = _numbers("sigmoid", "tanh", "relu")  # the three of D


@dataclass(frozen=True)
class Config:
    """What is drawn, where a slope counts as flat, one neuron on pictures, and the weights of two ReLUs."""

    shown: Annotated[
        tuple[int, ...], Subset("Activations", 0, len(NAMES) - 1, words=tuple(f.name for f in ACTIVATIONS.values()))
    ] = COMMON
    focus: Annotated[
        str,
        Choice(
            "Look closely at", {name: f.name for name, f in ACTIVATIONS.items()}, "Thick, and shaded where flat."
        ),
    ] = "sigmoid"
    sigma: Annotated[
        float, Range("Spread of z", 0.1, 20, "The standard deviation of z, normal around 0.", True)
    ] = 1.0
    threshold: Annotated[
        float, Range("Flat below a slope of", 1e-4, 0.2, "There a gradient counts as lost.", True)
    ] = 0.01
    layers: Annotated[int, Range("Layers", 1, 50, "A gradient passes one slope in each.")] = 10
    leak: Annotated[float, Range("a of PReLU", 0.0, 1.0, f"Learned; He et al. start at {PRELU}.")] = PRELU
    z: Annotated[float, Range("Read off at z", -FAR, FAR, "The line in the picture; drag it there.")] = 3.0
    dataset: Dataset = "mnist"
    classes: Classes = (3, 8)
    weights: Annotated[str, Choice("Weights of the neuron", WEIGHTS, "Scaled: z has spread 1.")] = "difference"
    bias: Annotated[float, Range("Bias of the neuron", -10.0, 5.0, "Shifts z for all pictures alike.")] = -1.0
    lr: Annotated[float, Range("Learning rate of the neuron", 1e-3, 0.1, "The size of a step.", True)] = 0.02
    steps: Annotated[int, Range("Steps of the neuron", 50, 500, "One batch of 100 pictures each.")] = 200
    seed: Annotated[int, Range("Seed", 0, 9999, "Draws the random weights of the neuron.")] = 0
    right: Annotated[float, Range("u₁, of relu(z)", -2.0, 2.0, "Outgoing weight: the slope right of 0.")] = 1.0
    left: Annotated[float, Range("u₂, of relu(−z)", -2.0, 2.0, "Outgoing weight: −slope left of 0.")] = 1.0

    def __post_init__(self) -> None:
        check(self)


DEAD = "A dead ReLU, made by hand"  # the section of a neuron that learns
PRESETS: dict[str, Preset] = {
    "Sigmoid and tanh saturate": Preset(
        Config(), "Göttingen lecture 5: the gradient is close to zero for large positive or negative inputs."
    ),
    "ReLU and its relatives": Preset(
        Config(_numbers("relu", "leaky_relu", "prelu", "elu"), "relu", z=-2.0),
        "Right of 0 they are one line; they differ in what a negative z may still say.",
    ),
    "Smooth bends": Preset(
        Config(_numbers("relu", "gelu", "silu", "softplus"), "gelu", z=-1.0),
        "ReLU without its corner. GELU and SiLU fall before they rise: near −1 their slope passes 0.",
    ),
    "A dead ReLU": Preset(
        Config(_numbers("relu", "leaky_relu", "elu"), "relu", z=-3.0, bias=-4.0),
        "A failure made by hand: a bias so low that no picture wakes the neuron.",
        DEAD,
    ),
    "Killed by a step": Preset(
        Config(_numbers("relu", "leaky_relu", "elu"), "relu", z=-1.0, bias=0.0, lr=0.1),
        "A failure of training: a neuron that is awake is thrown past all pictures by steps too large.",
        DEAD,
    ),
    "Wide inputs": Preset(
        Config(sigma=5.0, z=-5.0),
        "A failure: weights too large spread z, and most of a sigmoid's inputs lie where it is flat.",
    ),
    "|z| from two ReLUs": Preset(
        Config(_numbers("relu", "abs"), "abs", z=-2.0),
        "Göttingen lecture 5: not really used, as it can be built from two ReLU units with inverted weights.",
        "|z| from two ReLUs with inverted weights",
    ),
    "No slope: step": Preset(
        Config(_numbers("step", "sigmoid"), "step", z=0.5),
        "A failure: the perceptron’s step decides, but no gradient passes it. The sigmoid is its soft stand-in.",
    ),
    "All twelve": Preset(
        Config(tuple(range(len(NAMES))), "relu", z=-2.0),
        "All twelve activation functions of this page, on one axis.",
    ),
}
