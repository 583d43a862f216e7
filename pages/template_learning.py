"""Learning a template: one picture at a time, each added to its class and removed from the others."""

from ui import lesson
from ui.lessons import template_learning

with lesson.page("template_learning", first=3) as page:
    template_learning.figure(page)
    page.section("After many pictures", template_learning.overview)
    page.mathematics(template_learning.mathematics)
