"""Home and Templates, for everyone: contrast and names, a phone, and no request to another machine."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.helpers.axe import serious
from tests.helpers.browser import GENEROUS, SHORT, go, idle, recorded


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "templates"])
def test_axe_finds_nothing_serious(new_page, app, path, scheme):
    page = go(new_page(color_scheme=scheme), app, path, SHORT if path else "")
    if path:
        recorded(page)
        page.get_by_text("More settings").click()
    else:
        expect(page.locator(".player .tile canvas").first).to_be_visible(timeout=GENEROUS)
    idle(page)
    assert serious(page) == []


@pytest.mark.parametrize("path", ["", "templates"])
def test_a_phone_never_scrolls_sideways(new_page, app, path):
    page = go(new_page(viewport={"width": 375, "height": 800}), app, path, SHORT if path else "")
    if path:
        recorded(page)
    expect(page.locator(".player .tile canvas").first).to_be_visible(timeout=GENEROUS)
    idle(page)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.get_by_test_id("stMain").evaluate(
        "e => e.scrollWidth <= e.clientWidth && e.clientWidth <= innerWidth"
    )
    wide = """all => all.map(e => [e.outerHTML.slice(0, 100), e.getBoundingClientRect()])
      .filter(([_, box]) => box.width && box.right > innerWidth + 0.5).map(([html, _]) => html)"""
    ours = page.locator(".player canvas, .transport *, .rows canvas, [data-testid=stMetric]")
    assert ours.count() > 10 and ours.evaluate_all(wide) == []


def test_every_request_goes_to_the_server(page, app):
    asked, sockets = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: sockets.append(socket.url))
    go(page, app, "", "")
    expect(page.locator(".player .tile canvas").first).to_be_visible(timeout=GENEROUS)
    page.get_by_role("link", name="Open Templates").click()
    expect(page).to_have_url(re.compile("/templates"))
    recorded(page)
    page.wait_for_load_state("networkidle")
    assert len(asked) > 10 and sockets
    assert [url for url in asked if not url.startswith((f"{app}/", "data:", "blob:"))] == []
    assert {url.split("/")[2] for url in sockets} == {app.removeprefix("http://")}
