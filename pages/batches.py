"""Serial and batch: one picture at a time, in batches, or all at once."""

from ui import lesson
from ui.lessons import batches

with lesson.page("batches", first=6) as page:
    batches.figure(page)
    page.section("What the lecture says, and what this run measured", batches.claims)
    page.section("From the same start to three layers", batches.templates)
    page.section("A batch is one matrix product", batches.matrix_form)
    page.mathematics(batches.mathematics)
