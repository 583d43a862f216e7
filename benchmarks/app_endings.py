"""How soon the page says that a job has ended, for benchmarks/app.py."""

from __future__ import annotations

import time

import psutil
from playwright.sync_api import Browser

from benchmarks.app_reactions import LONG
from benchmarks.browser import button, says, tab, wait
from benchmarks.options import rest
from benchmarks.tables import median, spread, table

DEAD = "worker process .* ended unexpectedly"
JOBS = (
    ("Templates", f"{LONG}&seed=20"),
    ("Serial and batch", "batches?epochs=50&seed=20"),
    ("Linear regions", "regions?net=digits&width=24&lr=0.002&steps=10000&seed=20"),
    ("Composition", "composition?steps=20000&seed=20"),
    ("Universal approximation", "approximation?steps=20000&seed=20"),
)


def kill(browser: Browser, address: str, server: psutil.Process, smoke: bool) -> None:
    """Seconds from the death of the worker that trains to the page's saying so."""
    times = []
    for turn in range(1 if smoke else 3):
        with tab(browser, f"{address}/{LONG}&seed={10 + turn}") as page:
            wait(page, f"{says('Training: .* steps')} && bench.pictures()")
            rest(1.5)
            children = server.children(recursive=True)
            for child in children:
                child.cpu_percent()
            time.sleep(0.5)
            busy = max(children, key=lambda child: child.cpu_percent())
            if page.evaluate(says(DEAD)) or not page.evaluate(says("Training: .* steps")):
                raise SystemExit(
                    f"The job did not last until its worker was killed: {page.evaluate('bench.text()')[:600]}"
                )
            zero = page.evaluate("performance.timeOrigin") / 1000
            began = time.time()
            busy.kill()
            times.append(zero + wait(page, says(DEAD)) - began)
    table("s from a worker's death to the page's saying so", median(times), "<= 3", spread(times))


def halt(browser: Browser, address: str, smoke: bool) -> None:
    """Seconds from a click on Stop to the page's saying that it stopped."""
    for words, link in JOBS[-2:-1] if smoke else JOBS:
        times = []
        with tab(browser, f"{address}/{link}") as page:
            for turn in range(2 if smoke else 5):
                if turn:
                    rest(0.5)  # a person is not faster
                    button(page, "Train again").click()
                wait(page, says("Training: [1-9].* (steps|pictures)"))
                rest(2)
                page.evaluate("(window.began = bench.clicked()) && null")
                button(page, "Stop").click()
                times.append(wait(page, says("Stopped at (step|picture)")) - page.evaluate("began") / 1000)
        table(f"s from a click on Stop to its effect, {words}", median(times), "<= 0.5", spread(times))
