"""The settings of Universal approximation: a function, boxes, and how the networks are trained."""

from dataclasses import dataclass
from typing import Annotated

from core.config import Choice, Only, Preset, Range, check
from core.learning.fitted import Seed, Steps
from core.learning.regression import STARTS

NARROW = 1 + 4  # width M + 4 for M = 1 input (G5, "Universal Approximator Theorem for width-bounded ReLU networks")
DECK = 10  # boxes along an axis (G5, "Curse of Dimensionality")
TARGETS = {
    "wave": "a smooth wave",
    "corner": "a corner",
    "steps": "three steps",
    "spike": "a spike",
    "rough": "a rough one",
}
ACTIVATIONS = {"relu": "ReLU", "tanh": "tanh", "sigmoid": "sigmoid"}
Target = Annotated[str, Choice("Function", TARGETS, "What is to be approximated on [0, 1].")]
Activation = Annotated[
    str, Choice("Activation", ACTIVATIONS, "The theorem for one layer asks for a bounded one; ReLU is not.")
]
Start = Annotated[str, Choice("Biases", STARTS, "Where the bends of ReLU units lie when training starts.")]
Rate = Annotated[float, Range("Learning rate", 1e-4, 1, "Adam's; it rises at first, then falls to 0.", True)]


@dataclass(frozen=True)
class Config:
    """A function, how many boxes, and how many units in the one hidden layer; the deep net has as many weights."""

    target: Target = "wave"
    boxes: Annotated[int, Range("Boxes", 1, 200, "Of width dx = 1 / boxes.", True), Only("boxes")] = 20
    units: Annotated[int, Range("Units in the one hidden layer", 1, 205, "3 N + 1 weights.", True)] = 45
    activation: Activation = "relu"
    start: Start = "spread"
    lr: Rate = 0.01
    steps: Steps = 5_000
    seed: Seed = 0

    def __post_init__(self) -> None:
        check(self)


PRESETS: dict[str, Preset] = {
    "A smooth wave": Preset(Config(), "Lecture 5: one hidden layer is enough. So are boxes, if they are many."),
    "Three steps": Preset(
        Config(target="steps"), "Not continuous, so the theorem promises nothing: at a jump a steep slope must do."
    ),
    "A spike": Preset(
        Config(target="spike", boxes=10), "Boxes are spread evenly; a net can put its bends where they are needed."
    ),
    "A rough one": Preset(
        Config(target="rough"), "Fine detail everywhere: error falls slowly, whatever approximates it."
    ),
    "Too few units": Preset(
        Config(target="wave", units=3), "Three ReLU units bend three times. No training makes that a smooth wave."
    ),
    "No biases": Preset(
        Config(start="none"), "Without biases every ReLU unit bends at the same point, however many there are."
    ),
    "Deep, narrow, lost": Preset(
        Config(units=205),
        "Width 5 and 21 layers can represent it, says the theorem. “Able to represent ≠ able to learn”.",
    ),
    "Rate too large": Preset(
        Config(lr=1.0, steps=1000), "Steps so long that units end up where no gradient reaches them."
    ),
}
