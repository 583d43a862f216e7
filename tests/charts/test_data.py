"""Rows reach a chart whole, and Altair does not look at each of them when the chart is built."""

from __future__ import annotations

import re

import altair as alt
from altair.utils import schemapi

from charts.axes import TYPE
from charts.data import nothing, rows
from charts.fitted import errors
from core import words
from tests.helpers.charts import data
from tests.helpers.fitted_run import RUN
from tests.helpers.tree import ROOT

CHARTS = ROOT / "charts"


def chart(base):
    base = base.encode(x="x:Q", y="y:Q")
    return alt.LayerChart(layer=[base.mark_line(), base.mark_point().transform_filter("datum.x > 1")])


def test_a_chart_with_rows_is_what_it_were_with_inline_data():
    values = [{"x": x, "y": x**2} for x in range(4)]
    ours = rows(chart(alt.Chart(nothing())), values).to_dict()  # validates
    plain = chart(alt.Chart(alt.InlineData(values=values))).to_dict()
    assert data(ours) == values and {**ours, "config": plain["config"]} == plain


def test_a_chart_writes_numbers_as_the_pages_do():
    built = rows(chart(alt.Chart(nothing())).configure_legend(offset=2), []).to_dict()
    assert built["config"]["legend"] == TYPE["legend"] | {"offset": 2}
    assert built["config"]["locale"]["number"]["percent"] == words.PERCENT
    assert built["config"]["locale"]["number"]["minus"] == words.MINUS


def test_no_text_of_a_chart_is_smaller_than_12_pixels():
    sizes = {name: value for part in TYPE.values() for name, value in part.items() if name.endswith("ontSize")}
    written = [int(n) for path in CHARTS.rglob("*.py") for n in re.findall(r"ontSize=(\d+)", path.read_text())]
    assert len(sizes) > 2 and len(written) > 2 and min(*sizes.values(), *written) >= 12


def test_building_a_recording_validates_no_rows(monkeypatch):
    seen, real = [], schemapi.validate_jsonschema
    monkeypatch.setattr(
        schemapi, "validate_jsonschema", lambda spec, *a, **k: (seen.append(len(str(spec))), real(spec, *a, **k))[1]
    )
    names = {"one layer": "one layer of 4", "deep": "2 layers of 3"}
    built = errors(RUN * 1200, names, furthest=100)
    assert len(built.data.values) > 2000 and len(seen) > 10
    assert max(seen) < 5000  # characters
