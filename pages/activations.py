"""Activations: which bend, where it is flat, a neuron that dies of it, and |z| made of two ReLUs."""

from ui import lesson
from ui.lessons import activations

with lesson.page("activations", first=3, in_place=activations.IN_PLACE, fetch=False) as page:
    activations.figure(page)
    page.section("A dead ReLU, made by hand", activations.dead)
    page.section("|z| from two ReLUs with inverted weights", activations.two)
    page.mathematics(activations.mathematics)
