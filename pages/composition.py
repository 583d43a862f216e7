"""Composition: two waves one after the other multiply their peaks; can that be learned?"""

from ui import lesson
from ui.lessons import composition

with lesson.page("composition", first=5) as page:
    composition.figure(page)
    page.section("Can a deep net learn what a shallow one cannot?", composition.learning)
    page.mathematics(composition.mathematics)
