"""Templates on the screen: their recording, a picture matched with every one, and what they are not."""

from ui.lessons.templates.compare import averages, card, others
from ui.lessons.templates.training import figure, frame, mathematics

__all__ = ["averages", "card", "figure", "frame", "mathematics", "others"]
