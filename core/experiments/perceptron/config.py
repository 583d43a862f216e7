"""The settings of Perceptron: which points, from which weights the neuron starts, and how far it has come."""

from dataclasses import dataclass
from typing import Annotated

from core.config import Choice, Preset, Range, Text, When, check
from core.experiments.perceptron.points import MOST, PATTERN, Examples, Points, clouds, own, table, tiny_margin

NAMES = {
    "0000": "always 0",
    "0001": "AND",
    "0010": "x₁ and not x₂",
    "0011": "x₁",
    "0100": "not x₁, and x₂",
    "0101": "x₂",
    "0110": "XOR: one of them, not both",
    "0111": "OR",
    "1000": "NOR: neither of them",
    "1001": "XNOR: both or neither",
    "1010": "not x₂",
    "1011": "x₁ or not x₂",
    "1100": "not x₁",
    "1101": "not x₁, or x₂",
    "1110": "NAND: not both",
    "1111": "always 1",
}
DATA = {
    "table": "a truth table",
    "clouds": "two clouds",
    "overlap": "clouds that overlap",
    "margin": "a tiny margin",
    "own": "your own points",
}
LONGEST = 3000  # examples that are shown at most


@dataclass(frozen=True)
class Config:
    """Points with their outputs, the weights before the first of them, and how many examples have been shown."""

    data: Annotated[str, Choice("Points", DATA, "What the neuron is to tell apart.")] = "table"
    table: Annotated[
        str, Choice("Truth table", NAMES, "The outputs for the inputs 00, 01, 10 and 11."), When(data="table")
    ] = "0001"
    points: Annotated[
        str,
        Points("Your points", PATTERN, 16 * MOST, "x₁:x₂:output of each, in the order in which they are shown."),
        When(data="own"),
    ] = "-1:-1:0;1:1.5:1;-1.5:0.5:0;0.5:1:1"
    w1: Annotated[float, Range("w₁ at the start", -5, 5)] = 0.0
    w2: Annotated[float, Range("w₂ at the start", -5, 5)] = 0.0
    b: Annotated[float, Range("b at the start", -10, 10)] = 0.0
    shown: Annotated[int, Range("Examples shown", 0, LONGEST, "They come in turn, again and again.")] = 8

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Gallery:
    """The truth table that is looked at among all of two or three inputs."""

    looked: Annotated[
        str,
        Text(
            "Truth table in the gallery",
            "[01]{4}|[01]{8}",
            8,
            "Its outputs, row by row.",
            form="four or eight digits 0 or 1 such as 0110",
        ),
    ] = "0110"

    def __post_init__(self) -> None:
        check(self)


def examples(config: Config) -> Examples:
    """The points of the settings, and their labels."""
    if config.data == "table":
        return table(config.table)
    if config.data == "own":
        return own(config.points)
    return tiny_margin() if config.data == "margin" else clouds(3.4 if config.data == "clouds" else 1.6, seed=0)


PRESETS: dict[str, Preset] = {
    "AND": Preset(Config(), "Four points, and one line: every mistake turns or moves it a little."),
    "OR": Preset(Config(table="0111", shown=5), "The same rule from the same start needs half as many mistakes."),
    "XOR": Preset(
        Config(table="0110", shown=3),
        "Fails: no line has both ones on one side, so the rule goes round in circles and never ends.",
    ),
    "Two clouds": Preset(Config(data="clouds", shown=1), "Wide apart: hardly a mistake is needed."),
    "A tiny margin": Preset(
        Config(data="margin", shown=60), "A line exists, but there is little room for it: it takes many mistakes."
    ),
    "Clouds that overlap": Preset(
        Config(data="overlap", shown=600),
        "Fails: no line is right for all of them, and the rule never settles on the best one.",
    ),
    "Your own points": Preset(Config(data="own", shown=1), "Set points by hand, move them, or bring a file."),
}
