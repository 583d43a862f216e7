"""Folding: paper that is folded by |x| or pressed flat by ReLU, and the tent in one dimension."""

from ui import lesson
from ui.lessons import folding

with lesson.page("folding", first=3) as page:
    folding.figure(page)
    page.section("A thousand mirrored copies", folding.copies)
    page.section("In one dimension: the tent", folding.tent)
    page.mathematics(folding.mathematics)
