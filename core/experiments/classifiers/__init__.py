"""Classifiers: six methods learn the same points in the plane, and each shows what it is made of (EPFL; Dublin)."""

from core.experiments.classifiers.config import METHODS, PRESETS, SETS, Config, View
from core.experiments.classifiers.course import CELLS, COSTS, COURSE
from core.experiments.classifiers.quick import Quick
from core.experiments.classifiers.scores import Score, scores
from core.experiments.classifiers.training import Snapshot, possible, train
from core.experiments.classifiers.training import possible as trains
from core.experiments.classifiers.words import NOTHING, cells, compared, describe

LINK = (Config, View)  # the settings that the lesson's link holds

__all__ = [
    "CELLS",
    "COSTS",
    "COURSE",
    "LINK",
    "METHODS",
    "NOTHING",
    "PRESETS",
    "SETS",
    "Config",
    "Quick",
    "Score",
    "Snapshot",
    "View",
    "cells",
    "compared",
    "describe",
    "possible",
    "scores",
    "train",
    "trains",
]
