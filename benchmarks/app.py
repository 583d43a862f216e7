"""How fast the app is for the person in front of it, in a real browser on the same machine as server and workers.

    python -m benchmarks.app [--only watch home first choose walk learn drag seed kill stop] [--pairs 5] [--smoke]
    python -m benchmarks.app --against FOLDER [--pages templates regions ...] [--repeats 5] [--smoke]

Needs Chromium (on PATH, or CHROMIUM_PATH) and MNIST. Every time is taken in the browser, by its own clock.
The second way compares this version of the app with that in FOLDER (see benchmarks/versions.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import psutil
from playwright.sync_api import Browser

from benchmarks import options, versions
from benchmarks.app_endings import halt, kill
from benchmarks.app_home import home
from benchmarks.app_reactions import choose, drag, first, learn, seed, walk
from benchmarks.app_watched import watch
from benchmarks.browser import chromium, served, until_recorded
from benchmarks.tables import heading
from core import device
from core.data import images

PARTS = ("watch", "home", "first", "choose", "walk", "learn", "drag", "seed", "kill", "stop")


def main() -> None:
    parser = options.parser(__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--against", type=Path, metavar="FOLDER")
    parser.add_argument("--pages", nargs="+", choices=versions.PAGES, default=versions.PAGES, metavar="PAGE")
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    if images.status("mnist").state != "ready":
        raise SystemExit("MNIST is needed: open the app once, or set MLPSCOPE_DATA to a folder that has it.")
    smoke = arguments.smoke
    with chromium() as browser:
        load = os.getloadavg()[0]
        print(f"{device.name()}, Chromium {browser.version}, load before: {load:.2f}. Medians.")
        if arguments.against:
            pages, repeats = (versions.FEW, 1) if smoke else (arguments.pages, arguments.repeats)
            versions.compare(browser, arguments.against.resolve(), pages, repeats)
            return
        heading()
        if "watch" in arguments.only:
            watch(browser, 1 if smoke else arguments.pairs, smoke)
        parts = [name for name in PARTS[1:] if name in arguments.only]
        if parts:
            few = {"MLPSCOPE_FIRST_RUNS": "0", "MLPSCOPE_GRACE": "1"} if smoke else {}
            with served("app.py", **few) as (address, server):
                measure(browser, address, server, parts, smoke)


def measure(browser: Browser, address: str, server: psutil.Process, parts: list[str], smoke: bool) -> None:
    measurements: dict[str, Callable[[], None]] = {
        "home": lambda: home(browser, address, smoke),
        "first": lambda: first(browser, address, smoke),
        "choose": lambda: choose(browser, address, smoke),
        "walk": lambda: walk(browser, address, smoke),
        "learn": lambda: learn(browser, address, smoke),
        "drag": lambda: drag(browser, address, smoke),
        "seed": lambda: seed(browser, address, smoke),
        "kill": lambda: kill(browser, address, server, smoke),
        "stop": lambda: halt(browser, address, smoke),
    }
    if not smoke:
        until_recorded(address)
    for name in parts:
        measurements[name]()


if __name__ == "__main__":
    main()
