"""Softmax: how scores become probabilities (CS5242 lecture 3, “Softmax layer”)."""

from core.experiments.softmax.config import ARITHMETIC, DECK, PRESETS, SLIPS, SUM, Config, Look
from core.experiments.softmax.course import COURSE
from core.experiments.softmax.digit import read, show
from core.experiments.softmax.formula import (
    LIMITS,
    Result,
    float32,
    lead_for,
    right,
    run,
    score_for,
)
from core.experiments.softmax.scores import LARGEST, MOST, numbers, text_of
from core.experiments.softmax.words import describe, of_leads, of_learning, of_running_out, power_of_e

LINK = (Config, Look)  # the settings that the lesson's link holds

__all__ = [
    "ARITHMETIC",
    "COURSE",
    "DECK",
    "LARGEST",
    "LIMITS",
    "LINK",
    "MOST",
    "PRESETS",
    "SLIPS",
    "SUM",
    "Config",
    "Look",
    "Result",
    "describe",
    "float32",
    "lead_for",
    "numbers",
    "of_leads",
    "of_learning",
    "of_running_out",
    "power_of_e",
    "read",
    "right",
    "run",
    "score_for",
    "show",
    "text_of",
]
