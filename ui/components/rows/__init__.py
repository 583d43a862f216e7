"""A table whose cells are pictures, signed tiles, numbers and bars: one computation a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.components.mount import component, pack


@dataclass(frozen=True)
class Picture:
    """An image, shown as it is or, one channel with `ink`, as ink on the page's paper; read as 0 to 1."""

    pixels: NDArray[np.uint8]  # (H, W) or (H, W, 3)
    ink: bool = False


@dataclass(frozen=True)
class Signed:
    """A tile on the signed scale; the cells of a group share one symmetric limit.

    `around` is a column of signed tiles: a line on this tile goes around the large values of the one in its row.
    """

    values: NDArray[np.float32]  # (H, W) or (H, W, 3)
    group: str
    around: int | None = None


@dataclass(frozen=True)
class Number:
    """A number as it is to be read; `sign` (-1, 0, 1) colours it, so the text must carry the sign too."""

    text: str
    sign: int = 0


@dataclass(frozen=True)
class Bar:
    """A share between 0 and 1, and what it is `after`wards, if that is said too: (value, text)."""

    value: float
    text: str
    after: tuple[float, str] | None = None


Cell = Picture | Signed | Number | Bar


@dataclass(frozen=True)
class Row:
    """One computation; `mark` is a short word beside the label, such as "true" or "predicted"."""

    label: str
    cells: tuple[Cell, ...]
    mark: str = ""


def rows(
    columns: tuple[str, ...],
    rows: Sequence[Row],
    *,
    key: str,
    caption: str,
    operators: tuple[str, ...] = (),
    size: int = 0,
) -> None:
    """Show a table; `operators[i]` stands between columns i and i + 1, "" for none.

    `size` is the width of a tile in CSS pixels; 0 lets the table choose by its own width.
    """
    for row in rows:
        if len(row.cells) != len(columns):
            raise ValueError(f"row '{row.label}' must have {len(columns)} cells. Got {len(row.cells)} instead.")
    if len(operators) >= len(columns):
        raise ValueError(f"'operators' must be fewer than {len(columns)} columns. Got {len(operators)} instead.")
    component("rows", "reading.css")(key=key, data=_message(columns, rows, caption, operators, size))


def _message(
    columns: tuple[str, ...], rows: Sequence[Row], caption: str, operators: tuple[str, ...], size: int
) -> bytes:
    """The header with the cells; float32 values of the signed ones in reading order, then uint8 pictures."""
    cells = [cell for row in rows for cell in row.cells]
    signed = [np.asarray(cell.values, dtype=np.float32) for cell in cells if isinstance(cell, Signed)]
    pictures = [np.asarray(cell.pixels, dtype=np.uint8) for cell in cells if isinstance(cell, Picture)]
    header = {
        "caption": caption,
        "columns": columns,
        "operators": operators,
        "size": size,
        "rows": [
            {"label": row.label, "mark": row.mark, "cells": [_describe(cell) for cell in row.cells]} for row in rows
        ],
    }
    return pack(header, [*signed, *pictures])


def _describe(cell: Cell) -> dict[str, Any]:
    match cell:
        case Picture(pixels, ink):
            return {"kind": "picture", "shape": _shape(pixels), "ink": ink}
        case Signed(values, group, around):
            tile = {"kind": "signed", "shape": _shape(values), "group": group}
            return tile if around is None else tile | {"around": around}
        case Number(text, sign):
            return {"kind": "number", "text": text, "sign": int(np.sign(sign))}
        case Bar(value, text, after):
            shown = {"kind": "bar", "value": _share(value), "text": text}
            return shown if after is None else shown | {"after": _share(after[0]), "afterText": after[1]}


def _share(value: float) -> float:
    return float(np.clip(np.nan_to_num(value), 0, 1))


def _shape(array: NDArray[Any]) -> tuple[int, int, int]:
    """(H, W, channels)."""
    if array.ndim == 2:
        return (array.shape[0], array.shape[1], 1)
    if array.ndim == 3 and array.shape[2] == 3:
        return (array.shape[0], array.shape[1], 3)
    raise ValueError(f"a cell must be (H, W) or (H, W, 3). Got {array.shape} instead.")
