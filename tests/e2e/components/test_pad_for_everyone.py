"""The drawing pad, for everyone: on a phone, small, in both themes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.helpers.axe import COMPONENT, serious
from tests.helpers.everyone import both_themes
from tests.helpers.pad import around, has, one_run, press, shows, stroke
from ui.components.pad import SIDE


def test_the_theme_changes_the_colour_of_the_ink_only(page, open_pad):
    open_pad(page)
    with one_run(page):
        stroke(page, (60, 60), (220, 60))
    drawn, colour = has(page), "c => c.getContext('2d').getImageData(100, 60, 1, 1).data.join()"
    assert page.locator(".pad canvas").evaluate(colour) == "38,39,48,255"
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".pad")).to_have_class(re.compile("dark"))
    assert page.locator(".pad canvas").evaluate(colour) == "250,250,250,255"
    with one_run(page):
        stroke(page, (140, 200))
    with one_run(page):
        page.keyboard.press("Control+z")
    assert has(page) == shows(page) == drawn
    assert page.locator(".pad canvas").evaluate(colour) == "250,250,250,255"


@pytest.mark.parametrize("view", ["pad", "narrow"])
def test_a_phone_never_scrolls_sideways(new_page, open_pad, view):
    page = open_pad(new_page(viewport={"width": 375, "height": 800}, device_scale_factor=3), view)
    page.locator(".sheet").focus()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    inside = "els => els.every(e => e.getBoundingClientRect().right <= innerWidth)"
    assert page.locator(".pad *").evaluate_all(inside)


def test_a_small_pad_draws_the_same_picture(new_page, open_pad):
    page = open_pad(new_page(device_scale_factor=2), "narrow")
    assert page.locator(".pad canvas").bounding_box()["width"] < 150
    with one_run(page):
        stroke(page, (60, 50), (200, 230), steps=1)
    size, box, _ = has(page)
    assert size == (SIDE, SIDE)
    assert all(abs(a - b) <= 3 for a, b in zip(box, around((60, 50), (200, 230)), strict=True))


def test_axe_finds_nothing_serious(page, open_pad):
    open_pad(page)
    for drawn in (False, True):
        page.locator(".sheet").focus()
        if drawn:
            with one_run(page):
                press(page, "Space", "ArrowRight*4", "Space")
        for scheme in both_themes(page):
            assert serious(page, COMPONENT) == [], scheme


def test_the_hints_can_be_read(page, open_pad):
    open_pad(page)

    def luminance(selector: str, name: str) -> float:
        colour = page.locator(selector).evaluate("(e, name) => getComputedStyle(e)[name]", name)
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for _ in both_themes(page):
        paper = luminance(".sheet", "backgroundColor")
        for selector in (".hint", ".keys", ".undo"):
            dark, light = sorted((paper, luminance(selector, "color")))
            assert (light + 0.05) / (dark + 0.05) >= 4.5
