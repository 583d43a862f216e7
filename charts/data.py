"""Rows for a chart, without a look at each of them."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from charts.axes import NUMBERS, TYPE


def nothing() -> alt.InlineData:
    """Data to build a chart on, until `rows` gives it its own."""
    return alt.InlineData(values=[])


def rows(chart: alt.LayerChart, values: Sequence[dict[str, Any]]) -> alt.LayerChart:
    """The chart, built on `nothing`, with these rows, with numbers as the pages write them, and texts of one size.

    Altair validates all data of a chart for every layer and parameter: 12,000 rows would take 2 s.
    """
    chart.data = nothing()
    chart.data.values = list(values)
    given = {} if chart.config is alt.Undefined else chart.config.to_dict(validate=False)
    chart.config = alt.Config(**{part: sizes | given.pop(part, {}) for part, sizes in TYPE.items()}, **given)
    chart.config.locale = alt.Locale(number=alt.NumberLocale(**NUMBERS))
    return chart
