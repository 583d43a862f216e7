"""One picture's way through a network: ribbons as wide as what each connection truly contributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.data.selection import Floats, Pixels
from ui.components.mount import component, pack


@dataclass(frozen=True)
class Node:
    """A unit, a score, or several units in one (`tile` None)."""

    name: str
    lines: tuple[str, ...] = ()  # what it computes, in numbers
    tile: Floats | None = None  # (H, W[, 3]) weight x ink, on the signed scale
    value: float = 0.0  # of a score: tints it by its sign
    off: bool = False  # passes nothing on
    chosen: bool = False  # of the scores: the answer


@dataclass(frozen=True)
class Flow:
    """Columns of nodes after the picture; links[l][i][j] is what node j of column l (the picture is the only one of
    column 0) adds to node i of the next.
    """

    picture: Pixels  # (H, W) or (H, W, 3)
    columns: tuple[tuple[Node, ...], ...]
    links: tuple[Floats, ...]  # one before each column
    sums: tuple[str, ...]  # the scores as sums that can be checked


def flow(what: Flow, *, key: str, label: str, title: str) -> None:
    """Show it; `label` is its text for a screen reader, `title` stands above it."""
    for column, link in zip(what.columns, what.links, strict=True):
        if len(link) != len(column):
            raise ValueError(f"'links' must have a row for each of {len(column)} nodes. Got {len(link)} instead.")
    tiles = [node.tile for column in what.columns for node in column if node.tile is not None]
    picture = what.picture
    header: dict[str, Any] = {
        "title": title,
        "label": label,
        "shape": [*picture.shape[:2], picture.shape[2] if picture.ndim == 3 else 1],
        "columns": [[_node(node) for node in column] for column in what.columns],
        "links": [np.asarray(link, dtype=np.float64).tolist() for link in what.links],
        "sums": what.sums,
    }
    arrays = [np.asarray(tile, dtype=np.float32) for tile in tiles]
    component("flow")(key=key, data=pack(header, [*arrays, np.asarray(picture, dtype=np.uint8)]))


def _node(node: Node) -> dict[str, Any]:
    return {
        "name": node.name,
        "lines": node.lines,
        "tile": node.tile is not None,
        "value": float(node.value),
        "off": node.off,
        "chosen": node.chosen,
    }


def merged(links: Floats, rows: Sequence[Sequence[int]], columns: Sequence[Sequence[int]]) -> Floats:
    """Contributions between groups of nodes: (n_out, n_in) summed over `rows` and `columns`, lists of members."""
    return np.array([[float(links[np.ix_(list(r), list(c))].sum()) for c in columns] for r in rows])
