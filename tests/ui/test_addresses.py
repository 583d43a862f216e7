"""A page's name in capitals leads to the page, with the link's settings; all other addresses are left alone."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from tests.helpers.asked import get
from ui import addresses

PAGES = ["folding", "three_views"]


def led_to(path: str, query: str = "", base: str = "") -> str:
    """Where a browser goes on to that asks for a path; "" where it is not sent on."""
    status, headers, _ = get(addresses.routes(PAGES, base), path, query)
    assert status in (307, 404)
    there = headers.get("location", "")
    return urljoin(f"https://here.example{path}", there) if there else ""


@pytest.mark.parametrize("base", ["", "/lab/scope"])
@pytest.mark.parametrize("typed", ["Folding", "FOLDING", "foldinG"])
def test_a_page_in_capitals_is_found_and_keeps_what_the_link_says(typed, base):
    query = "mode=free&folds=0:0.1;90:-0.2&x=%C3%A4"
    assert led_to(f"{base}/{typed}", query, base) == f"https://here.example{base}/folding?{query}"
    assert led_to(f"{base}/{typed}", "", base) == f"https://here.example{base}/folding"


@pytest.mark.parametrize(
    "path", ["folding", "Foldings", "_stcore/health", "", "static/Folding", "Home", "Folding/x"]
)
def test_all_else_is_left_alone(path):
    assert led_to(f"/{path}") == ""


@pytest.mark.parametrize("path", ["//evil.example/Folding", "/\\evil.example/Folding", "/http:Folding"])
def test_nobody_is_led_to_another_site(path):
    assert led_to(path) == ""
