"""What learning needs: without a structure in the world no learner is better than a coin (Göttingen lecture 5)."""

from core.experiments.learning_needs.config import COVERED, LEARNERS, PRESETS, WORLDS, Config, View
from core.experiments.learning_needs.course import COURSE
from core.experiments.learning_needs.free_lunch import NAMES, Result, run
from core.experiments.learning_needs.words import covered, describe

LINK = (Config, View)  # the settings that the lesson's link holds

__all__ = [
    "COURSE",
    "COVERED",
    "LEARNERS",
    "LINK",
    "NAMES",
    "PRESETS",
    "WORLDS",
    "Config",
    "Result",
    "View",
    "covered",
    "describe",
    "run",
]
