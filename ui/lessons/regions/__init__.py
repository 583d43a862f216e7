"""Linear regions on the screen: the plane with its numbers, and networks side by side."""

from ui.lessons.regions.compare import activations, shapes
from ui.lessons.regions.plane import HIDDEN, WINDOW, card, figure

__all__ = ["HIDDEN", "WINDOW", "activations", "card", "figure", "shapes"]
