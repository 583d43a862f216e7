"""A small matrix as a setting: text in a link, numbers for those who compute."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.config import Text

Floats = NDArray[np.float64]

LARGEST = 10.0  # of an entry, either sign
_ONE = r"-?\d{1,2}(\.\d{1,3}|/[2-9])?"


@dataclass(frozen=True)
class Entries(Text):
    """A matrix as text: decimals or fractions like -1/3, "," between columns and ";" between rows."""

    rows: int = 1
    columns: int = 1

    def allowed(self, kind: type) -> str:
        shape = f"{self.columns} numbers" if self.rows == 1 else f"{self.rows} rows of {self.columns} numbers"
        return f"{shape} in [-{LARGEST:g}, {LARGEST:g}], like -0.5 or 1/3, with ',' between them" + (
            " and ';' between rows" if self.rows > 1 else ""
        )

    def holds(self, value: Any, kind: type) -> bool:
        if not isinstance(value, str) or len(value) > self.most:
            return False
        rows = [row.split(",") for row in value.split(";")]
        return (
            [len(row) for row in rows] == [self.columns] * self.rows
            and all(re.fullmatch(_ONE, entry, re.ASCII) for row in rows for entry in row)
            and bool(np.abs(matrix(value)).max() <= LARGEST)
        )


def matrix(text: str) -> Floats:
    """The (rows, columns) numbers of a text that `Entries` holds; the nearest float64 to each fraction."""
    rows = [[float(Fraction(entry)) for entry in row.split(",")] for row in text.split(";")]
    return np.array(rows)


def entries(name: str, rows: int, columns: int, help: str) -> Entries:
    """The declaration of such a setting."""
    return Entries(name, "", 8 * rows * columns, help, rows, columns)
