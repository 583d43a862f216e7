"""A linear layer is a template matcher (CS5242 lecture 3, “Understanding linear layers”)."""

from core.experiments.templates.clearest import clearest
from core.experiments.templates.config import PRESETS, Config, selection, total_steps
from core.experiments.templates.course import COURSE
from core.experiments.templates.matching import Match, chances, match
from core.experiments.templates.picking import Pick
from core.experiments.templates.training import Snapshot, train
from core.experiments.templates.words import describe

LINK = (Config, Pick)  # the settings that the lesson's link holds

__all__ = [
    "COURSE",
    "LINK",
    "PRESETS",
    "Config",
    "Match",
    "Pick",
    "Snapshot",
    "chances",
    "clearest",
    "describe",
    "match",
    "selection",
    "total_steps",
    "train",
]
