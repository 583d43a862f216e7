"""Vanishing gradients: every layer of deep networks, before training and through it."""

from ui import lesson
from ui.lessons import gradients

with lesson.page("gradients", first=5) as page:
    gradients.figure(page)
    page.section("While they learn", gradients.training)
    page.section("Where it is lost", gradients.signals)
    page.mathematics(gradients.mathematics)
