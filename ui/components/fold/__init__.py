"""Paper that folds: the sheet with its creases, and the packet that it becomes, played and folded by hand."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core.experiments import folding as lesson
from core.experiments.folding import Config, Result, folds
from ui.components.mount import component, pack

OnFolds = Callable[[str], None]


def fold(
    config: Config,
    result: Result,
    *,
    key: str,
    label: str,
    on_folds: OnFolds | None = None,
    still: float | None = None,
) -> None:
    """Show the folding of `result`; `label` says for a screen reader what there is to see.

    `on_folds` gets the folds, as Config.folds writes them, when a person has moved a line or wants to fold by hand.
    `still` shows the paper in the middle of a fold, without controls: 2.5 is half of the third.
    """
    component("fold", "transport.css")(
        key=key,
        data=_message(config, result, key=key, label=label, still=still),
        on_folded_change=partial(_folded, key, on_folds),
    )


def _message(config: Config, result: Result, *, key: str, label: str, still: float | None) -> bytes:
    """The header with the creases (E, 4) in float32, the fold of each in uint8, and the picture in uint8."""
    ink = lesson.ink(config.picture)
    header: dict[str, Any] = {
        "key": key,
        "label": label,
        "still": still,
        "mode": config.way,
        "depth": config.depth,
        "slope": lesson.LEFT[config.activation],
        "folds": config.folds if config.way == "hand" else "",
        "most": [folds.MOST, folds.FURTHEST],
        "count": len(result.complex),
        "counts": result.counts,
        "creases": len(result.creases),
        "ink": ink.shape,
    }
    return pack(header, [result.creases.astype(np.float32), result.fold, ink])


def _folded(key: str, on_folds: OnFolds | None) -> None:
    """What the browser sends, if it is what a Config allows."""
    state = st.session_state.get(key)
    sent = state.get("folded") if isinstance(state, Mapping) else None
    if on_folds and isinstance(sent, str) and folds.allowed(sent):
        on_folds(sent)
