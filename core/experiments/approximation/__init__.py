"""Universal approximation: boxes, one hidden layer, and a deep narrow net of one function (Göttingen lecture 5)."""

from core.experiments.approximation.config import DECK, PRESETS, TARGETS, Config
from core.experiments.approximation.course import COURSE
from core.experiments.approximation.curse import grid
from core.experiments.approximation.targets import Result, boxes, function, run
from core.experiments.approximation.training import layers, shapes, train, weights
from core.experiments.approximation.words import describe
from core.learning.fitted import Snapshot

LINK = (Config,)  # the settings that the lesson's link holds

__all__ = [
    "COURSE",
    "DECK",
    "LINK",
    "PRESETS",
    "TARGETS",
    "Config",
    "Result",
    "Snapshot",
    "boxes",
    "describe",
    "function",
    "grid",
    "layers",
    "run",
    "shapes",
    "train",
    "weights",
]
