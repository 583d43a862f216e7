"""The chart of errors against the number of weights."""

from __future__ import annotations

import pytest

from charts import approximation
from tests.helpers.charts import data
from tests.helpers.fitted_run import NAMES, RUN, snapshot


def sizes(run=RUN):
    here = [("boxes", 8, 0.2)]
    names = {"boxes": "boxes", **NAMES}
    return approximation.sizes(run[2:], [(4, 0.3), (8, 0.2)], names, here).to_dict()


def test_sizes_are_counted_in_weights_and_the_ring_is_where_the_page_is():
    values = data(sizes())
    assert [(v["net"], v["weights"]) for v in values] == [
        ("one layer", 13),
        ("deep", 22),
        ("boxes", 4),
        ("boxes", 8),
        ("boxes", 8),
    ]
    assert [v["here"] for v in values] == [False] * 4 + [True]
    *lines, ring = sizes()["layer"]
    assert all(layer["transform"] == [{"filter": "!datum.here"}] for layer in lines)
    assert ring["transform"] == [{"filter": "datum.here"}] and not ring["mark"]["filled"]
    assert "log scale" in lines[1]["encoding"]["x"]["title"]


def test_every_row_has_the_same_columns():
    assert len({tuple(row) for row in data(sizes())}) == 1


def test_the_error_axis_ends_above_all_errors():
    for worst, top in ((0.5, 1), (1.2, 10), (250.0, 1000)):
        for layer in sizes([*RUN, snapshot("deep", 30, [0.01, 0.1, worst])])["layer"][:3]:
            assert layer["encoding"]["y"]["scale"]["domain"] == [pytest.approx(0.001), top]
