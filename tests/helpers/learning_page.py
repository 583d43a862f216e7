"""The page of learning a template in a browser, and drawing a picture of one's own there."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from benchmarks.strokes import THREE, stroke
from tests.helpers.browser import GENEROUS, go, idle

LEARN = "template_learning"
STEPS = "dataset=digits"
RACE = "dataset=digits&epochs=2"  # of Serial and batch


def learning(page: Page, app, query: str = STEPS) -> Page:
    go(page, app, LEARN, query)
    said(page)
    expect(page.get_by_role("button", name="Next picture")).to_be_visible()
    idle(page)
    return page


def said(page: Page, words: str = "What am I looking at?") -> str:
    line = page.get_by_text(words)
    expect(line).to_be_visible(timeout=GENEROUS)
    return line.locator("xpath=ancestor-or-self::p").inner_text()


def own(page: Page) -> Page:
    page.get_by_text("Your own picture", exact=True).click()
    expect(page.locator(".pad canvas")).to_be_visible()
    idle(page)
    return page


def draw_three(page: Page) -> None:
    stroke(page, page.locator(".pad canvas"), THREE)
