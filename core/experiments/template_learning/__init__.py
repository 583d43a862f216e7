"""How a template is learned: one picture at a time (CS5242 lecture 3)."""

from core.experiments.template_learning.config import MOST, PRESETS, Config, Place, selection
from core.experiments.template_learning.course import COURSE
from core.experiments.template_learning.walk import Result, far, run, test, walk_of
from core.experiments.template_learning.words import describe

LINK = (Config, Place)  # the settings that the lesson's link holds

__all__ = [
    "COURSE",
    "LINK",
    "MOST",
    "PRESETS",
    "Config",
    "Place",
    "Result",
    "describe",
    "far",
    "run",
    "selection",
    "test",
    "walk_of",
]
