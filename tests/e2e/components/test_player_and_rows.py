"""Player and rows in a real browser, for everyone: on a phone, in both themes."""

from __future__ import annotations

import re

import pytest

from tests.helpers.axe import COMPONENT
from tests.helpers.components import VIEWS
from tests.helpers.everyone import both_themes, is_for_everyone


@pytest.mark.parametrize("view", VIEWS)
def test_it_is_for_everyone(page, open_view, view):
    open_view(page, view)
    ours = ".player canvas, .rows canvas, .rows td, .transport *"
    is_for_everyone(page, ours, 1, within=COMPONENT)


def test_zero_is_the_background_of_the_theme(page, open_view):
    open_view(page, "still")
    for scheme in both_themes(page):
        corner = "c => [...c.getContext('2d').getImageData(1, 1, 1, 1).data].slice(0, 3).join()"
        drawn = page.locator(".tile canvas").first.evaluate(corner)
        behind = page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
        assert drawn == ",".join(re.findall(r"\d+", behind)[:3]), scheme
