"""Vanishing gradients in the whole app and a real browser: by switches, by link, by keys, on a phone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from core.experiments import gradients
from core.experiments.gradients import Config
from core.experiments.gradients import words as gradient_words
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
    expect(page.get_by_text("The dotted lines are the same draws without the remedies.")).to_be_visible()
    expect(page).to_have_url(re.compile("residual=1"))
    copy = new_page()
    copy.goto(page.url)
    mended = Config(activations=(1, 3), depth=4, width=8, dataset="circles", steps=20, seeds=2, residual=True)
    told = gradient_words.describe(mended, gradients.run(mended))
    said = told.replace("**", "")
    for shown in (page, copy):
        expect(shown.get_by_text(said)).to_be_visible(timeout=GENEROUS)
        expect(shown.get_by_role("columnheader", name="times the share without the remedy")).to_be_visible()


def test_by_keys_alone_one_looks_at_another_activation(page, app):
    ready(page, app)
    page.get_by_role("radio", name="sigmoid", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_text("ReLU: how the outputs")).to_be_visible(timeout=GENEROUS)
    expect(page).to_have_url(re.compile("focus=relu"))
