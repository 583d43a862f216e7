"""The page of folding in a browser: open it, read what its component has, and where its lines are gripped."""

from __future__ import annotations

from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Page, expect

from core.experiments.folding import Config
from tests.helpers.browser import GENEROUS, caught, idle

HAND = "way=hand"
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def opened(page: Page, app, query: str = "") -> Page:
    page.goto(f"{app}/folding?{query}")
    expect(page.get_by_text("What am I looking at?")).to_be_visible(timeout=GENEROUS)
    expect(page.locator(".fold .packet")).to_be_visible()
    expect(page.get_by_role("radiogroup", name="Examples", exact=True)).to_be_visible()
    idle(page)
    return page


def state(page: Page) -> dict:
    return page.locator(".fold").evaluate("root => root.app.state()")


def until(page: Page, condition: str) -> None:
    """Until this is true of the component's state `s`."""
    caught(page, ".fold", f"root => {{ const s = root.app?.state(); return s && ({condition}); }}", 15_000)


def picture(page: Page, name: str) -> str:
    page.evaluate(FRAMES)
    return page.locator(f".fold .{name}").evaluate("canvas => canvas.toDataURL()")


def shown_count(page: Page) -> int:
    return int(page.locator(".fold .count").inner_text().replace(",", ""))


def linked(page: Page) -> Config:
    """The Config that the address bar says."""
    query = {name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()}
    return Config(**{**query, **({"depth": int(query["depth"])} if "depth" in query else {})})


def grip(page: Page, fold: int, end: int) -> tuple[float, float]:
    box = page.locator(".fold .packet").bounding_box()
    u, v = page.locator(".fold").evaluate("(root, [fold, end]) => root.app.grips(fold)[end]", [fold, end])
    return box["x"] + u, box["y"] + v
