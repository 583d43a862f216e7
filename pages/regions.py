"""Linear regions: how the neurons of one layer after another cut the plane into pieces."""

from ui import lesson
from ui.lessons import regions

with lesson.page("regions", first=4, in_place=regions.WINDOW) as page:
    regions.figure(page)
    regions.beside(page)
    page.mathematics(regions.mathematics)
