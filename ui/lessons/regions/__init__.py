"""Linear regions on the screen: the plane with its numbers, and networks side by side."""

from ui.lessons.regions.compare import beside
from ui.lessons.regions.plane import WINDOW, card, figure, mathematics

__all__ = ["WINDOW", "beside", "card", "figure", "mathematics"]
