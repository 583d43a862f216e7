"""Whether all of a page can be read where it stands, and stands still: by what the browser says of each text."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.helpers.browser import GENEROUS, idle

FLAWS = Path(__file__).with_name("layout.js").read_text()
# What of a page makes its point, and is seen without a scroll: all drawings of its first figure, with the buttons
# and the timeline. Curves that a figure draws below its other drawings may go on below the window. Each with its
# name and its lower edge, from the top of the page.
POINT = """() => {
  const main = document.querySelector('[data-testid=stMain]'), found = [], bar = '.transport, .timeline';
  const look = root => root.querySelectorAll('*').forEach(e => {
    if (e.shadowRoot) look(e.shadowRoot);
    if (!e.matches(`canvas, svg:not(svg svg), ${bar}`) || !e.checkVisibility()) return;
    found.push([e, e.getBoundingClientRect()]);
  });
  const name = e => e.tagName + '.' + (e.className.baseVal ?? e.className);
  const figure = [...main?.querySelectorAll('.stBidiComponent, [data-testid=stVegaLiteChart]') ?? []]
    .find(e => !e.closest('[class*="words"], [class*="st-key-look"]'));  // these say how far a job is
  if (!figure) return null;
  look(figure);
  const shown = found.filter(([e, box]) => box.width > 50 && box.height > 20);
  const bars = shown.filter(([e]) => e.matches(bar)), drawings = shown.filter(([e]) => !e.matches(bar));
  const others = drawings.filter(([e]) => !e.closest('.plot')), first = others.length ? others : drawings;
  if (!first.length) return null;
  return [...first, ...bars].map(([e, box]) => [name(e), Math.round(box.bottom + main.scrollTop)]);
}"""
# What has moved since then without a hand: by how much in Chromium's measure, and what.
SHIFTS = """since => new Promise(done => {
  const name = node => node?.dataset?.testid ?? node?.nodeName ?? 'what is gone';
  new PerformanceObserver(list => done(list.getEntries().filter(e => !e.hadRecentInput && e.startTime > since)
    .map(e => [e.value, e.sources.map(source => name(source.node)).join()])))
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done([]), 300);
})"""
# A chart in what is closed is drawn when that is opened.
EMPTY = '[data-testid="stVegaLiteChart"]:not(:has(svg.marks)):not(details:not([open]) *)'
AGAIN = 200  # ms after which a page has drawn itself for a window that has another size
NOW = """() => [performance.now(),
  [...document.querySelectorAll('[data-testid=stButton] button')].some(e => /Stop$/.test(e.innerText.trim()))]"""
STOP = '[data-testid="stButton"] button:has-text("Stop")'


def begun(page: Page, *, figure: bool = True, run: bool = False) -> float:
    """Wait until a page is there, with its first figure and a run that still goes on: when, on the page's clock."""
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=GENEROUS)
    if figure:
        page.wait_for_function(POINT, timeout=GENEROUS)
    idle(page)
    now, stops = page.evaluate(NOW)
    assert stops or not run, "the run has ended before anybody could see it"
    return float(now)


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
    """What of the figure that makes the page's point lies below the window; [] where there is no figure."""
    return [(name, bottom) for name, bottom in page.evaluate(POINT) or () if bottom > page.evaluate("innerHeight")]


def flaws(page: Page) -> list[str]:
    """What is cut, too small, too pale, on something else or off the screen; [] after two clean looks.

    The page may still have to draw itself for its window, and what is clean before that may not be so after it.
    """
    idle(page)
    patience, looks = time.monotonic() + 8, [_look(page)]
    while len(looks) < 2 or (any(looks[-2:]) and time.monotonic() < patience):
        page.wait_for_timeout(AGAIN)
        looks.append(_look(page))
    return looks[-1] or looks[-2]


def _look(page: Page) -> list[str]:
    seen = page.evaluate(FLAWS)
    drawn = seen["things"] > 10 or seen["many"] > 300  # the glossary is text alone
    assert seen["many"] > 10 and drawn, f"there is next to nothing: {seen}"
    return list(seen["found"])
