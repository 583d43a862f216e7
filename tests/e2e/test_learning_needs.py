"""What learning needs in a real browser: a hand on the worlds, the learners and the corners, and the keys."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from core.experiments import learning_needs
from core.experiments.learning_needs import Config
from tests.helpers.browser import GENEROUS, go, idle

WORK = """sheet => {
  const times = [];
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowLeft']) {
    const began = performance.now();
    sheet.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    times.push(performance.now() - began);
  }
  return times.toSorted((a, b) => a - b)[3];
}"""


def means(page: Page) -> list[str]:
    return page.locator(".worlds .mean").all_inner_texts()


def test_learners_part_when_worlds_are_restricted_and_the_link_keeps_it(page, new_page, app):
    go(page, app, "learning_needs")
    expect(page.locator(".worlds .list button")).to_have_count(9, timeout=GENEROUS)
    assert set(means(page)) == {"50.0\u202f%"}
    page.locator(".kinds button", has_text="smooth").click()
    expect(page).to_have_url(re.compile("worlds=smooth"))
    result = learning_needs.run(Config("smooth"))
    assert means(page)[0] == "16.7\u202f%" and float(result.mean("nearest")) == 1 / 6
    said = learning_needs.describe(Config("smooth"), result).conclusion
    expect(page.get_by_text(said)).to_be_visible()
    page.locator(".list button", has_text="parity").click()
    expect(page.locator(".legend span")).to_have_text(["2 wrong: 30", "3: 18"])
    expect(page).to_have_url(re.compile("learner=parity"))
    copy = new_page()
    copy.goto(page.url)
    expect(copy.locator(".legend span")).to_have_text(["2 wrong: 30", "3: 18"], timeout=GENEROUS)


def test_corners_and_worlds_are_reached_with_keys(page, app):
    go(page, app, "learning_needs", "worlds=separable")
    corner = page.locator(".worlds .corner").nth(7)
    expect(corner).to_have_attribute("aria-checked", "true", timeout=GENEROUS)
    corner.focus()
    page.keyboard.press("Space")
    expect(corner).to_have_attribute("aria-checked", "false")
    expect(page).to_have_url(re.compile("seen=0-1-2-4(&|$)"))
    result = learning_needs.run(Config("separable", (0, 1, 2, 4)))
    assert means(page)[0] == f"{100 * float(result.mean('nearest')):.1f}\u202f%"
    idle(page)
    assert page.locator(".worlds .sheet").evaluate(WORK) < 16
    page.locator(".worlds .sheet").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"world=\d+"))
