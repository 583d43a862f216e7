"""Surfaces: a function of two inputs, or a picture, learned as a surface."""

from ui import lesson
from ui.lessons import surfaces

with lesson.page("surfaces", first=3) as page:
    surfaces.figure(page)
    for title, draw in surfaces.SECTIONS.items():
        page.section(title, draw)
    page.mathematics(surfaces.mathematics)
    page.for_lecturers("Where the deck and this page differ", surfaces.deck)
