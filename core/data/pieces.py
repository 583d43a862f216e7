"""Ink in pieces: one digit, however it was written, or several, of which a person has to choose one."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage  # type: ignore[import-untyped]

from core.data.pictures import LEVEL, PictureError
from core.data.sheets import Pixels

MOST = 24  # digits that a person can choose from
_GAP = 0.05  # of the height of all ink: as far are digits apart that stand beside each other
_TALL = 0.45  # of the tallest, a digit is at least
_SMALL = 400  # pixels of the longer side on which pieces are looked for


def apart(ink: Pixels) -> list[Pixels]:
    """The ink (H, W) of each digit by itself, row by row and from the left; one where there is one, or none.

    Digits are apart where a straight gap, upright or level, is between them; each is about as tall as the tallest.
    Raises PictureError where there are more than MOST.
    """
    step = math.ceil(max(ink.shape) / _SMALL)
    small = ndimage.maximum_filter(ink, step)[step // 2 :: step, step // 2 :: step] if step > 1 else ink
    boxes = _split(small > LEVEL, (0, small.shape[0], 0, small.shape[1]))
    tallest = max((bottom - top for top, bottom, _, _ in boxes), default=0)
    digits = [box for box in boxes if box[1] - box[0] >= _TALL * tallest]
    if len(digits) < 2:
        return [ink] if boxes else []
    if len(digits) > MOST:
        said = f"There are {len(digits)} pieces in this picture, and one can choose from at most {MOST}."
        raise PictureError(f"{said} Use only a part of the picture.")
    found = []
    for top, bottom, left, right in digits:
        piece = np.zeros_like(ink)
        where = slice(step * top, step * bottom), slice(step * left, step * right)
        piece[where] = ink[where]
        found.append(piece)
    return found


_Range = tuple[int, int, int, int]  # top, bottom, left, right


def _split(inked: NDArray[np.bool_], box: _Range, upright: bool = True, last: bool = False) -> list[_Range]:
    """The boxes that gaps leave: upright ones first, then level ones, and so on while there are any."""
    top, bottom, left, right = box
    part = inked[top:bottom, left:right]
    rows, columns = np.flatnonzero(part.any(1)), np.flatnonzero(part.any(0))
    if not len(rows):
        return []
    top, bottom, left, right = top + rows[0], top + rows[-1] + 1, left + columns[0], left + columns[-1] + 1
    part = inked[top:bottom, left:right]
    gap = max(2, round(_GAP * (bottom - top)))
    runs = _runs(np.asarray(part.any(0 if upright else 1)), gap)
    if not upright and not _stacked(runs):
        runs = [(0, bottom - top)]
    if len(runs) == 1:
        return (
            [(top, bottom, left, right)] if last else _split(inked, (top, bottom, left, right), not upright, True)
        )
    inner = [(top, bottom, left + a, left + b) if upright else (top + a, top + b, left, right) for a, b in runs]
    return [found for one in inner for found in _split(inked, one, not upright)]


def _stacked(runs: list[tuple[int, int]]) -> bool:
    """Whether these are lines of digits: a 5 whose bar flies above it is none."""
    heights = [b - a for a, b in runs]
    return len(runs) > 1 and min(heights) >= _TALL * max(heights)


def _runs(there: NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    """First and one past the last place of each run of True; a gap of less than `gap` is none."""
    closed = ndimage.binary_closing(np.pad(there, gap), np.ones(gap))[gap:-gap] | there
    return [(p[0].start, p[0].stop) for p in ndimage.find_objects(ndimage.label(closed)[0])]
