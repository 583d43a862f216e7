"""What a grid costs in more dimensions (G5, “Curse of Dimensionality”)."""

from dataclasses import dataclass

import numpy as np

from core.words import power


@dataclass(frozen=True)
class Cells:
    """A grid in d dimensions."""

    dimensions: int
    digits: float  # log10 of the number of cells
    many: str  # cells, in words
    size: str  # of one float32 a cell, in words


def grid(per_axis: int, dimensions: int) -> Cells:
    """per_axis^d cells and their memory at 4 bytes each (G5, "Curse of Dimensionality": N = 10^k)."""
    digits = dimensions * float(np.log10(per_axis))
    return Cells(dimensions, digits, power(digits), _bytes(digits + float(np.log10(4))))


def _bytes(digits: float) -> str:
    if digits >= 24:
        return f"{power(digits)} bytes"
    unit = int(digits // 3)
    return f"{10 ** (digits - 3 * unit):.3g} {('bytes', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB')[unit]}"
