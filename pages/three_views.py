"""Three views: one network as matrices, formula and neurons, and the one matrix that it is without its bends."""

from ui import lesson
from ui.lessons import three_views

with lesson.page("three_views", first=1, in_place=three_views.IN_PLACE) as page:
    three_views.redraw(page)
    three_views.figure(page)
    three_views.sizes(page)
    page.mathematics(three_views.mathematics)
    three_views.check(page)
    page.for_lecturers("Three slips in the deck", three_views.deck)
