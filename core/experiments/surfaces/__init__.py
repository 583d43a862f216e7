"""Surfaces: networks that learn a function of two inputs, or a picture as a surface I = f(x, y) (EPFL)."""

from core.experiments.surfaces import ladder
from core.experiments.surfaces.config import PICTURES, PRESETS, SIDE, TARGETS, Config
from core.experiments.surfaces.course import BUDGET, COURSE, OUTSIDE
from core.experiments.surfaces.targets import CREDITS, MISSING, target
from core.experiments.surfaces.training import Snapshot, train
from core.experiments.surfaces.words import budgets, called, describe, enlarged, missed, outside, units

LINK = (Config,)  # the settings that the lesson's link holds
COMPUTED = (ladder,)  # what a section of every step shows, and what takes long

__all__ = [
    "BUDGET",
    "COMPUTED",
    "COURSE",
    "CREDITS",
    "LINK",
    "MISSING",
    "OUTSIDE",
    "PICTURES",
    "PRESETS",
    "SIDE",
    "TARGETS",
    "Config",
    "Snapshot",
    "budgets",
    "called",
    "describe",
    "enlarged",
    "missed",
    "outside",
    "target",
    "train",
    "units",
]
