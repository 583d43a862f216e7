"""The rows that a chart draws, as its to_dict() has them."""

from __future__ import annotations


def data(chart):
    (values,) = chart["datasets"].values()
    return values


def of(chart, **wanted):
    return [v for v in data(chart) if all(v[name] == value for name, value in wanted.items())]
