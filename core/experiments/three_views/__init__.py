"""One network as matrices, as a formula and as neurons (CS5242 lecture 6)."""

from core.experiments.three_views.config import FUNCTIONS, LECTURE, PRESETS, Config, drawn
from core.experiments.three_views.course import COURSE
from core.experiments.three_views.views import BRAIN, Result, run
from core.experiments.three_views.words import describe, vector

LINK = (Config,)  # the settings that the lesson's link holds

__all__ = [
    "BRAIN",
    "COURSE",
    "FUNCTIONS",
    "LECTURE",
    "LINK",
    "PRESETS",
    "Config",
    "Result",
    "describe",
    "drawn",
    "run",
    "vector",
]
