"""What learning needs: no learner is better than a coin in all worlds; structure makes the difference."""

from core.experiments.learning_needs import AMOUNTS, CASES, COVERED, MANIFOLD
from ui import lesson
from ui.lessons import learning_needs

with lesson.page("learning_needs", first=1, in_place=learning_needs.IN_PLACE) as page:
    learning_needs.figure(page)
    page.section(COVERED, learning_needs.covered)
    page.section(MANIFOLD, learning_needs.pictures)
    page.section(AMOUNTS, learning_needs.amount)
    page.section(CASES, learning_needs.switches)
    page.mathematics(learning_needs.mathematics)
    page.for_lecturers("What the deck says, and what is counted here", learning_needs.deck)
