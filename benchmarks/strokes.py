"""Digits drawn on a pad by the mouse, in a browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from playwright.sync_api import Locator, Page

Points = Sequence[tuple[float, float]]  # in shares of the pad's side, from its upper left corner
THREE: Points = (
    *((0.32, 0.21), (0.5, 0.14), (0.66, 0.25), (0.61, 0.43), (0.46, 0.48)),
    *((0.64, 0.54), (0.7, 0.71), (0.54, 0.86), (0.32, 0.79)),
)
SEVEN: Points = ((0.30, 0.22), (0.72, 0.22), (0.44, 0.82))


def stroke(
    page: Page, canvas: Locator, points: Points, *, steps: int = 5, between: Callable[[], None] = lambda: None
) -> None:
    """Draw a line through these points, in so many movements to each of them; `between` is done there."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box, "the pad is on the screen"
    (x, y), *more = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in points]
    page.mouse.move(x, y)
    page.mouse.down()
    for x, y in more:
        page.mouse.move(x, y, steps=steps)
        between()
    page.mouse.up()
