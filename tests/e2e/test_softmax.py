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


def test_where_float32_fails_a_probability_still_takes_a_score_and_it_is_said_why(page, app):
    opened(page, app, "arithmetic=plain&shift=100")
    assert page.locator(f"{FIGURE} .track.none .ghost").count() == 10
    drag(page, track(page, "share", 3), 0.5)
    now, note = state(page), page.locator(f"{FIGURE} .note")
    assert now["p"][3] == pytest.approx(0.5, abs=0.01)
    expect(note).to_contain_text("infinite in float32")
    page.mouse.up()
    page.wait_for_url(lambda url: "scores=" in url)
    idle(page)
    grip = track(page, "share", 3).locator(".grip").bounding_box()
    bar = track(page, "share", 3).bounding_box()
    assert grip["x"] + grip["width"] / 2 == pytest.approx(bar["x"] + now["p"][3] * bar["width"], abs=1.5)
    drag(page, track(page, "score", 6), 0.8)
    expect(note).to_contain_text("by logarithms.")
    page.mouse.up()


def test_a_class_is_added_and_removed_by_keys_until_there_are_two(page, app):
    opened(page, app, f"scores={softmax.DECK['four']}")
    more = page.locator(FIGURE).get_by_role("button", name="+ class")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{FIGURE} .row")).to_have_count(5)
    page.wait_for_url(lambda url: url.count("%2C") == 4 or url.count(",") == 4)
    idle(page)
    result = softmax.run(linked(page))
    assert state(page)["p"] == pytest.approx(result.probabilities, abs=1e-9) and len(result.scores) == 5
    expect(more).to_be_focused()
    fewer = page.locator(FIGURE).get_by_role("button", name="− class")
    for left in (4, 3, 2, 2):
        fewer.press("Enter")
        expect(page.locator(f"{FIGURE} .row")).to_have_count(left)
    expect(fewer).to_have_attribute("aria-disabled", "true")
    page.wait_for_url(lambda url: "scores=-2%2C-0.5" in url or "scores=-2,-0.5" in url)
