"""The digit lab on the screen: a run, what it gets wrong, the decks' numbers, comparisons, networks as files."""

from ui.lessons.digit_lab.outcome import claims, first_layer, frame, mistakes, scrambled, speeds
from ui.lessons.digit_lab.run import card, figure, mathematics
from ui.lessons.digit_lab.saved import files
from ui.lessons.digit_lab.widths import classifiers, compare

__all__ = [
    "card",
    "claims",
    "classifiers",
    "compare",
    "figure",
    "files",
    "first_layer",
    "frame",
    "mathematics",
    "mistakes",
    "scrambled",
    "speeds",
]
