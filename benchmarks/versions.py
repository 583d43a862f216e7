"""Two versions of the app, page by page, for benchmarks/app.py: is one of them slower?

Both are served, and visited in turn, each time in a fresh browser. "picture": from the link until the main figure
of the page is drawn. "choice": from a click on one of its examples until that figure shows something else. "drag":
the same from the first movement of the slider inside the figure, or else from the release of the first in the
sidebar. What a page lacks is left out. All are medians; the ratio is the time of this version over the other's.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.browser import ROOT, served, tab, wait

PAGES = [path.stem for path in sorted((ROOT / "pages").glob("*.py"))]
FEW = ["three_views"]  # nothing is trained for it, and nothing plays by itself
PATIENCE = 15_000  # ms that a figure may take to follow
TRAINED = 120_000  # ms for what is trained on the first visit
LINE = "{:18} {:8} {:>9} {:>9} {:>7}  {}"
KINDS = ("picture", "choice", "drag")


def nothing() -> dict[str, tuple[list[float], list[float]]]:
    return {kind: ([], []) for kind in KINDS}


@dataclass
class Times:
    """What was measured on one page, in milliseconds, of both versions."""

    page: str
    chip: str | None = None
    ms: dict[str, tuple[list[float], list[float]]] = field(default_factory=nothing)

    def ratio(self, kind: str) -> float | None:
        """The median of this version over that of the other, where both have it."""
        this, other = self.ms[kind]
        return statistics.median(this) / statistics.median(other) if this and other else None


def compare(browser: Browser, folder: Path, pages: list[str], repeats: int) -> None:
    """Print a line for each page and kind, and the middle of all ratios."""
    print(LINE.format("page", "ms to the", "this", "other", "ratio", "from least to most, this; other"))
    with served("app.py", MLPSCOPE_FIRST_RUNS="0") as (this, _):
        with served("app.py", folder=folder, MLPSCOPE_FIRST_RUNS="0") as (other, _):
            found = [measured(browser, (this, other), page, repeats) for page in pages]
    for kind in KINDS:
        ratios = [ratio for times in found if (ratio := times.ratio(kind)) is not None]
        if ratios:
            spread = f"{len(ratios)} pages, {min(ratios):.2f} to {max(ratios):.2f}"
            print(LINE.format("all", kind, "", "", f"{statistics.median(ratios):.2f}", spread))


def measured(browser: Browser, addresses: tuple[str, str], page: str, repeats: int) -> Times:
    times = Times(page)
    for address in addresses:
        warm(browser, f"{address}/{'' if page == 'home' else page}", times)
    for turn in range(repeats):
        for version in (0, 1) if turn % 2 == 0 else (1, 0):
            visit(browser, f"{addresses[version]}/{'' if page == 'home' else page}", times, version)
    for kind in KINDS:
        this, other = times.ms[kind]
        if (ratio := times.ratio(kind)) is not None:
            medians = (f"{statistics.median(values):.0f}" for values in (this, other))
            spreads = "; ".join(f"{min(values):.0f} to {max(values):.0f}" for values in (this, other))
            print(LINE.format(page, kind, *medians, f"{ratio:.2f}", spreads), flush=True)
    return times


def warm(browser: Browser, address: str, times: Times) -> None:
    """Have all that a visit asks for trained, and find an example that the main figure follows."""
    with tab(browser, address) as page:
        wait(page, "bench.print()")
        page.evaluate(f"bench.settled({TRAINED})")
        names = [times.chip] if times.chip else others(page)[:3]
        for name in names:
            if choose(page, name) is not None:
                times.chip = name
                break
        page.evaluate(f"bench.settled({TRAINED})")


def visit(browser: Browser, address: str, times: Times, version: int) -> None:
    with tab(browser, address) as page:
        times.ms["picture"][version].append(1000 * wait(page, "bench.print()"))
        page.evaluate(f"bench.settled({PATIENCE})")
        asked = {"drag": drag(page)}
        page.evaluate(f"bench.settled({PATIENCE})")
        asked["choice"] = choose(page, times.chip) if times.chip else None
        for kind, took in asked.items():
            if took is not None:
                times.ms[kind][version].append(took)


def others(page: Page) -> list[str]:
    """The names of the examples that are not chosen."""
    more_examples(page)
    chips = page.get_by_role("radiogroup", name="Examples", exact=True).get_by_role("radio")
    return [chip.inner_text() for chip in chips.all() if chip.get_attribute("aria-checked") != "true"]


def more_examples(page: Page) -> bool:
    """Have a chip for every example, where some have none yet."""
    more = page.get_by_role("button", name="More examples")
    if not more.count():
        return False
    more.click()
    more.wait_for(state="detached")
    return True


def choose(page: Page, name: str) -> float | None:
    """Milliseconds from a click on an example until the main figure follows."""
    chip = page.get_by_role("radiogroup", name="Examples", exact=True).get_by_role("radio", name=name, exact=True)
    if not chip.count() and more_examples(page):
        chip.wait_for()
        page.evaluate(f"bench.settled({PATIENCE})")
    if not chip.count():
        return None
    chip.scroll_into_view_if_needed()
    page.evaluate(f"(window.follows = bench.follows('click', {PATIENCE})) && null")
    chip.click()
    return page.evaluate("follows")


def drag(page: Page) -> float | None:
    """Milliseconds from a slider's movement, or release, until the main figure follows."""
    if inside := page.evaluate("bench.handle()"):
        start = inside["left"] + inside["share"] * (inside["right"] - inside["left"])
        goal = inside["left"] + (0.3 if inside["share"] > 0.5 else 0.7) * (inside["right"] - inside["left"])
        return dragged(page, (start, goal, inside["y"]), "pointermove")
    slider = page.get_by_test_id("stSidebar").get_by_test_id("stSlider").first
    if not slider.get_by_role("slider").count():
        return None
    slider.scroll_into_view_if_needed()
    thumb, track = slider.get_by_role("slider").first.bounding_box(), slider.bounding_box()
    if not thumb or not track:
        return None
    start = thumb["x"] + thumb["width"] / 2
    onward = 0.3 if start < track["x"] + track["width"] / 2 else -0.3
    return dragged(page, (start, start + onward * track["width"], thumb["y"] + thumb["height"] / 2), "pointerup")


def dragged(page: Page, way: tuple[float, float, float], event: str) -> float | None:
    start, goal, y = way
    page.mouse.move(start, y)
    page.mouse.down()
    page.evaluate("bench.settled(2000)")
    page.evaluate(f"(window.follows = bench.follows('{event}', {PATIENCE})) && null")
    page.mouse.move(goal, y, steps=3)
    page.mouse.up()
    return page.evaluate("follows")
