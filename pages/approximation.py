"""Universal approximation: boxes, one hidden layer, and a deep narrow network, all of one function."""

from ui import lesson
from ui.lessons import approximation

with lesson.page("approximation", first=3) as page:
    approximation.figure(page)
    page.section("Error against the number of weights", approximation.sizes)
    page.section("More inputs: the curse of dimension", approximation.curse)
    page.mathematics(approximation.mathematics)
