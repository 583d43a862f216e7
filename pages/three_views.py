"""Three views: one network as matrices, formula and neurons, and the one matrix that it is without its bends."""

from ui import lesson
from ui.lessons import three_views

with lesson.page("three_views", first=2) as page:
    three_views.redraw(page)
    three_views.figure(page)
    page.mathematics(three_views.mathematics)
    three_views.check(page)
    page.for_lecturers("Three slips in the deck", three_views.deck)
