"""Player and rows in a real browser, for everyone: on a phone, in both themes."""

from __future__ import annotations

import re

import pytest

from tests.helpers.axe import COMPONENT, serious
from tests.helpers.components import VIEWS


@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_never_scrolls_sideways(new_page, open_view, view):
    page = new_page(viewport={"width": 375, "height": 800})
    open_view(page, view)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    inside = "els => els.every(e => e.getBoundingClientRect().right <= innerWidth)"
    assert page.locator(".player canvas, .rows canvas, .rows td, .transport *").evaluate_all(inside)


def test_zero_is_the_background_of_the_theme(new_page, open_view):
    for scheme in ("light", "dark"):
        page = new_page(color_scheme=scheme)
        open_view(page, "still")
        corner = "c => [...c.getContext('2d').getImageData(1, 1, 1, 1).data].slice(0, 3).join()"
        drawn = page.locator(".tile canvas").first.evaluate(corner)
        behind = page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
        assert drawn == ",".join(re.findall(r"\d+", behind)[:3])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["player", "match"])
def test_axe_finds_nothing_serious(new_page, open_view, view, scheme):
    page = new_page(color_scheme=scheme)
    open_view(page, view)
    assert serious(page, COMPONENT) == []
