"""The digit lab on the screen: a run, what it gets wrong, the decks' numbers, comparisons, networks as files."""

from ui.lessons.digit_lab.mistakes import claims, first_layer, results, scrambled, speeds
from ui.lessons.digit_lab.run import card, figure
from ui.lessons.digit_lab.saved import section as files
from ui.lessons.digit_lab.widths import section as compare

__all__ = ["card", "claims", "compare", "figure", "files", "first_layer", "results", "scrambled", "speeds"]
