"""Addresses as people type and share them, in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.helpers.browser import GENEROUS, idle


def test_a_page_in_capitals_is_found_and_what_a_link_says_becomes_no_link(page, app):
    page.goto(f"{app}/Folding?fbclid=IwAR0&utm_source=x&mode=https://x.example/a&www.x.example=1&a@x.example=2")
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_contain_text("The link was changed to what is possible.", timeout=GENEROUS)
    expect(alert).to_contain_text(".x.example")
    expect(alert).not_to_contain_text("fbclid")
    expect(alert).not_to_contain_text("utm_source")
    expect(alert.locator("a")).to_have_count(0)
    assert "/folding" in page.url


def test_correcting_the_link_moves_nothing_on_the_page(page, app):
    page.goto(f"{app}/regions?depth=1&fbclid=x")
    script, button = page.locator("script[data-query]"), page.get_by_role("button", name="New seed")
    expect(script).to_have_count(1, timeout=GENEROUS)
    expect(button).to_be_visible(timeout=GENEROUS)
    idle(page)
    before = button.bounding_box()
    button.click()
    expect(script).to_have_count(0)
    idle(page)
    assert button.bounding_box() == before
