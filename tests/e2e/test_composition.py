"""Composition and Universal approximation in the whole app and a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from core.experiments import composition
from tests.helpers.browser import GENEROUS, go, idle, stop
from tests.helpers.everyone import is_for_everyone

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
    page.get_by_role("radiogroup", name="Examples").get_by_role("radio", name="4 and 5 peaks").click()
    expect(page.get_by_text("f₂(f₁(x)): 40 peaks")).to_be_visible()
    expect(page).to_have_url(re.compile("n1=4"))
    copy = new_page()
    copy.goto(page.url)
    expect(copy.get_by_text("f₂(f₁(x)): 40 peaks")).to_be_visible(timeout=GENEROUS)
    said = composition.describe(composition.Config(n1=4, n2=5), composition.run(composition.Config(n1=4, n2=5)))
    expect(copy.get_by_text(said)).to_be_visible()
    stop(page)
    for shown in (page, copy):  # they watch the same job
        expect(shown.get_by_text(re.compile("^Stopped at step"))).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_a_recording_is_scrubbed_in_the_browser(page, app, path):
    ready(page, app, path)
    slider = page.locator(".vega-bindings input[type=range]").first
    expect(slider).to_be_visible()
    chart = slider.locator("xpath=ancestor::*[@data-testid='stVegaLiteChart']").locator("svg.marks")
    expect(chart.locator("text").filter(has_text=re.compile("^step 200$"))).to_have_count(1)
    page.evaluate(COUNT)
    slider.evaluate("e => { e.value = 0; e.dispatchEvent(new Event('input')); }")
    expect(chart.locator("text").filter(has_text=re.compile("^step 0$"))).to_have_count(1)
    assert page.evaluate("window.sent") == 0


@pytest.mark.parametrize("path", PAGES)
def test_it_is_for_everyone(page, app, path):
    ready(page, app, path)
    ours = "[data-testid=stMetric], [data-testid=stVegaLiteChart] svg.marks, .vega-bindings input"
    is_for_everyone(page, ours, 5)
