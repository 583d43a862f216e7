"""Paper folding for real: what layers of |x| or ReLU units do to the plane (Göttingen lecture 5)."""

from core.experiments.folding.config import BENDS, LEFT, PICTURES, PRESETS, Config, Tent
from core.experiments.folding.course import COURSE
from core.experiments.folding.paper import SHEET, Grown, Result, Teeth, grown, ink, one_layer, run, teeth, units
from core.experiments.folding.words import describe

LINK = (Config, Tent)  # the settings that the lesson's link holds

__all__ = [
    "BENDS",
    "COURSE",
    "LEFT",
    "LINK",
    "PICTURES",
    "PRESETS",
    "SHEET",
    "Config",
    "Grown",
    "Result",
    "Teeth",
    "Tent",
    "describe",
    "grown",
    "ink",
    "one_layer",
    "run",
    "teeth",
    "units",
]
