"""Components in a real browser, each on a page of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browser import idle
from tests.helpers.components import PAD_PAGE, PLAYER_PAGE, SERVED


@pytest.fixture
def open_view(serve) -> Callable[..., Page]:
    """Open a view of the player or of the rows: open_view(page, "player", "&frames=20")."""
    address = serve(SERVED, {"PAGE": str(PLAYER_PAGE)})

    def go(page: Page, view: str, query: str = "") -> Page:
        page.goto(f"{address}/?view={view}{query}")
        expect(page.locator("canvas").first).to_be_visible()
        if page.locator(".player:not(.still)").count():
            expect(page.locator(".player .play")).to_be_enabled()  # its frames have come
        idle(page)
        return page

    return go


@pytest.fixture
def open_pad(serve) -> Callable[..., Page]:
    """Open a view of the drawing pad: open_pad(page, "narrow")."""
    address = serve(SERVED, {"PAGE": str(PAD_PAGE)})

    def go(page: Page, view: str = "pad") -> Page:
        page.goto(f"{address}/?view={view}")
        expect(page.locator(".pad canvas")).to_be_visible()
        idle(page)
        return page

    return go
