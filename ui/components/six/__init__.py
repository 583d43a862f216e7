"""Six classifiers on the same points: a small picture of each, one enlarged with its pieces; points set by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from charts.theme import POINT_COLOURS
from core.config import settings
from core.experiments.classifiers import METHODS, Config, Quick, Snapshot
from core.experiments.classifiers.points import MOST, allowed
from core.words import capital
from ui.components.mount import component, pack

KINDS = {"f8": np.float64, "f4": np.float32, "i4": np.int32, "u1": np.uint8}


class Tile(NamedTuple):
    """What stands under a small picture."""

    right: float  # the share of new points that are named rightly; nan where there are none
    numbers: int | None
    waiting: bool = False  # it has not been fitted yet


def six(
    config: Config,
    quick: Quick,
    found: Snapshot | None,
    tiles: Mapping[str, Tile],
    *,
    method: str,
    key: str,
    label: str,
    ceiling: float | None = None,
    nothing: str = "",
    on_method: Callable[[str], None] | None = None,
    on_points: Callable[[str], None] | None = None,
) -> None:
    """Show what is fitted; `label` says for a screen reader what there is to see. Without callbacks it stands.

    `on_method` gets the method that a person enlarges, `on_points` their points as Config.points has them. Where
    there is nothing to tell apart the figure says `nothing`.
    """
    header = {
        **_header(config, quick, tiles),
        "label": label,
        "still": on_points is None,
        "method": method,
        "ceiling": ceiling,
        "nothing": nothing,
    }
    component("six", "transport.css")(
        key=key,
        data=message(header, quick, found),
        on_method_change=lambda: _method(key, on_method),
        on_points_change=lambda: _points(key, on_points),
    )


def _header(config: Config, quick: Quick, tiles: Mapping[str, Tile]) -> dict[str, Any]:
    return {
        "methods": [(name, capital(title)) for name, title in METHODS.items()],
        "classes": quick.classes.tolist(),
        "colours": POINT_COLOURS,
        "base": _known(quick.base),
        "own": config.data == "own",
        "later": any(tile.waiting for tile in tiles.values()),
        "most": MOST,
        "gamma": config.gamma,
        "k": config.k,
        "bend": config.bend,
        "tiles": {
            name: {"right": _known(tile.right), "numbers": tile.numbers, "waiting": tile.waiting}
            for name, tile in tiles.items()
        },
    }


def message(header: Mapping[str, Any], quick: Quick, found: Snapshot | None) -> bytes:
    """The header, which lists the arrays, and the arrays."""
    every = [(name, kind, array.ravel()) for name, kind, array in _arrays(quick, found)]
    listed = [[name, kind, len(array)] for name, kind, array in every]
    arrays = [np.frombuffer(array.astype(KINDS[kind]).tobytes(), np.uint8) for _, kind, array in every]
    return pack({**header, "arrays": listed}, arrays)


def _arrays(quick: Quick, found: Snapshot | None) -> Iterator[tuple[str, str, NDArray[Any]]]:
    """By the names that the browser has for them."""
    yield from (("x", "f8", quick.split.x), ("y", "u1", quick.labels))
    if quick.logistic:
        yield from (("weights", "f8", quick.logistic.weights), ("bias", "f8", quick.logistic.bias))
    if quick.tree:
        left, right, feature, split, share = quick.tree
        yield from (("left", "i4", left), ("right", "i4", right), ("feature", "i4", feature))
        yield from (("split", "f8", split), ("share", "f8", share))
    if found:
        turned, which, at, low, high, much = found.boost
        yield from (("turned", "f8", turned), ("which", "i4", which), ("at", "f8", at))
        yield from (("low", "u1", low), ("high", "u1", high), ("much", "f8", much))
        rows, many, weights, bias = found.machine
        yield from (("vectors", "i4", rows), ("many", "i4", many))
        yield from (("dual", "f8", weights), ("offset", "f8", bias))
        widths, steps, trained = found.network
        yield from (("widths", "i4", widths), ("steps", "i4", steps), ("trained", "f4", trained))


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _sent(key: str, name: str) -> Any:
    state = st.session_state.get(key)
    return state.get(name) if isinstance(state, Mapping) else None


def _method(key: str, on_method: Callable[[str], None] | None) -> None:
    """What the browser sends, if it is one of the methods."""
    sent = _sent(key, "method")
    if on_method and isinstance(sent, str) and sent in METHODS:
        on_method(sent)


def _points(key: str, on_points: Callable[[str], None] | None) -> None:
    """What the browser sends, if it is points that a Config allows."""
    sent = _sent(key, "points")
    declared = settings(Config)["points"].declaration
    if on_points and isinstance(sent, str) and declared.holds(sent, str) and allowed(sent):
        on_points(sent)
