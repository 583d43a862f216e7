"""What a page owes everyone: names and contrast in both themes, and no scrolling sideways on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page

from tests.helpers.axe import serious
from tests.helpers.browser import TOO_WIDE, idle, never_scrolls_sideways, until

PHONE = {"width": 375, "height": 812}
FINGERS = "matchMedia('(pointer: coarse)').matches"
SAYS_DARK = """() => {
  const [r, g, b] = getComputedStyle(document.querySelector('[data-testid=stApp]'))
    .backgroundColor.match(/\\d+/g).map(Number);
  return r + g + b < 384;
}"""


def both_themes(page: Page) -> Iterator[str]:
    """The open page in the light theme, then in the dark one."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_function(f"wanted => ({SAYS_DARK})() === wanted", arg=scheme == "dark")
        idle(page)
        yield scheme


def is_for_everyone(page: Page, ours: str, more_than: int, within: str = "") -> None:
    """Axe finds nothing serious in either theme and on a phone, whose touch screen none of `ours` exceeds."""
    for scheme in both_themes(page):
        assert serious(page, within) == [], scheme
    with touch_screen(page):
        until(lambda: page.locator(ours).evaluate_all(TOO_WIDE) == [], 15, "all is drawn for the narrow window")
        never_scrolls_sideways(page, ours, more_than)
        assert serious(page, within) == [], "on a phone"


@contextmanager
def touch_screen(page: Page) -> Iterator[None]:
    """The window of a phone, with fingers; afterwards a mouse, for the tab's next test."""
    session = page.context.new_cdp_session(page)
    try:
        session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        page.wait_for_function(FINGERS)
        yield
    finally:
        session.detach()
        page.wait_for_function(f"!{FINGERS}")


def touch(page: Page, what: Locator) -> None:
    """A finger on the middle of this, in a window with a `touch_screen`."""
    box = what.bounding_box()
    assert box is not None
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()
