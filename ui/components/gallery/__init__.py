"""All truth tables of two or three inputs as tiles to click, and the proof of the one that is chosen, drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from charts.theme import EXTRA
from core.config import settings
from core.experiments.perceptron import NAMES, Decided, Gallery, decided, inputs_of, separable
from ui.components.mount import component, pack

OnLooked = Callable[[str], None]


def gallery(view: Gallery, *, key: str, label: str, on_looked: OnLooked) -> None:
    """Show all tables with as many inputs as the one that is looked at; `on_looked` gets one that is clicked."""
    component("gallery")(
        key=key, data=pack(_header(view, label), []), on_looked_change=partial(_looked, key, on_looked)
    )


def _header(view: Gallery, label: str) -> dict[str, Any]:
    inputs = inputs_of(view.looked)
    return {
        "label": label,
        "inputs": inputs,
        "looked": view.looked,
        "separable": separable(inputs),
        "names": NAMES if inputs == 2 else {},
        "colours": {"one": EXTRA[0], "zero": EXTRA[1]},
        "tables": [_known(one) for one in decided(inputs)],
    }


def _known(one: Decided) -> dict[str, Any]:
    """A table with w and b, or with the shares of its corners as fractions [numerator, denominator]."""
    if one.verdict.separable:
        return {"table": one.table, "w": one.verdict.w, "b": one.verdict.b}
    return {"table": one.table, "shares": [[share.numerator, share.denominator] for share in one.verdict.shares]}


def _looked(key: str, on_looked: OnLooked) -> None:
    """What the browser sends, if it is a truth table."""
    state = st.session_state.get(key)
    sent = state.get("looked") if isinstance(state, Mapping) else None
    if isinstance(sent, str) and sent and settings(Gallery)["looked"].declaration.holds(sent, str):
        on_looked(sent)
