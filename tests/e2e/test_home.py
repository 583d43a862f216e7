"""Home and Templates, for everyone: contrast and names, a phone, and no request to another machine."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import GENEROUS, SHORT, go, idle, recorded
from tests.helpers.everyone import is_for_everyone


@pytest.mark.parametrize("path", ["", "templates"])
def test_it_is_for_everyone(page, app, path):
    go(page, app, path, SHORT if path else "")
    if path:
        recorded(page)
        page.get_by_text("More settings").click()
    expect(page.locator(".player .tile canvas").first).to_be_visible(timeout=GENEROUS)
    idle(page)
    is_for_everyone(page, ".player canvas, .transport *, .rows canvas, [data-testid=stMetric]", 10)


def test_every_request_goes_to_the_server(page, app):
    asked, sockets = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: sockets.append(socket.url))
    go(page, app, "", "")
    expect(page.locator(".player .tile canvas").first).to_be_visible(timeout=GENEROUS)
    page.get_by_role("link", name="What does a linear layer look for?").click()
    expect(page).to_have_url(re.compile("/templates"))
    recorded(page)
    page.wait_for_load_state("networkidle")
    assert len(asked) > 10 and sockets
    assert [url for url in asked if not url.startswith((f"{app}/", "data:", "blob:"))] == []
    assert {url.split("/")[2] for url in sockets} == {app.removeprefix("http://")}
