"""Whether all of a page can be read where it stands, and stands still: by what the browser says of each text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.helpers.browser import GENEROUS, idle, until

FLAWS = Path(__file__).with_name("layout.js").read_text()
# The first drawing of a page and its buttons and timeline: name and lower edge, from the top of the page.
FIRST = """() => {
  const main = document.querySelector('[data-testid=stMain]'), found = [], bar = '.transport, .timeline';
  const look = root => root.querySelectorAll('*').forEach(e => {
    if (e.shadowRoot) look(e.shadowRoot);
    if (!e.matches(`canvas, svg, ${bar}`) || !e.checkVisibility()) return;
    found.push([e, e.getBoundingClientRect()]);
  });
  const name = e => e.tagName + '.' + (e.className.baseVal ?? e.className);
  const figure = [...main.querySelectorAll('.stBidiComponent, [data-testid=stVegaLiteChart]')]
    .find(e => !e.closest('[class*="words"], [class*="st-key-look"]'));  // these say how far a job is
  if (!figure) return null;
  look(figure);
  const shown = found.filter(([e, box]) => box.width > 50 && box.height > 20);
  const first = shown.find(([e]) => !e.matches(bar)), bars = shown.filter(([e]) => e.matches(bar));
  return first ? [first, ...bars].map(([e, box]) => [name(e), Math.round(box.bottom + main.scrollTop)]) : null;
}"""
# What has moved since then without a hand: by how much in Chromium's measure, and what.
SHIFTS = """since => new Promise(done => {
  const name = node => node?.dataset?.testid ?? node?.nodeName ?? 'what is gone';
  new PerformanceObserver(list => done(list.getEntries().filter(e => !e.hadRecentInput && e.startTime > since)
    .map(e => [e.value, e.sources.map(source => name(source.node)).join()])))
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done([]), 300);
})"""
EMPTY = '[data-testid="stVegaLiteChart"]:not(:has(svg.marks))'
STOP = '[data-testid="stButton"] button:has-text("Stop")'


def drawn(page: Page) -> float:
    """Wait until a page is there with its first figure: when that was, on the page's clock."""
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=GENEROUS)
    page.wait_for_function(FIRST, timeout=GENEROUS)
    idle(page)
    return float(page.evaluate("performance.now()"))


def settled(page: Page) -> None:
    """Wait until nothing trains, and every chart is drawn."""
    idle(page)
    expect(page.locator(STOP)).to_have_count(0, timeout=GENEROUS)
    expect(page.locator(EMPTY)).to_have_count(0, timeout=GENEROUS)
    idle(page)


def shifts(page: Page, since: float) -> list[tuple[float, str]]:
    """What has moved by itself since then."""
    return [(value, of) for value, of in page.evaluate(SHIFTS, since) if value > 0.001]


def below_the_fold(page: Page) -> list[Any]:
    """What of the first drawing and its transport lies below the window."""
    return [(name, bottom) for name, bottom in page.evaluate(FIRST) if bottom > page.evaluate("innerHeight")]


def flaws(page: Page) -> list[str]:
    """What is cut, too small, too pale, on something else or off the screen; waits for what is being drawn."""
    found = page.evaluate(FLAWS)
    assert found["many"] > 10, "there is next to no text"

    def none() -> bool:
        found.update(page.evaluate(FLAWS))
        return not found["found"]

    try:
        until(none, 8, "all is as it should be")
    except AssertionError:
        return list(found["found"])
    return []
