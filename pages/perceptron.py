"""Perceptron: one neuron and its line, what it can compute and what it cannot, and two layers for the rest."""

from core.experiments.perceptron import LEARN, PAIR, SOFT, TABLES
from ui import lesson
from ui.lessons import perceptron

with lesson.page("perceptron", first=2, in_place=perceptron.IN_PLACE, fetch=False) as page:
    perceptron.figure(page)
    page.section(TABLES, perceptron.tables)
    page.section(SOFT, perceptron.soft)
    page.section(PAIR, perceptron.pair)
    page.section(LEARN, perceptron.learn)
    page.mathematics(perceptron.mathematics)
