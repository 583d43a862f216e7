"""How fast one long job trains while its page is open and while it is closed, in turn; for benchmarks/app.py."""

from __future__ import annotations

import json
import statistics
import time

import numpy as np
from playwright.sync_api import Browser, Page

from benchmarks.browser import served, tab, wait
from benchmarks.tables import median, spread, table

Window = tuple[float, float]  # from when to when, by the clock
COUNTS = "[bench.player().app.draws, bench.received.length, bench.bytes]"


def watch(browser: Browser, pairs: int, smoke: bool) -> None:
    """Steps a second while the page is open, over those while it is closed."""
    last, settle = (1.0, 0.5) if smoke else (6.0, 1.0)  # s watched, or not, and s left out after each change
    open_, closed, counts = [], [], []
    with served("benchmarks/watch_page.py") as (address, _):
        for _ in range(pairs):
            with tab(browser, address) as page:
                wait(page, "bench.pictures()")
                time.sleep(settle)
                open_.append(window := (time.time(), time.time() + last))
                counts.append(counted(page, window))
            time.sleep(settle)
            closed.append((time.time(), time.time() + last))
            time.sleep(last)
        time.sleep(settle)
        with tab(browser, f"{address}/?report=1") as page:
            state, reason, stamps = json.loads(page.locator("[data-testid=stCode] code").inner_text())
    if state != "running":
        raise SystemExit(f"The job did not last: it is {state}. {reason}")
    speeds([rate(stamps, window) for window in open_], [rate(stamps, window) for window in closed])
    traffic(counts)


def counted(page: Page, window: Window) -> list[float]:
    """Updates drawn, messages received and bytes in them, each a second, until the window is over."""
    before, began = page.evaluate(COUNTS), time.time()
    time.sleep(max(0, window[1] - began))
    after, now = page.evaluate(COUNTS), time.time() - began
    return [(b - a) / now for a, b in zip(before, after, strict=True)]


def rate(stamps: list[tuple[int, float]], window: Window) -> float:
    """Steps a second in the window."""
    steps, at = zip(*stamps, strict=True)
    began, ended = np.interp(window, at, steps)
    return float(ended - began) / (window[1] - window[0])


def speeds(watched: list[float], alone: list[float]) -> None:
    ratios = [w / a for w, a in zip(watched, alone, strict=True)]
    steps = f"{statistics.median(watched):,.0f} and {statistics.median(alone):,.0f} steps/s"
    what = "speed of a 784-50-10 job, watched over unwatched"
    table(what, median(ratios), ">= 0.65", f"{spread(ratios)}; {steps}")


def traffic(counts: list[list[float]]) -> None:
    draws, frames, sizes = (list(column) for column in zip(*counts, strict=True))
    table("  updates drawn a second while watched", median(draws, 1), "about 5", spread(draws, 1))
    kb = statistics.median(sizes) / statistics.median(draws) / 1000
    each = statistics.median(frames) / statistics.median(draws)
    table("  websocket messages, kB an update", f"{each:.1f}, {kb:.0f} kB", "")
