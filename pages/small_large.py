"""Small and large digits: one layer cannot tell them apart, two can."""

from ui import lesson
from ui.lessons import small_large

with lesson.page("small_large", first=4) as page:
    small_large.figure(page)
    page.section("More layers", small_large.depths)
    page.section("The lecture’s drawing, and what training finds", small_large.routes)
    page.section("The partition game", small_large.game)
    page.mathematics(small_large.mathematics)
