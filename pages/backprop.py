"""Backpropagation: a small network, forward and back, one unit after the other."""

from ui import lesson
from ui.lessons import backprop

with lesson.page("backprop", first=3, in_place=backprop.IN_PLACE) as page:
    backprop.figure(page)
    page.section("Is it right?", backprop.check)
    page.section("What a weight does with it", backprop.descend)
    page.section("The same, by PyTorch: the deck’s example", backprop.example)
    page.mathematics(backprop.mathematics)
    page.for_lecturers("Slips on the slides", backprop.slips)
