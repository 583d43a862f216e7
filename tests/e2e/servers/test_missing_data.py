"""Data that are missing or damaged, in the whole app and a real browser: it says so and works on the digits."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import GENEROUS, go, match_text, option, recorded


def test_without_network_and_data_it_works_on_the_digits_and_says_so(page, bare, folder):
    go(page, bare, query="epochs=1")
    said = page.get_by_test_id("stAlert").filter(has_text="MNIST is not on this machine")
    expect(said).to_contain_text("and could not be downloaded (no network)", timeout=GENEROUS)
    expect(said).to_contain_text(
        "Put its four archives into MNIST/raw in the data folder, or connect and try again."
    )
    expect(said).to_contain_text("Until then this page shows 1,797 small digits that need no download.")
    recorded(page)
    expect(page.get_by_text("Pictures: 8x8 digits (offline).")).to_be_visible()
    assert page.url == f"{bare}/templates?epochs=1"
    option(page, "Picture", "5").click()
    expect(match_text(page)).to_be_visible()
    go(page, bare, "", "")
    expect(page.get_by_text("8x8 digits (offline): ready")).to_be_visible()
    expect(page.get_by_text("MNIST is not on this machine").first).to_be_visible()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_cannot_be_written_is_said(page, bare, folder):
    folder.chmod(0o500)
    try:
        go(page, bare, query="dataset=cifar10&epochs=1")
        said = page.get_by_test_id("stAlert").filter(has_text="CIFAR-10 needs 170 MB")
        expect(said).to_contain_text("this folder cannot be written to", timeout=GENEROUS)
        recorded(page)
    finally:
        folder.chmod(0o700)
