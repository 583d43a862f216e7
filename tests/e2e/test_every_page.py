"""Every page at every width and in both themes, for everyone: in one visit, for a visit costs more than a look."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.axe import serious
from tests.helpers.browser import GENEROUS, SHORT, go
from tests.helpers.everyone import both_themes, touch_screen
from tests.helpers.layout import below_the_fold, drawn, flaws, settled, shifts
from ui.catalogue import LESSONS

DIGITS = "dataset=digits"  # where there is something to train, it takes seconds
PAGES = {
    "": "",
    "templates": SHORT,
    "template_learning": DIGITS,
    "batches": f"{DIGITS}&epochs=2",
    "three_views": "",
    "activations": "shown=0-1-2-3-4-5-6-7-8-9-10-11",
    "gradients": "activations=1-3&depth=4&width=8&dataset=circles&steps=20&seeds=2",
    "backprop": "",
    "small_large": f"{DIGITS}&epochs=2&seeds=2",
    "regions": "net=trained&width=8&steps=200",
    "folding": "mode=hand",
    "composition": "n1=1&n2=1&depth=2&width=6&steps=200",
    "approximation": "units=5&steps=200",
    "digit_lab": f"{DIGITS}&widths=8&epochs=2",
}
SIZES = {1280: 720, 768: 1024, 375: 812, 1920: 1080}


def test_no_page_is_left_out():
    assert set(PAGES) == {"", *(lesson.name for lesson in LESSONS)}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path or "home")
def test_a_page_is_for_everyone(page, app, path):
    go(page, app, path, PAGES[path])
    if not path:  # its templates are still being trained
        expect(page.locator(".reader canvas").first).to_be_visible(timeout=GENEROUS)
    begun = drawn(page)
    settled(page)
    moved = shifts(page, begun)
    assert sum(value for value, _ in moved) <= 0.05, moved
    assert below_the_fold(page) == []
    open_all(page)
    for scheme in both_themes(page):
        for width, height in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            assert flaws(page) == [], f"{width} pixels wide, {scheme}"
            if width == 1280:
                assert serious(page) == [], scheme
    with touch_screen(page):
        assert flaws(page) == [], "on a phone"
        assert serious(page) == [], "on a phone"


def open_all(page: Page) -> None:
    """Open what can be opened on the page and in the sidebar."""
    page.locator("details:not([open]) > summary").evaluate_all("all => all.forEach(e => e.click())")
