"""Universal approximation: boxes, one hidden layer, and a deep narrow net of one function (Göttingen lecture 5)."""

from core.experiments.approximation.config import DECK, PRESETS, TARGETS, Config
from core.experiments.approximation.curse import grid
from core.experiments.approximation.targets import Result, boxes, function, run
from core.experiments.approximation.training import layers, runnable, shapes, train, weights
from core.experiments.approximation.words import describe
from core.learning.fitted import Snapshot

__all__ = [
    "DECK",
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
    "runnable",
    "shapes",
    "train",
    "weights",
]
