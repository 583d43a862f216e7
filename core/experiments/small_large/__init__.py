"""Small or large digits: one layer cannot tell them apart, two can (CS5242 lecture 6)."""

from core.experiments.small_large.config import PRESETS, ROUTES, Config, groups, shape
from core.experiments.small_large.course import COURSE
from core.experiments.small_large.picking import View
from core.experiments.small_large.snapshot import Snapshot
from core.experiments.small_large.training import total_steps, train
from core.experiments.small_large.way import Way, explain, explain_single
from core.experiments.small_large.words import describe

LINK = (Config, View)  # the settings that the lesson's link holds

__all__ = [
    "COURSE",
    "LINK",
    "PRESETS",
    "ROUTES",
    "Config",
    "Snapshot",
    "View",
    "Way",
    "describe",
    "explain",
    "explain_single",
    "groups",
    "shape",
    "total_steps",
    "train",
]
