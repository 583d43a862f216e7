"""Classifiers: six methods learn the same points in the plane, and each shows what it is made of."""

from core.experiments.classifiers import CELLS, COSTS
from ui import lesson
from ui.lessons import classifiers

with lesson.page("classifiers", first=5, in_place=classifiers.IN_PLACE) as page:
    classifiers.figure(page)
    page.section(COSTS, classifiers.costs)
    page.section(CELLS, classifiers.cells)
    page.mathematics(classifiers.mathematics)
