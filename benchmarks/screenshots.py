"""The pictures of the README, made anew: three screenshots, and ten seconds of the app at work.

    python -m benchmarks.screenshots [--to docs] [--smoke]

Needs Chromium (on PATH, or CHROMIUM_PATH). The recording is an animated WebP in real time: each of its pictures
stands as long as the screen showed it.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from benchmarks import options
from benchmarks.browser import chromium, idle, served, tab, until_recorded, wait
from benchmarks.strokes import SEVEN, stroke

SHOTS = {"home.png": "", "small_large.png": "small_large", "regions.png": "regions?net=trained"}  # their pages
RECORDING, MOST_BYTES = "at_work.webp", 2_000_000
WIDTH = 960  # pixels of the recording
QUALITIES = (70, 50, 35, 20, 10)  # of WebP, tried in this order
PLAYING = 6.0  # s after which what plays by itself has played


@dataclass
class Camera:
    """Takes pictures of a page as fast as they come, with the times at which they were taken."""

    pictures: list[Image.Image] = field(default_factory=list)
    milliseconds: list[int] = field(default_factory=list)  # how long each stood

    def film(self, page: Page, seconds: float) -> None:
        """Take at least one picture, and go on for some seconds."""
        start = time.monotonic()
        while True:
            before = time.monotonic()
            with Image.open(io.BytesIO(page.screenshot())) as shot:
                small = (WIDTH, round(shot.height * WIDTH / shot.width))
                self.pictures.append(shot.convert("RGB").resize(small, Image.Resampling.LANCZOS))
            now = time.monotonic()
            self.milliseconds.append(round(1000 * (now - before)))
            if now - start >= seconds:
                return

    def develop(self, file: Path) -> None:
        """Write an animation of at most MOST_BYTES, at the best of QUALITIES that allows it."""
        first, *others = self.pictures
        for quality in QUALITIES:
            how = {"quality": quality, "method": 6, "minimize_size": True, "loop": 0}
            first.save(file, save_all=True, append_images=others, duration=self.milliseconds, **how)
            if file.stat().st_size <= MOST_BYTES:
                return
        raise SystemExit(f"{file.name} has {file.stat().st_size:,} bytes, more than {MOST_BYTES:,}.")


def main() -> None:
    parser = options.parser(__doc__)
    parser.add_argument("--to", type=Path, metavar="FOLDER")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as nowhere:
        if arguments.smoke:
            make(arguments.to or Path(nowhere), list(SHOTS)[:1], 0.0, MLPSCOPE_FIRST_RUNS="0", MLPSCOPE_GRACE="1")
        else:
            make(arguments.to or Path("docs"), list(SHOTS), 1.0)


def make(folder: Path, shots: Sequence[str], share: float, **env: str) -> None:
    """Write these shots and the recording, with this share of its length; at 0 nothing is waited for."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser, served("app.py", **env) as (address, _):
        if share:
            until_recorded(address)
        for name in shots:
            screenshot(browser, f"{address}/{SHOTS[name]}", folder / name)
        camera = Camera()
        for scene in (at_home, folding):
            scene(camera, browser, address, share)
        camera.develop(folder / RECORDING)
    said = f"{len(camera.pictures)} pictures in {sum(camera.milliseconds) / 1000:.1f} s"
    print(f"{RECORDING}: {said}, {(folder / RECORDING).stat().st_size / 1e3:,.0f} kB")


def screenshot(browser: Browser, address: str, file: Path) -> None:
    """The first screen of a page when it stands still."""
    with tab(browser, address) as page:
        opened(page)
        options.rest(PLAYING)
        page.screenshot(path=file)
    print(f"{file.name}: {file.stat().st_size / 1e3:,.0f} kB")


def opened(page: Page) -> None:
    page.get_by_role("heading", level=1).wait_for()
    wait(page, idle())


def at_home(camera: Camera, browser: Browser, address: str, share: float) -> None:
    """Templates learn; then a 7 is drawn, stroke by stroke, and read."""
    with tab(browser, address) as page:
        pad = page.locator(".reader .sheet canvas")
        pad.wait_for()
        camera.film(page, 3 * share)
        stroke(page, pad, SEVEN, between=lambda: camera.film(page, 0.4 * share))
        camera.film(page, 1.5 * share)


def folding(camera: Camera, browser: Browser, address: str, share: float) -> None:
    """Space is folded by a layer, as that page plays it when it opens."""
    with tab(browser, f"{address}/folding") as page:
        opened(page)
        camera.film(page, 5 * share)


if __name__ == "__main__":
    main()
