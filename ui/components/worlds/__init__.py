"""All worlds of three bits as squares, what nine learners make of them, and the cube of one of them by hand."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core.experiments.learning_needs import LEARNERS, WORLDS, Config, Result, View
from core.experiments.learning_needs.worlds import labels, possible, roughness
from ui.components.mount import component, pack

OnSet = Callable[[str, Any], None]
NAMES = {"worlds": Config, "seen": Config, "learner": View, "world": View}  # what a hand may set


def worlds(
    config: Config, view: View, result: Result, *, key: str, label: str, on_set: OnSet | None = None
) -> None:
    """Show `result`; `label` says for a screen reader what there is to see.

    `on_set` gets the name and the value of a setting that a person moves: the possible worlds, the corners that are
    seen, the learner, or the world that is looked at.
    """
    component("worlds")(
        key=key, data=_message(config, view, result, label), on_moved_change=partial(_moved, key, on_set)
    )


def _message(config: Config, view: View, result: Result, label: str) -> bytes:
    """The header; bytes: wrong (9, 256), answers (9, 2^n, 8), told (256,), labels (256, 8), possible (5, 256)."""
    header = {
        "label": label,
        "worlds": config.worlds,
        "learner": view.learner,
        "world": view.world,
        "seen": result.seen.tolist(),
        "unseen": result.unseen.tolist(),
        "learners": list(LEARNERS.items()),
        "kinds": list(WORLDS.items()),
        "order": np.lexsort((np.arange(len(result.told)), roughness())).tolist(),
        "best": float(result.best),
    }
    every = [possible(kind) for kind in WORLDS]
    arrays = (result.wrong, result.answers, result.told, labels(), np.stack(every))
    return pack(header, [array.astype(np.uint8) for array in arrays])


def _moved(key: str, on_set: OnSet | None) -> None:
    """What the browser sends, if it is a setting that a hand may move, and a value that it may have."""
    state = st.session_state.get(key)
    sent = state.get("moved") if isinstance(state, Mapping) else None
    name, value = (sent.get("name"), sent.get("value")) if isinstance(sent, Mapping) else (None, None)
    if not on_set or not isinstance(name, str) or name not in NAMES:
        return
    if name == "seen":
        value = tuple(value) if isinstance(value, list) else None
    try:
        NAMES[name](**{name: value})
    except ValueError:
        return
    on_set(name, value)
