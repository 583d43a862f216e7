"""A person's own points as a text: three characters each, so that 2,000 of them still fit into a link."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.config import Text

MOST = 2_000  # points
CLASSES = 6  # that can be told apart
UNIT, FAR = 100, 104  # coordinates are hundredths from -FAR to FAR: 64^3 characters have room for no more
SIDE = 2 * FAR + 1
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PATTERN = f"([A-Za-z0-9_-]{{3}}){{0,{MOST}}}"

Place = tuple[int, int, int]  # x and y in hundredths, and the class


class Set(NamedTuple):
    """Points in the plane and what they are."""

    x: NDArray[np.float64]  # (N, 2)
    y: NDArray[np.int64]  # (N,) from 0 to CLASSES - 1


def written(places: Iterable[Sequence[int]]) -> str:
    """The text of points (x, y, class), with x and y in hundredths."""
    return "".join(_letters(((x + FAR) * SIDE + y + FAR) * CLASSES + label) for x, y, label in places)


def _letters(value: int) -> str:
    return LETTERS[value >> 12] + LETTERS[value >> 6 & 63] + LETTERS[value & 63]


def places(text: str) -> list[Place]:
    """The points of a text that `written` has made."""
    found = []
    for at in range(0, len(text), 3):
        a, b, c = (LETTERS.index(letter) for letter in text[at : at + 3])
        rest, label = divmod(a << 12 | b << 6 | c, CLASSES)
        x, y = divmod(rest, SIDE)
        found.append((x - FAR, y - FAR, label))
    return found


def own(text: str) -> Set:
    """The points of a text, between -1.04 and 1.04."""
    found = np.array(places(text), np.int64).reshape(-1, 3)
    return Set(found[:, :2] / UNIT, found[:, 2])


@lru_cache(maxsize=128)  # the settings of a page are checked many times in a run
def allowed(text: str) -> bool:
    """Whether `places` can read it, and all points lie within the plane."""
    whole = re.fullmatch(PATTERN, text) is not None
    return whole and all(-FAR <= x <= FAR for x, _, _ in places(text))


class Points(Text):
    """Points as `written` has them."""

    def allowed(self, kind: type) -> str:
        example = written([(0, 0, 0)])
        return f"at most {MOST:,} points of three letters each, as this page writes them, such as {example}"

    def holds(self, value: Any, kind: type) -> bool:
        return isinstance(value, str) and len(value) <= self.most and allowed(value)
