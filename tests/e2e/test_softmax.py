"""Softmax in a real browser: a bar is dragged at either end, by a mouse, by keys and by a finger."""

from __future__ import annotations

from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from core.experiments import softmax
from core.experiments.softmax import Config
from tests.helpers.browser import GENEROUS, Traffic, idle
from tests.helpers.everyone import touch, touch_screen

FIGURE = ".shares:not(.still)"  # a real digit further down has bars too
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def opened(page: Page, app, query: str = "") -> Page:
    page.goto(f"{app}/softmax?{query}")
    expect(page.get_by_text("What am I looking at?")).to_be_visible(timeout=GENEROUS)
    expect(page.locator(f"{FIGURE} .row").first).to_be_visible()
    idle(page)
    return page


def state(page: Page) -> dict:
    page.evaluate(FRAMES)
    return page.locator(FIGURE).evaluate("root => root.app.state()")


def linked(page: Page) -> Config:
    said = {name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()}
    return Config(said.get("scores", Config().scores), temperature=float(said.get("temperature", 1)))


def track(page: Page, kind: str, k: int) -> Locator:
    return page.locator(f"{FIGURE} .track.{kind}").nth(k)


def drag(page: Page, bar: Locator, share: float) -> None:
    box = bar.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 3, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + share * box["width"], box["y"] + 8, steps=5)


def test_a_probability_that_is_dragged_takes_the_score_that_gives_it(page, app):
    """The first screen: all of the bars; one message for a drag; the link says the score."""
    opened(page, app)
    ends = page.locator(f"{FIGURE} .row, {FIGURE} .foot").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().bottom)"
    )
    assert len(ends) == 11 and max(ends) <= 720
    traffic, before = Traffic(page), len(Traffic(page).sent)
    drag(page, track(page, "share", 3), 0.5)
    now = state(page)
    assert now["p"][3] == pytest.approx(0.5, abs=0.01) and len(traffic.sent) == before
    assert now["scores"][3] == pytest.approx(softmax.score_for(Config(), 3, now["p"][3]), abs=1e-9)
    expect(page.locator(f"{FIGURE} .note")).to_contain_text("The other scores stay.")
    page.mouse.up()
    page.wait_for_url(lambda url: "scores=" in url)
    idle(page)
    result = softmax.run(linked(page))
    assert np.abs(result.probabilities - np.array(now["p"])).max() < 1e-9
    expect(page.get_by_text(softmax.describe(linked(page), result).conclusion).first).to_be_visible()
    drag(page, track(page, "score", 0), 0.9)
    page.mouse.up()
    page.wait_for_url(lambda url: "scores=4" in url)
    assert state(page)["p"][0] == pytest.approx(softmax.run(linked(page)).probabilities[0], abs=1e-9)


def test_all_of_it_goes_by_keys(page, app):
    opened(page, app, f"scores={softmax.DECK['four']}")
    track(page, "score", 0).focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowLeft", "ArrowDown", "PageUp"):
        page.keyboard.press(key)
    expect(track(page, "score", 1)).to_be_focused()
    assert state(page)["scores"] == pytest.approx([-1.81, 0.5, 2, 1.5])
    page.keyboard.press("Tab")
    expect(track(page, "share", 1)).to_be_focused()
    page.keyboard.press("End")
    assert state(page)["p"][1] == pytest.approx(0.999)
    heat = page.locator(FIGURE).get_by_label("Temperature T")
    heat.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: "temperature=" in url)
    now = state(page)
    assert 1 < now["temperature"] == linked(page).temperature < 1.1
    assert now["p"] == pytest.approx(softmax.run(linked(page)).probabilities, abs=1e-9)


def test_a_finger_says_where_and_nothing_overflows(page, app):
    opened(page, app, "scores=9000,-10000,8999&arithmetic=shifted")
    with touch_screen(page):
        bar = track(page, "share", 1)
        bar.scroll_into_view_if_needed()
        touch(page, bar)
        page.wait_for_url(lambda url: "-10000" not in url)
        now = state(page)
        assert now["p"][1] == pytest.approx(0.5, abs=0.02) and all(0 <= p <= 1 for p in now["shown"])
    assert page.locator(f"{FIGURE} .none").count() == 0
