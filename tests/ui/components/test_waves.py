"""What the browser is sent of waves, and what it may say."""

from __future__ import annotations

import pytest
import streamlit as st

from core.experiments.composition import Config, run
from tests.helpers.javascript import in_node
from ui.components.waves import _header, _moved

TRACE = "({ trace }, { panels, compose, x }) => trace(panels, compose, x)"


@pytest.mark.parametrize(
    "config", [Config(x=0.37), Config(n1=4, n2=5, x=0.9), Config(join="add", x=0.3), Config(height=0.5)]
)
def test_the_browser_follows_x_as_the_networks_do(config):
    result = run(config)
    header = _header(config, result, "")
    _, (between, _), (_, end) = in_node("waves/curve.js", TRACE, header)
    assert (between, end) == pytest.approx(result.trace[1:], abs=1e-9)
    assert [len(panel["tops"]) for panel in header["panels"]] == [panel["peaks"] for panel in header["panels"]]


def test_stripes_are_where_the_first_wave_falls():
    header = _header(Config(n1=3), run(Config(n1=3)), "")
    assert header["stripes"] == [pytest.approx([(2 * k + 1) / 6, (2 * k + 2) / 6]) for k in range(3)]
    assert _header(Config(join="add"), run(Config(join="add")), "")["stripes"] == []


@pytest.mark.parametrize(
    ("sent", "got"), [(0.25, [0.25]), (1, [1.0]), (-0.1, []), (1.5, []), (True, []), ("0.2", []), (None, [])]
)
def test_only_a_place_on_the_axis_is_taken(monkeypatch, sent, got):
    said: list[float] = []
    monkeypatch.setattr(st, "session_state", {"waves": {"x": sent}})
    _moved("waves", said.append)
    assert said == got
