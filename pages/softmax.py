"""Softmax: how scores become probabilities, and what float32 makes of it."""

from ui import lesson
from ui.lessons import softmax

with lesson.page("softmax", first=3, in_place=("temperature", "shift")) as page:
    softmax.figure(page)
    page.section("How large must a lead be?", softmax.leads)
    page.section("When numbers run out", softmax.running_out)
    page.section("What does a score learn?", softmax.learning)
    page.section("A real digit", softmax.digit)
    page.mathematics(softmax.mathematics)
    page.for_lecturers("Slips on the slide", softmax.slips)
