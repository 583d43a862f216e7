"""Vanishing and exploding gradients: every layer of deep networks, before training and through it (EPFL)."""

from core.experiments.gradients import first
from core.experiments.gradients.config import ALL, PRESETS, Config, View
from core.experiments.gradients.course import COURSE
from core.experiments.gradients.initial import Histograms, Result, histograms, run
from core.experiments.gradients.training import Snapshot, train
from core.experiments.gradients.words import describe

LINK = (Config, View)  # the settings that the lesson's link holds
COMPUTED = (first,)  # what the figure of a step waits for, where it takes long

__all__ = [
    "ALL",
    "COMPUTED",
    "COURSE",
    "LINK",
    "PRESETS",
    "Config",
    "Histograms",
    "Result",
    "Snapshot",
    "View",
    "describe",
    "histograms",
    "run",
    "train",
]
