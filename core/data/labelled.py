"""A text with two numbers and a class in each line, as tables of other programs have them, read as points."""

import csv
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.data.disk import DataError
from core.words import listed, number

MOST_BYTES, A_LINE = 100_000, 500  # of a text, or of each line that it may have
MARKS = (",", ";", "\t", " ")  # between the columns; of those that fit as well the first
FORM = "Each line needs two numbers and a class, such as 1.5, 2, yes."


class Labelled(NamedTuple):
    """Points of some classes."""

    points: NDArray[np.float64]  # (N, 2)
    classes: NDArray[np.int64]  # (N,) from 0 on
    names: tuple[str, ...]  # of the classes
    notes: tuple[str, ...]  # what has been read otherwise than it stands there, in sentences


def read(raw: bytes | str, most: int, classes: tuple[int, int] = (2, 2)) -> Labelled:
    """The points of a text: two numbers and a class in each line, between commas, semicolons, tabs or spaces.

    A first line of words is left out. Where something else parts the columns, a comma is a decimal comma. Classes,
    of which there may be as many as `classes` says, are in the order of size, or of the alphabet. Raises DataError,
    in one sentence or two.
    """
    text = _text(raw, max(MOST_BYTES, A_LINE * most))
    lines = [(k, line) for k, line in enumerate(text.splitlines(), 1) if line.strip() and line.strip()[0] != "#"]
    if not lines:
        raise DataError(f"There are no points. {FORM}")
    mark = max(MARKS, key=lambda mark: sum(_fits(_cells(line, mark), mark) for _, line in lines[:20]))
    rows, comma = [(k, _cells(line, mark)) for k, line in lines], mark != ","
    if len(rows) > 1 and all(_value(cell, comma) is None for cell in rows[0][1][:2]):
        rows = rows[1:]
    if len(rows) > most:
        raise DataError(f"At most {most:,} points can be shown. Got {len(rows):,} instead. Take fewer lines.")
    points = np.array([_point(k, cells, comma) for k, cells in rows])
    found, names = _classes([cells[2] for _, cells in rows], comma, *classes)
    return Labelled(points, found, names, ())


def _text(raw: bytes | str, most: int) -> str:
    if len(raw) > most:
        got = f"Got {len(raw) / 1e6:,.1f} MB instead. Take fewer lines."
        raise DataError(f"The points must have at most {most / 1e6:g} MB. {got}")
    if isinstance(raw, bytes) and raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    if ("\0" if isinstance(raw, str) else b"\0") in raw:  # type: ignore[operator]
        raise DataError(f"This is not a text. Save the table as CSV. {FORM}")
    try:
        return raw.removeprefix("\ufeff") if isinstance(raw, str) else raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")  # type: ignore[union-attr]


def _fits(cells: Sequence[str], mark: str) -> bool:
    return len(cells) == 3 and all(_value(cell, mark != ",") is not None for cell in cells[:2])


def _cells(line: str, mark: str) -> list[str]:
    if mark == " ":
        return line.split()
    (row,) = csv.reader([line], delimiter=mark, skipinitialspace=True)
    cells = [cell.strip() for cell in row]
    while len(cells) > 3 and not cells[-1]:  # a mark at the end of the line
        cells.pop()
    return cells


def _value(cell: str, comma: bool) -> float | None:
    try:
        return float(cell.replace(",", ".").replace("−", "-") if comma else cell.replace("−", "-"))
    except ValueError:
        return None


def _point(line: int, cells: Sequence[str], comma: bool) -> tuple[float, float]:
    if len(cells) != 3:
        many = f"{len(cells)} column{'s' * (len(cells) != 1)}"
        raise DataError(f"Line {line} has {many}. {FORM}")
    values = [_value(cell, comma) for cell in cells[:2]]
    for cell, value in zip(cells, values, strict=False):
        if value is None or not math.isfinite(value):
            raise DataError(f"Line {line} has “{cell[:20]}” where a number is needed. {FORM}")
    return values[0] or 0.0, values[1] or 0.0


def _classes(
    labels: Sequence[str], comma: bool, fewest: int, most: int
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    found = sorted(set(labels), key=lambda label: (_order(label, comma), label))
    if not fewest <= len(found) <= most:
        few = listed([f"“{label[:20]}”" for label in found[:4]]) + (" and others" if len(found) > 4 else "")
        allowed = "two" if fewest == most == 2 else f"at most {most}"
        raise DataError(f"The last column must have {allowed} classes. Got {number(len(found))}: {few}.")
    return np.array([found.index(label) for label in labels]), tuple(found)


def _order(label: str, comma: bool) -> float:
    value = _value(label, comma)
    return math.inf if value is None or math.isnan(value) else value


def fitted(data: Labelled, far: float, places: int = 2) -> Labelled:
    """The same points rounded to so many decimals; a column that does not fit within ±far is scaled to -1 to 1.

    So is one whose numbers are so alike that they would be rounded to one.
    """
    points, notes = data.points.copy(), list(data.notes)
    for k, name in enumerate(("x₁", "x₂")):
        low, high = float(points[:, k].min()), float(points[:, k].max())
        if abs(low) <= far and abs(high) <= far and (high - low >= 20 * 10.0**-places or high == low):
            continue
        middle, half = low / 2 + high / 2, (high / 2 - low / 2) or 1.0
        points[:, k] = (points[:, k] - middle) / half
        notes.append(f"{name} went from {number(low)} to {number(high)}, and is scaled to −1 to 1.")
    return data._replace(points=np.round(points, places), notes=tuple(notes))
