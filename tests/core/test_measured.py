"""What pages say was measured is what the benchmark measures: its cheapest rows, again."""

from __future__ import annotations

import json

import pytest

from benchmarks import decks


@pytest.mark.parametrize("page", ["regions", "three_views", "backprop"])
def test_the_rows_are_measured_as_they_are_written(page):
    written = [row for row in json.loads(decks.OUT.read_text())["rows"] if row["page"] == page]
    again = decks.PAGES[page]()
    assert len(again) == len(written) > 1
    for old, new in zip(written, again, strict=True):
        assert {name: old[name] for name in new} == new
