"""Several scores as one setting: text in a link, numbers for those who compute."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.config import Text

Floats = NDArray[np.float64]

LEAST, MOST = 2, 10  # classes
LARGEST = 10_000.0  # of a score, either sign
PLACES = 12  # decimals of a score: a probability that is dragged to takes a score that is no round number
_ONE = r"-?\d{1,5}(\.\d{1,12})?"


@dataclass(frozen=True)
class Scores(Text):
    """From two to ten decimal numbers with "," between them."""

    def allowed(self, kind: type) -> str:
        return f"{LEAST} to {MOST} numbers in [-{LARGEST:g}, {LARGEST:g}], like -0.5 or 2, with ',' between them"

    def parse(self, text: str, kind: type) -> str:
        return text.replace(" ", "").replace("\N{MINUS SIGN}", "-")

    def holds(self, value: Any, kind: type) -> bool:
        if not isinstance(value, str) or len(value) > self.most:
            return False
        entries = value.split(",")
        return (
            LEAST <= len(entries) <= MOST
            and all(re.fullmatch(_ONE, entry, re.ASCII) for entry in entries)
            and bool(np.abs(numbers(value)).max() <= LARGEST)
        )


def numbers(text: str) -> Floats:
    """The (K,) scores of a text that `Scores` holds."""
    return np.array([float(entry) for entry in text.split(",")])


def text_of(scores: ArrayLike, places: int = PLACES) -> str:
    """The text of such scores, without idle zeros."""
    return ",".join(_plain(float(score), places) for score in np.ravel(scores))


def _plain(score: float, places: int) -> str:
    shown = f"{score:.{places}f}".rstrip("0").rstrip(".") if places else f"{score:.0f}"
    return "0" if shown in ("-0", "") else shown
