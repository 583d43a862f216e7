"""The network 2-2-1 with a step in each neuron: its three lines are drawn by hand, its truth table answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from charts.theme import EXTRA
from core.config import settings
from core.experiments.perceptron import SOLVED, TARGETS, UNIT, ByHand, Pair
from ui.components.mount import component, pack

OnLines = Callable[[str], None]


def pair(found: ByHand, *, key: str, label: str, on_lines: OnLines) -> None:
    """Show the network; `on_lines` gets the lines that a person has drawn, as Pair has them."""
    header = {
        "label": label,
        "lines": (found.weights / UNIT).tolist(),
        "solved": SOLVED,
        "targets": TARGETS,
        "colours": {"one": EXTRA[0], "zero": EXTRA[1]},
    }
    component("pair")(key=key, data=pack(header, []), on_lines_change=partial(_lines, key, on_lines))


def _lines(key: str, on_lines: OnLines) -> None:
    """What the browser sends, if it is three lines that a Pair allows."""
    state = st.session_state.get(key)
    sent = state.get("lines") if isinstance(state, Mapping) else None
    if isinstance(sent, str) and settings(Pair)["lines"].declaration.holds(sent, str):
        on_lines(sent)
