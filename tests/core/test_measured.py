"""What pages say was measured is what the benchmark measures: its cheapest rows, again."""

from __future__ import annotations

import json

from benchmarks import decks


def test_the_rows_of_linear_regions_are_measured_as_they_are_written():
    written = [row for row in json.loads(decks.OUT.read_text())["rows"] if row["page"] == "regions"]
    again = decks.of_regions()
    assert len(again) == 3
    for old, new in zip(written, again, strict=True):
        assert {name: old[name] for name in new} == new
