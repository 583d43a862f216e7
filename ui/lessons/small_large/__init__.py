"""Small and large digits on the screen: both networks, one picture's way, more layers, the routes, the game."""

from ui.lessons.small_large.comparisons import depths, routes
from ui.lessons.small_large.networks import card, figure, mathematics
from ui.lessons.small_large.partition_game import game

__all__ = ["card", "depths", "figure", "game", "mathematics", "routes"]
