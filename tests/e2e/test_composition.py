"""Composition and Universal approximation in the whole app and a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from core.experiments import composition
from tests.helpers.browser import GENEROUS, example, go, idle, stop

WAVES = "n1=1&n2=1&depth=2&width=6&steps=200"
FITS = "units=5&steps=200"
COUNT = """() => {
  const send = WebSocket.prototype.send;
  window.sent = 0;
  WebSocket.prototype.send = function (x) { window.sent++; return send.call(this, x); };
}"""
PAGES = {"composition": WAVES, "approximation": FITS}


def ready(page: Page, app, path: str) -> Page:
    """The page with its short training recorded, all charts drawn, standing still."""
    go(page, app, path, PAGES[path])
    expect(page.get_by_text("Recorded: 200 steps")).to_be_visible(timeout=GENEROUS)
    if path == "approximation":
        expect(page.get_by_text("Recorded: 18 sizes")).to_be_visible(timeout=GENEROUS)
    charts = page.get_by_test_id("stVegaLiteChart")
    expect(charts.last.locator("svg.marks")).to_be_attached(timeout=GENEROUS)
    expect(page.get_by_text("What am I looking at?")).to_be_visible()
    idle(page)
    return page


def test_the_slides_examples_by_chip_and_by_link(page, new_page, app):
    ready(page, app, "composition")
    example(page, "4 and 5 peaks").click()
    expect(page.get_by_text("f₂(f₁(x)): 2 · 4 · 5 = 40 peaks")).to_be_visible()
    expect(page).to_have_url(re.compile("n1=4"))
    copy = new_page()
    copy.goto(page.url)
    expect(copy.get_by_text("f₂(f₁(x)): 2 · 4 · 5 = 40 peaks")).to_be_visible(timeout=GENEROUS)
    said = composition.describe(composition.Config(n1=4, n2=5), composition.run(composition.Config(n1=4, n2=5)))
    expect(copy.get_by_text(said.conclusion)).to_be_visible()
    stop(page)
    for shown in (page, copy):  # they watch the same job
        expect(shown.get_by_text(re.compile("^Stopped at step"))).to_be_visible()


def test_x_is_followed_through_both_waves_and_kept_by_the_link(page, app):
    """The first screen: the waves, the one transport, and what x is in each of them."""
    ready(page, app, "composition")
    shown = page.locator(".waves")
    ends = shown.locator(".panel, .play, .timeline").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().bottom)"
    )
    assert len(ends) == 5 and max(ends) <= 720
    shown.locator(".timeline").focus()
    page.keyboard.press("Home")
    shown.locator(".speed").select_option("4")
    shown.locator(".play").click()
    expect(shown.locator(".status")).to_have_text(re.compile(r"^x = 1\.00"), timeout=GENEROUS)
    expect(page).to_have_url(re.compile(r"x=1\.0"))
    box = shown.locator(".panel svg").first.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 30 + (box["width"] - 38) / 4, box["y"] + 80, steps=4)
    expect(shown.locator(".status")).to_have_text("x = 0.25 → f₁(x) = 0.50 → f₂(0.50) = 1.00")
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"x=0\.25"))
    expect(
        page.get_by_text("The dot: x = 0.25 goes to f₁(x) = 0.50, and f₂ takes that to 1.00.").first
    ).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_a_recording_is_scrubbed_in_the_browser(page, app, path):
    ready(page, app, path)
    fitted = page.locator(".fitted")
    expect(fitted.locator(".status b")).to_have_text("step 200 of 200")
    end = fitted.locator(".plot").inner_text()
    assert len(re.findall(r"weights · error [\d.]+", end)) == 2
    if path == "approximation":
        assert fitted.locator(".timeline").evaluate("e => e.getBoundingClientRect().bottom") <= 720
    page.evaluate(COUNT)
    fitted.locator(".timeline").focus()
    page.keyboard.press("Home")
    expect(fitted.locator(".status")).to_have_text("step 0 of 200")  # and nothing is beyond the axis
    start = fitted.locator(".plot").inner_text()
    before, after = ([float(e) for e in re.findall(r"weights · error ([\d.]+)", said)] for said in (start, end))
    assert all(first > last for first, last in zip(before, after, strict=True))
    fitted.locator(".play").click()
    expect(fitted.locator(".status b")).to_have_text("step 200 of 200", timeout=GENEROUS)
    assert page.evaluate("window.sent") == 0


def test_the_buttons_of_a_chart_cover_nothing_above_it(page, app):
    ready(page, app, "approximation")
    chart = page.get_by_test_id("stVegaLiteChart").last
    chart.scroll_into_view_if_needed()
    idle(page)  # the buttons appear where the chart is when it is pointed at
    chart.hover()
    bar = page.get_by_test_id("stElementToolbar").last
    expect(bar).to_be_visible()
    button = page.get_by_role("button", name="New seed").last
    assert bar.bounding_box()["y"] >= button.bounding_box()["y"] + button.bounding_box()["height"]
