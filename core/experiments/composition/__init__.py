"""The power of composition: waves that follow one another multiply their peaks (EPFL)."""

from core.experiments.composition.config import PRESETS, Config
from core.experiments.composition.course import COURSE
from core.experiments.composition.training import constant, learned, rises, shapes, target, train
from core.experiments.composition.waves import Result, Wave, run, triangle, wave
from core.experiments.composition.words import describe, described
from core.learning.fitted import Snapshot

LINK = (Config,)  # the settings that the lesson's link holds

__all__ = [
    "COURSE",
    "LINK",
    "PRESETS",
    "Config",
    "Result",
    "Snapshot",
    "Wave",
    "constant",
    "describe",
    "described",
    "learned",
    "rises",
    "run",
    "shapes",
    "target",
    "train",
    "triangle",
    "wave",
]
