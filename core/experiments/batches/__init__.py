"""Serial, mini-batch and full-batch learning of the same templates (CS5242 lecture 3)."""

from core.experiments.batches.config import AXES, MODES, PRESETS, Config, View, selection, total_steps
from core.experiments.batches.course import COURSE
from core.experiments.batches.training import Snapshot, last, train
from core.experiments.batches.words import conclusion, describe, overfitting, race
from core.learning.linear import Update, batch_update, outer, update

LINK = (Config, View)  # the settings that the lesson's link holds

__all__ = [
    "AXES",
    "COURSE",
    "LINK",
    "MODES",
    "PRESETS",
    "Config",
    "Snapshot",
    "Update",
    "View",
    "batch_update",
    "conclusion",
    "describe",
    "last",
    "outer",
    "overfitting",
    "race",
    "selection",
    "total_steps",
    "train",
    "update",
]
