"""The digit lab: every network of the lectures on pictures of digits, and any other."""

from core.experiments.digit_lab.config import PRESETS, Config, schedule, selection, shape, split, total_steps
from core.experiments.digit_lab.course import COURSE
from core.experiments.digit_lab.reading import Reading
from core.experiments.digit_lab.scores import Snapshot, summary
from core.experiments.digit_lab.training import train
from core.experiments.digit_lab.words import View, describe

LINK = (Config, View, Reading)  # the settings that the lesson's link holds

__all__ = [
    "COURSE",
    "LINK",
    "PRESETS",
    "Config",
    "Reading",
    "Snapshot",
    "View",
    "describe",
    "schedule",
    "selection",
    "shape",
    "split",
    "summary",
    "total_steps",
    "train",
]
