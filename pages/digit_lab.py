"""Digit lab: every network of the lectures on pictures of digits, and any other."""

from ui import lesson
from ui.lessons import digit_lab

with lesson.page("digit_lab", first=3, deck=False) as page:
    digit_lab.figure(page)
    digit_lab.mistakes(page)
    digit_lab.first_layer(page)
    page.section("Does it need to know which pixels are neighbours?", digit_lab.scrambled)
    page.section("How wide, how deep? And does it take a network?", digit_lab.compare)
    page.section("Keep it", digit_lab.files)
    page.mathematics(digit_lab.mathematics)
    page.for_lecturers("How the decks’ networks compare with ours", digit_lab.claims)
    page.for_lecturers("How classifiers without hidden layers compare", digit_lab.classifiers)
    page.for_lecturers("How long an epoch takes", digit_lab.speeds)
