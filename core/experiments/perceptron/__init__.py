"""Perceptron: one neuron parts the plane by a line, and a rule moves the line at each mistake (Dublin deck)."""

from core.experiments.perceptron.config import DATA, LONGEST, NAMES, PRESETS, Config, Gallery, examples
from core.experiments.perceptron.course import COURSE, LEARN, PAIR, SOFT, TABLES
from core.experiments.perceptron.gallery import (
    Decided,
    decided,
    describe_table,
    inputs_of,
    separable,
)
from core.experiments.perceptron.pair import BENDS, SOLVED, TARGETS, ByHand, Pair, by_hand, describe_hand
from core.experiments.perceptron.points import FAR, MOST, UNIT, Examples, allowed, written
from core.experiments.perceptron.run import Result, run
from core.experiments.perceptron.soft import Fit, Soft, describe_fit, fit
from core.experiments.perceptron.twenty import SEEDS, STEPS, Learned, describe_learned, learned
from core.experiments.perceptron.words import describe

LINK = (Config, Gallery, Soft, Pair)  # the settings that the lesson's link holds

__all__ = [
    "BENDS",
    "COURSE",
    "DATA",
    "FAR",
    "LEARN",
    "LINK",
    "LONGEST",
    "MOST",
    "NAMES",
    "PAIR",
    "PRESETS",
    "SEEDS",
    "SOFT",
    "SOLVED",
    "STEPS",
    "TABLES",
    "TARGETS",
    "UNIT",
    "ByHand",
    "Config",
    "Decided",
    "Examples",
    "Fit",
    "Gallery",
    "Learned",
    "Pair",
    "Result",
    "Soft",
    "allowed",
    "by_hand",
    "decided",
    "describe",
    "describe_fit",
    "describe_hand",
    "describe_learned",
    "describe_table",
    "examples",
    "fit",
    "inputs_of",
    "learned",
    "run",
    "separable",
    "written",
]
