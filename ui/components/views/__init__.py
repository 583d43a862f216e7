"""One network as matrices, as a formula and as neurons: numbers that a person drags change in all three."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from core.experiments import three_views as lesson
from core.experiments.three_views import Config
from core.experiments.three_views.entries import LARGEST
from core.learning.nets import LEAK
from ui.components.mount import component, pack

OnMove = Callable[[Config], None]

STEP = 0.02  # of a number, for each pixel of a drag


def views(config: Config, *, key: str, label: str, on_move: OnMove | None = None, still: bool = False) -> None:
    """Show the network of `config`; `label` says for a screen reader what there is to see.

    `on_move` gets the Config that a person has dragged or chosen. `still` shows only the neurons, without controls.
    """
    header = {
        "key": key,
        "label": label,
        "still": still,
        "now": "|".join(fields(config)),
        "functions": lesson.FUNCTIONS,
        "leak": LEAK,
        "most": LARGEST,
        "step": STEP,
    }
    component("views")(key=key, data=pack(header, []), on_moved_change=partial(_moved, key, on_move))


def fields(config: Config) -> tuple[str, str, str, str, str]:
    """What the browser sends back in the same order."""
    return config.activation, config.x, config.u, config.v, config.w


def _moved(key: str, on_move: OnMove | None) -> None:
    """What the browser sends, if it is a Config."""
    state = st.session_state.get(key)
    sent = state.get("moved") if isinstance(state, Mapping) else None
    if not on_move or not isinstance(sent, str):
        return
    parts = sent.split("|")
    if len(parts) != len(fields(lesson.LECTURE)):
        return
    try:
        config = Config(*parts)
    except ValueError:
        return
    on_move(config)
