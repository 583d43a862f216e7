"""Serial, mini-batch and full-batch learning of the same templates (CS5242 lecture 3)."""

from core.experiments.batches.config import MODES, PRESETS, Config, selection, total_steps
from core.experiments.batches.training import Snapshot, last, train
from core.experiments.batches.words import describe, overfitting
from core.learning.linear import Update, batch_update, outer, update

LINK = (Config,)  # the settings that the lesson's link holds

__all__ = [
    "LINK",
    "MODES",
    "PRESETS",
    "Config",
    "Snapshot",
    "Update",
    "batch_update",
    "describe",
    "last",
    "outer",
    "overfitting",
    "selection",
    "total_steps",
    "train",
    "update",
]
