"""How long it takes to record what all lessons need, how much room that takes, and how soon a new server shows it.

    python -m benchmarks.restart [--smoke]

fills a store of recordings of its own, ends, starts a server on that store, and opens of each lesson that trains
the first step that does. Needs Chromium (on PATH, or CHROMIUM_PATH) and MNIST. Every time of a page is taken in the
browser, by its own clock.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page

from benchmarks.browser import ROOT, chromium, idle, says, served, tab, wait
from benchmarks.options import parser, rest
from benchmarks.tables import heading, median, spread, table
from core.config import to_query
from core.data import images
from ui import lesson
from ui.catalogue import LESSONS

SMALL = "templates", {"dataset": "digits", "epochs": "1"}
STARTED = "document.querySelector('[data-testid=stMain] h1') !== null"
STORE_BYTES = str(1_000_000_000)


def main() -> None:
    smoke = parser(__doc__).parse_args().smoke
    if not smoke and images.status("mnist").state != "ready":
        raise SystemExit("MNIST is needed: open a page that shows it, or set MLPSCOPE_DATA.")
    heading()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        kept = {"MLPSCOPE_STORE": folder, "MLPSCOPE_STORE_BYTES": STORE_BYTES, "MLPSCOPE_FIRST_RUNS": "0"}
        if smoke:
            with served("app.py", **kept) as (address, _), tab(browser, link(address, *SMALL)) as page:
                wait(page, says("Recorded: |Computed"))
                wait(page, idle())
        else:
            began = time.monotonic()
            subprocess.run([sys.executable, "-m", "ui.warm"], cwd=ROOT, env={**os.environ, **kept}, check=True)
            table("min to record what all lessons need", f"{(time.monotonic() - began) / 60:.1f}", "<= 15")
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
        table("MB in the store", f"{size / 1e6:.1f}", "<= 1000")
        with served("app.py", **kept) as (address, _):
            with tab(browser, f"{address}/folding") as page:
                wait(page, f"{STARTED} && {idle()}")  # the browser has Streamlit by now
                for name, query in [SMALL] if smoke else trained():
                    times = [shown(page, link(address, name, query)) for _ in range(1 if smoke else 3)]
                    totals, since = zip(*times, strict=True)
                    table(f"s from the link of {name} to its run", median(totals), "", spread(totals))
                    table("  of these, from its heading", median(since), "<= 1", spread(since))


def trained() -> Iterator[tuple[str, dict[str, str]]]:
    """Of each lesson that trains: its name, and the link of the first step that does."""
    for name in [here.name for here in LESSONS]:
        step = next((one for one in lesson.course_of(name).steps if lesson.trains(name, one.config)), None)
        if step:
            yield name, to_query(step.config)


def link(address: str, name: str, query: dict[str, str]) -> str:
    return f"{address}/{name}?{urlencode(query)}"


def shown(page: Page, to: str) -> tuple[float, float]:
    """Seconds until the page says that its run is recorded: from the link, and from the page's heading."""
    rest(1)
    page.goto("about:blank")
    page.goto(to, wait_until="commit")
    page.wait_for_function("window.bench")
    began, ended = wait(page, STARTED), wait(page, says("Recorded: |Computed"))
    wait(page, idle())
    return ended, ended - began


if __name__ == "__main__":
    main()
