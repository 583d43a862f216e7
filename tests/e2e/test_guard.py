"""What a browser is told with every answer, and what it then does.

That no page breaks our own rules is asked at the end of every test that opens one (conftest.py).
"""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest


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
