"""The settings of Softmax: the scores, what is done to all of them, and the arithmetic."""

from dataclasses import dataclass
from typing import Annotated

from core.config import Choice, Preset, Range, check
from core.experiments.softmax.scores import MOST, Scores

ARITHMETIC = {
    "exact": "with logarithms, in float64",
    "plain": "the formula as it stands, in float32",
    "shifted": "the largest score is subtracted first, in float32",
}
# The vectors that the slides print: scores, and their probabilities to two decimals.
DECK = {
    "ten": "-1.6,-0.9,-1.1,-2.5,0.1,0.5,1.7,1.2,-0.3,0.2",
    "four": "-2,-0.5,2,1.5",
    "sure": "-2,-0.5,7,1.5",
}
SLIPS = {
    "ten": (0.01, 0.03, 0.02, 0.01, 0.08, 0.11, 0.38, 0.23, 0.05, 0.08),
    "four": (0.01, 0.04, 0.59, 0.36),
    "sure": (0.00, 0.00, 0.99, 0.01),
}
SUM = 14.53  # of the ten exponentials, as the slide prints it


@dataclass(frozen=True)
class Config:
    """The scores of two to ten classes, and how they become probabilities."""

    scores: Annotated[str, Scores("Scores", "", 200, "From two to ten numbers: 2, -0.5, 1.5")] = DECK["ten"]
    target: Annotated[
        int, Range("The right class", 0, MOST - 1, "Counted from 0. With fewer classes it is the last one.")
    ] = 6
    arithmetic: Annotated[
        str, Choice("Computed", ARITHMETIC, "float32 is what networks compute with; it ends at about 3.4 · 10³⁸.")
    ] = "exact"
    temperature: Annotated[float, Range("Temperature T", 0.01, 100, "Every score is divided by it.", log=True)] = (
        1.0
    )
    shift: Annotated[float, Range("Constant c", -200, 200, "Added to every score.")] = 0.0

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Look:
    """Which real digit is shown to the templates."""

    digit: Annotated[str, Choice("Digit", {str(k): str(k) for k in range(10)})] = "2"
    nth: Annotated[int, Range("Which one", 1, 10_000, "1 is the first test picture of this digit.")] = 1

    def __post_init__(self) -> None:
        check(self)


PRESETS: dict[str, Preset] = {
    "The slide’s ten scores": Preset(
        Config(), "CS5242 lecture 3: ten scores, their exponentials, whose sum is 14.53, and the probabilities."
    ),
    "Four scores": Preset(
        Config(DECK["four"], 2), "The lecture’s lab 02. The slide prints .04 for class 1, and PyTorch says .0481."
    ),
    "One clear winner": Preset(
        Config(DECK["sure"], 2), "The same four scores, but 7 in place of 2: one class takes nearly everything."
    ),
    "Two classes": Preset(
        Config("1,-1", 0), "Only the difference counts: softmax of two scores is the sigmoid of their difference."
    ),
    "Hot": Preset(
        Config(temperature=10.0), "At temperature 10 the largest score is hardly seen: the shares are nearly alike."
    ),
    "Beyond float32": Preset(
        Config(arithmetic="plain", shift=100.0),
        "Fails: the same differences, but exp() of these scores is more than float32 can hold.",
    ),
    "Its remedy": Preset(
        Config(arithmetic="shifted", shift=100.0),
        "The largest score is subtracted first. No exponential is above 1, and the answer is right.",
    ),
    "Cold": Preset(
        Config(temperature=0.05), "At temperature 0.05 the largest score takes all: softmax has become the max."
    ),
}
