"""What tests do in a browser: open a page, wait, use its widgets, read what it shows and what it sends."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.helpers.server import Server

SHORT = "dataset=digits&epochs=1"  # templates that are trained in a second
GENEROUS = 60_000  # ms, for what has to wait for training on a busy machine
COLOURS = """canvas => new Set(new Uint32Array(
  canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size"""
# What has the focus: its group | its name | its class | its type.
FOCUSED = """() => {
  let e = document.activeElement;
  while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  const group = e.closest('[role=radiogroup], [role=toolbar], [role=group]');
  return [group?.getAttribute('aria-label') ?? '', e.getAttribute('aria-label') ?? e.innerText ?? '',
          e.className?.toString() ?? '', e.type ?? ''].join(' | ');
}"""
TOO_WIDE = """all => all.filter(e => e.checkVisibility() && e.getBoundingClientRect().width
  && e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML.slice(0, 100))"""


class Traffic:
    """What goes over the page's websocket, in bytes a message."""

    def __init__(self, page: Page) -> None:
        self.sent: list[int] = []
        self.received: list[int] = []
        page.on("websocket", self._watch)

    def _watch(self, socket) -> None:
        socket.on("framesent", lambda payload: self.sent.append(len(payload)))
        socket.on("framereceived", lambda payload: self.received.append(len(payload)))


def go(page: Page, server: Server, path: str = "templates", query: str = SHORT, *, moving: bool = False) -> Page:
    """Open a page; templates play by themselves only if they are to be `moving`: this returns before they do."""
    if path == "templates":
        page.emulate_media(reduced_motion="no-preference" if moving else "reduce")
    address = f"{server}/{path}?{query}" if query else f"{server}/{path}"
    page.goto(address, wait_until="commit" if moving else "load")
    return page


# Waiting


def until(condition: Callable[[], bool], seconds: float, what: str) -> float:
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, f"not within {seconds:g} s: {what}"
        time.sleep(0.05)
    return time.monotonic() - start


def caught(page: Page, selector: str, what: str, timeout: float = GENEROUS) -> None:
    """Look at each frame that the page paints until `what`, a function of a component's element, is true of it."""
    every = "[...document.querySelectorAll('*')].map(e => e.shadowRoot?.querySelector(selector)).filter(Boolean)"
    page.wait_for_function(f"selector => {every}.some({what})", arg=selector, timeout=timeout)


def idle(page: Page) -> None:
    """Until the script has run and two frames have been painted."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def recorded(page: Page) -> str:
    """Wait until the templates are recorded and their page stands still; what it says of the run's length."""
    expect(page.get_by_text(re.compile(r"^Recorded: [\d,]+ steps$"))).to_be_visible(timeout=GENEROUS)
    expect(page.locator(".player:not(.still) .play")).to_be_enabled()  # its frames have come
    idle(page)  # until then old widgets may stand beside the new ones
    expect(page.get_by_text("Each tile is one row of the weight matrix")).to_be_visible()
    expect(
        page.get_by_role("radiogroup", name="Examples", exact=True)
    ).to_be_visible()  # Streamlit loads widgets lazily
    expect(page.get_by_role("spinbutton", name="Which one")).to_be_visible()
    idle(page)
    return page.get_by_text(re.compile(r"^Recorded: ")).inner_text()


# Widgets


def option(page: Page, group: str, name: str) -> Locator:
    return page.get_by_role("radiogroup", name=group, exact=True).get_by_role("radio", name=name, exact=True)


def example(page: Page, name: str) -> Locator:
    """The chip of an example, after a click on "More examples" where it has none yet."""
    chip, more = option(page, "Examples", name), page.get_by_role("button", name="More examples")
    expect(chip.or_(more).first).to_be_visible()
    if not chip.is_visible():
        more.click()
    return chip


def stop(page: Page) -> None:
    """Press the page's own Stop, not the one that Streamlit shows above a long run."""
    page.get_by_test_id("stButton").get_by_role("button", name="Stop").click()


def tab_to(page: Page, wanted: str, most: int = 60) -> list[str]:
    """Press Tab until the focus is on what matches; what was passed on the way."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(FOCUSED))
        if re.search(wanted, passed[-1]):
            return passed
    raise AssertionError(f"Tab does not reach {wanted}: {passed}")


# What is there to be read


def metric(page: Page, label: str) -> str:
    return page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue").inner_text()


def shown_step(page: Page) -> int:
    """The step that the player shows."""
    return int(page.locator(".status b").inner_text().replace(",", ""))


def match_text(page: Page) -> Locator:
    """Which test picture is matched with the templates, and at which step."""
    return page.get_by_text(re.compile(r"^Picture [\d,]+ of [\d,]+, at step"))


def never_scrolls_sideways(page: Page, ours: str, more_than: int) -> None:
    """Neither the page nor any of `ours` is wider than the window; `ours` are more than so many."""
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    fits = "e => e.scrollWidth <= e.clientWidth && e.clientWidth <= innerWidth"
    assert page.get_by_test_id("stMain").evaluate(fits)
    found = page.locator(ours)
    assert found.count() > more_than and found.evaluate_all(TOO_WIDE) == []
