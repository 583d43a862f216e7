"""What learning needs: no learner is better than a coin in all worlds; structure makes the difference."""

from ui import lesson
from ui.lessons import learning_needs

with lesson.page("learning_needs", first=2) as page:
    learning_needs.figure(page)
    page.section("How many points can a plane separate?", learning_needs.covered)
    page.mathematics(learning_needs.mathematics)
