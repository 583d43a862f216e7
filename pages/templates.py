"""Templates: a linear layer is a template matcher."""

from ui import lesson
from ui.lessons import templates

with lesson.page("templates", first=4) as page:
    templates.figure(page)
    templates.averages(page)
    page.section("What the layer does not need", templates.others)
    page.mathematics(templates.mathematics)
