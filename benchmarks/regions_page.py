"""How fast linear regions are on the screen, in a real browser on the same machine as the server.

    python -m benchmarks.regions_page [--smoke]

Needs Chromium (on PATH, or CHROMIUM_PATH). Times are taken in the browser, by its own clock, from the hand's
release to the frame in which the new picture is drawn.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import psutil
from playwright.sync_api import Browser, Page

from benchmarks import options
from benchmarks.browser import chromium, idle, says, served, tab, wait
from benchmarks.options import rest
from benchmarks.tables import heading, median, spread, table
from core import device

PLANE = "bench.all('.plane')[0]?.app"
REDRAW = (
    "(async () => {{ const next = () => new Promise(done => requestAnimationFrame(done));"
    "const app = bench.all('.plane')[0];"
    "await next(); const began = performance.now(), draws = app.app.draws;"
    "app.querySelectorAll('.segments button')[{}].click(); while (app.app.draws === draws) await next();"
    "return performance.now() - began; }})()"
)
READY = f"{PLANE}?.draws > 0 && {says('What am I looking at')} && {idle()}"


def until_drawn(page: Page, act: Callable[[], None], event: str = "pointerup") -> float:
    """Milliseconds from the last `event` that `act` makes to another picture of the plane, or to another plane."""
    page.evaluate(f"() => {{ window.plane = {PLANE}; window.draws = plane.draws; }}")
    page.evaluate(
        f"window.addEventListener('{event}', () => {{ window.began = performance.now(); }}, {{capture: true}})"
    )
    act()
    return 1000 * wait(page, f"{PLANE}?.draws > ({PLANE} === plane ? draws : 0)") - float(page.evaluate("began"))


def slider(browser: Browser, address: str, repeats: int) -> None:
    """From the release of a slider to the new picture of 2-n-n-n, n around 16."""
    times = []
    with tab(browser, f"{address}/regions?net=pytorch&depth=3&width=16") as page:
        wait(page, READY)
        rest(3)
        thumb = page.get_by_role("slider", name="Neurons in each")
        track = page.get_by_test_id("stSlider").filter(has_text="Neurons in each").bounding_box()
        assert track
        for turn in range(repeats):
            box = thumb.bounding_box()
            assert box
            y = box["y"] + box["height"] / 2
            to = track["x"] + 6 + (track["width"] - 12) * (10 + turn) / 63
            page.mouse.move(box["x"] + box["width"] / 2, y)
            page.mouse.down()
            page.mouse.move(to, y, steps=3)
            times.append(until_drawn(page, page.mouse.up))
            wait(page, READY)
            rest(0.5)
    table("ms from a slider's release to 2-n-n-n, n about 16", median(times, 0), "<= 200", spread(times, 0))


def zoom(browser: Browser, address: str, repeats: int) -> None:
    """From a key that zooms to the exact picture of the new window."""
    times = []
    with tab(browser, f"{address}/regions?net=pytorch&depth=3&width=16") as page:
        wait(page, READY)
        rest(2)
        page.locator(".plane .sheet").first.focus()
        for turn in range(repeats):
            key = "+" if turn % 6 < 3 else "Shift+ArrowUp"
            times.append(until_drawn(page, lambda key=key: page.keyboard.press(key), "keydown"))  # type: ignore[misc]
            wait(page, READY)
            rest(0.3)
    table("ms from a zoom or move to its exact picture", median(times, 0), "", spread(times, 0))
    print("  (of these, the page waits 150 ms for the hand to rest)")


def many(browser: Browser, address: str, widths: str, repeats: int) -> None:
    """From a click on New seed to so many layers' regions, of which 64-64-64 have about 19,000."""
    times, found = [], []
    with tab(browser, f"{address}/regions?net=pytorch&widths={widths}&r=10&max_regions=2000000") as page:
        wait(page, READY)
        rest(3)
        for _ in range(repeats):
            button = page.get_by_role("button", name="New seed")
            times.append(until_drawn(page, button.click, "click"))
            wait(page, READY)  # another plane may still take the place of the one that drew
            found.append(page.evaluate(f"{PLANE}.frame().R"))
            rest(1)
        draw = [float(page.evaluate(REDRAW.format(i % 3))) for i in range(6)]
    what = f"ms from New seed to {min(found):,} to {max(found):,} regions"
    table(what, median(times, 0), "<= 1000", spread(times, 0))
    table("  of which the browser draws", median(draw, 0), "", spread(draw, 0))


def million(browser: Browser, address: str, server: psutil.Process, depth: int) -> None:
    """From a link to 4^depth folds drawn, a million with ten layers, and the server's memory."""
    count = f"{4**depth:,}"
    before = server.memory_info().rss / 1e6
    with tab(browser, f"{address}/regions?net=fold&depth={depth}&activation=abs&max_regions=2000000") as page:
        seconds = wait(page, f"{PLANE}?.draws > 0 && {says(count)}")
        wait(page, READY)
        rest(1)
        after = server.memory_info().rss / 1e6
        heap = page.evaluate("performance.memory?.usedJSHeapSize ?? 0") / 1e6
        print(f"  server {before:,.0f} MB before, {after:,.0f} MB after; the page's heap {heap:,.0f} MB")
        page.locator(".plane .in").first.click()
        zoomed = wait(page, f"{PLANE}?.frame().R === {4 ** (depth - 1)} && {idle()}")
    table(f"s from a link to {count} regions, drawn and counted", f"{seconds:.2f}", "", f"zoomed in: {zoomed > 0}")


def main() -> None:
    smoke = options.parser(__doc__).parse_args().smoke
    with chromium() as browser:
        print(f"{device.name()}, Chromium {browser.version}, load before: {os.getloadavg()[0]:.2f}. Medians.")
        heading()
        with served("app.py", MLPSCOPE_FIRST_RUNS="0") as (address, server):
            slider(browser, address, 1 if smoke else 14)
            zoom(browser, address, 1 if smoke else 12)
            many(browser, address, *(("8-8-8", 1) if smoke else ("64-64-64", 7)))
            million(browser, address, server, 4 if smoke else 10)


if __name__ == "__main__":
    main()
