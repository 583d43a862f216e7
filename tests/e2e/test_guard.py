"""What a browser is told with every answer, and what it then does: no page breaks our own rules."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import GENEROUS, idle
from ui.catalogue import LESSONS

HERE = Path(__file__).parent
SEEN = {path.stem.removeprefix("test_") for path in HERE.glob("test_*.py")}  # pages that tests open in any case


@pytest.mark.parametrize("name", [lesson.name for lesson in LESSONS if lesson.name not in SEEN])
def test_pages_without_tests_of_their_own_break_no_policy_either(page, bare, name):
    page.goto(f"{bare}/{name}?seed=1")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=GENEROUS)
    idle(page)
    page.wait_for_timeout(500)  # what Vega compiles comes after the run


def test_what_breaks_the_policy_is_heard(page, bare, forbidden):
    page.goto(f"{bare}/three_views")
    inline = "document.head.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))"
    with page.expect_console_message():
        page.evaluate(inline)
    assert page.evaluate("window.ran") is None
    assert "script-src" in forbidden.pop() and not forbidden


def test_what_every_answer_says(bare):
    for path in ("", "/regions", "/_stcore/health", "/static/nothing.js"):
        try:
            with urllib.request.urlopen(f"{bare}{path}") as answer:
                headers = answer.headers
        except urllib.error.HTTPError as error:
            headers = error.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        policy = headers["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in policy and "object-src 'none'" in policy
        (scripts,) = [part for part in policy.split("; ") if part.startswith("script-src")]
        assert "'unsafe-inline'" not in scripts


def test_numbers_of_the_server_are_not_for_visitors(bare):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{bare}/_stcore/metrics")


def test_in_the_frame_of_another_site_the_page_says_where_it_works(bare):
    """Asked as a browser asks for a frame; it would have to come from another machine for a real one."""
    fetch = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}
    asked = urllib.request.Request(f"{bare}/regions?depth=2&x=<b>", headers=fetch)
    with urllib.request.urlopen(asked) as answer:
        said = answer.read().decode()
    assert "does not run inside the page of another site" in said and "<script" not in said
    assert 'href="" target="_blank"' in said, "a tab of its own with the same address"
