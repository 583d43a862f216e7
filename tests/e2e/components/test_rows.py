"""The rows in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


def test_the_sums_of_a_row_are_its_score(page, open_view):
    open_view(page, "match")
    table = page.locator(".rows tbody tr")
    assert table.count() == 10
    words = page.locator(".badge").all_inner_texts()
    assert "predicted" in ", ".join(words) and "true" in ", ".join(words)
    for i in range(10):
        numbers = table.nth(i).locator("td.number .cell > span:last-child").all_inner_texts()
        up, down, score = (float(n.replace("−", "-")) for n in numbers)
        assert up + down == pytest.approx(score, abs=0.016)
    box = page.locator(".rows td.signed canvas").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 13.5 / 28, box["y"] + box["height"] * 6.5 / 28)
    readout = page.locator(".rows .readout")
    expect(readout).to_contain_text("0 · row 7, column 14")
    picture, template, product = (float(b.replace("−", "-")) for b in readout.locator("b").all_inner_texts())
    assert picture > 0
    assert picture * template == pytest.approx(product, abs=0.01)
