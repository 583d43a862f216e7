"""Backpropagation: every number of a small network, forward and back, and every path from a weight to the error."""

from core.experiments.backprop.autodiff import Example
from core.experiments.backprop.config import (
    LOSSES,
    MOVES,
    PRESETS,
    Config,
    Descent,
    allowed,
    link,
    moved_by,
    moves,
    network,
)
from core.experiments.backprop.course import COURSE
from core.experiments.backprop.run import Result, Stepped, descend, gradient_of, input_of, run, trained
from core.experiments.backprop.words import describe

LINK = (Config, Descent, Example)  # the settings that the lesson's link holds

__all__ = [
    "COURSE",
    "LINK",
    "LOSSES",
    "MOVES",
    "PRESETS",
    "Config",
    "Descent",
    "Example",
    "Result",
    "Stepped",
    "allowed",
    "descend",
    "describe",
    "gradient_of",
    "input_of",
    "link",
    "moved_by",
    "moves",
    "network",
    "run",
    "trained",
]
