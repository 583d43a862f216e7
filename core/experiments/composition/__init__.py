"""The power of composition: waves that follow one another multiply their peaks (EPFL)."""

from core.experiments.composition.config import PRESETS, Config
from core.experiments.composition.training import rises, runnable, shapes, target, train
from core.experiments.composition.waves import Result, Wave, run, triangle, wave
from core.experiments.composition.words import describe, described
from core.learning.fitted import Snapshot

__all__ = [
    "PRESETS",
    "Config",
    "Result",
    "Snapshot",
    "Wave",
    "describe",
    "described",
    "rises",
    "run",
    "runnable",
    "shapes",
    "target",
    "train",
    "triangle",
    "wave",
]
