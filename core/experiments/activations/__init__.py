"""Activations: twelve bends, where each stops learning, and a neuron that dies of it (Göttingen lecture 5)."""

from core.experiments.activations.config import FAR, NAMES, PRESETS, Config
from core.experiments.activations.course import COURSE
from core.experiments.activations.slopes import Facts, Result, facts, run
from core.experiments.activations.words import describe

LINK = (Config,)  # the settings that the lesson's link holds

__all__ = ["COURSE", "FAR", "LINK", "NAMES", "PRESETS", "Config", "Facts", "Result", "describe", "facts", "run"]
