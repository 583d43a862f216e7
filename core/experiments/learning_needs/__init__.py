"""What learning needs: without a structure in the world no learner is better than a coin (Göttingen lecture 5)."""

from core.experiments.learning_needs.amounts import AMOUNTS
from core.experiments.learning_needs.config import CASES, COVERED, LEARNERS, MANIFOLD, PRESETS, WORLDS, Config, View
from core.experiments.learning_needs.course import COURSE
from core.experiments.learning_needs.free_lunch import NAMES, Result, run
from core.experiments.learning_needs.words import (
    case_of,
    compared,
    covered,
    describe,
    leads,
    learned,
    morphed,
    pictured,
    seen_more,
)

LINK = (Config, View)  # the settings that the lesson's link holds

__all__ = [
    "AMOUNTS",
    "CASES",
    "COURSE",
    "COVERED",
    "LEARNERS",
    "LINK",
    "MANIFOLD",
    "NAMES",
    "PRESETS",
    "WORLDS",
    "Config",
    "Result",
    "View",
    "case_of",
    "compared",
    "covered",
    "describe",
    "leads",
    "learned",
    "morphed",
    "pictured",
    "run",
    "seen_more",
]
