"""Templates on the screen: a picture matched with every template, and templates beside what they are not."""

from ui.lessons.templates.compare import averages, card, runs
from ui.lessons.templates.matching import section as match

__all__ = ["averages", "card", "match", "runs"]
