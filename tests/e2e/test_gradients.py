"""Vanishing gradients in the whole app and a real browser: by switches, by link, by keys, on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from core.experiments import gradients
from core.experiments.gradients import Config
from core.experiments.gradients import words as gradient_words
from tests.helpers.axe import serious
from tests.helpers.browser import GENEROUS, go, idle

LINK = "activations=1-3&depth=4&width=8&dataset=circles&steps=20&seeds=2"
SHORT = Config(activations=(1, 3), depth=4, width=8, dataset="circles", steps=20, seeds=2)


def ready(page: Page, app) -> Page:
    """The page with its short training recorded, all charts drawn, standing still."""
    go(page, app, "gradients", LINK)
    expect(page.get_by_text("Recorded: 20 steps")).to_be_visible(timeout=GENEROUS)
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(7)
    expect(page.get_by_test_id("stVegaLiteChart").last.locator("svg.marks")).to_be_attached(timeout=GENEROUS)
    idle(page)
    return page


def test_the_remedy_is_a_switch_and_the_link_shows_the_same(page, new_page, app):
    ready(page, app)
    said = gradient_words.describe(SHORT, gradients.run(SHORT)).replace("**", "")
    expect(page.get_by_text(said)).to_be_visible()
    page.get_by_test_id("stSidebar").get_by_text("Residual connections").click()
    expect(page.get_by_text("Thin: the same draws without the remedies.")).to_be_visible()
    expect(page).to_have_url(re.compile("residual=1"))
    copy = new_page()
    copy.goto(page.url)
    mended = Config(activations=(1, 3), depth=4, width=8, dataset="circles", steps=20, seeds=2, residual=True)
    said = gradient_words.describe(mended, gradients.run(mended)).replace("**", "")
    for shown in (page, copy):
        expect(shown.get_by_text(said)).to_be_visible(timeout=GENEROUS)
    assert "times what it is without the remedy" in said


def test_by_keys_alone_one_looks_at_another_activation(page, app):
    ready(page, app)
    page.get_by_role("radio", name="sigmoid", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_text("ReLU: how the outputs")).to_be_visible(timeout=GENEROUS)
    expect(page).to_have_url(re.compile("focus=relu"))


@pytest.mark.parametrize(("scheme", "width"), [("light", 375), ("dark", 1280)])
def test_axe_finds_nothing_serious_and_a_phone_never_scrolls_sideways(new_page, app, scheme, width):
    page = ready(new_page(color_scheme=scheme, viewport={"width": width, "height": 800}), app)
    assert serious(page) == []
    fits = "e => e.scrollWidth <= e.clientWidth && e.clientWidth <= innerWidth"
    assert page.get_by_test_id("stMain").evaluate(fits)
    wide = "all => all.filter(e => e.getBoundingClientRect().right > innerWidth + 0.5).length"
    ours = page.locator("[data-testid=stMarkdownContainer] td, [data-testid=stVegaLiteChart] svg.marks")
    assert ours.count() > 15 and ours.evaluate_all(wide) == 0
