"""Printed lines on paper: long, thin and repeated, whatever their colour. They are paper, not ink."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy import ndimage  # type: ignore[import-untyped]

Floats = NDArray[np.floating]

_REPEATED = 3  # lines: fewer may be strokes
_ALONG = 0.25  # a line is there on three quarters of its way at least
_TURNED = 4.0  # degrees by which paper may lie askew
_THIN = 0.025  # of the picture's side: what is thicker is a stroke


def without(away: Floats) -> tuple[Floats, int]:
    """Differences from the paper (H, W, C) without ruled lines: across one goes on what is above and below it.

    And how thick the thickest line is, in pixels; 0 where there is none.
    """
    away, thick = _rows(away, _REPEATED)
    away, upright = _rows(away.transpose(1, 0, 2), 1 if thick else _REPEATED)
    away = away.transpose(1, 0, 2)
    if upright and not thick:
        away, thick = _rows(away, 1)
    return away, max(thick, upright)


def without_rests(strength: Floats, thick: int) -> Floats:
    """Ink (H, W) without what is left of lines `thick` pixels thick; as it is where its strokes are as thin."""
    if not thick:
        return strength
    size = (thick + 1, thick + 1)
    opened = ndimage.grey_dilation(ndimage.grey_opening(strength, size), (3, 3))
    clear: Floats = np.minimum(strength, opened)
    return clear if clear.sum() > 0.75 * strength.sum() else strength


def _rows(away: Floats, least: int) -> tuple[Floats, int]:
    """The same without lines that lie across, where there are at least `least`, and how thick they are."""
    size = np.sqrt((away**2).sum(2))  # (H, W)
    height, width = size.shape
    if min(height, width) < 60:
        return away, 0
    shift = _slant(size)
    rows = (np.arange(height)[:, None] + shift) % height, np.broadcast_to(np.arange(width), (height, width))
    lines = _lines(_along(size[rows]))
    if len(lines) < least:
        return away, 0
    straight = away[rows]
    for first, last in lines:
        _bridge(straight, first, last)
    found = np.empty_like(away)
    found[rows] = straight
    return found, int(np.median([last - first + 1 for first, last in lines]))


def _slant(size: Floats) -> NDArray[np.intp]:
    """By how many rows (W,) lines lie lower at each column: the slant at which rows differ most."""
    height, step = len(size), max(1, size.shape[1] // 100)
    columns = np.arange(0, size.shape[1], step)
    twice = np.tile(size[:, columns].T, 2)  # (w, 2 H): each column, and below it the same again
    from_each_row = sliding_window_view(twice, height, axis=1)  # (w, H + 1, H)
    turns = sorted(np.arange(-_TURNED, _TURNED + 0.1, 0.25), key=abs)
    profiles = []
    for degrees in turns:
        lower = np.rint(columns * math.tan(math.radians(degrees))).astype(np.intp)
        profiles.append(_along(from_each_row[np.arange(len(columns)), lower % height].T))
    best, found = -1.0, 0.0
    for degrees, score in zip(turns, (_above(np.stack(profiles)) ** 2).sum(1), strict=True):
        if score > 1.01 * best:
            best, found = score, degrees
    shift: NDArray[np.intp] = np.rint(np.arange(size.shape[1]) * math.tan(math.radians(found))).astype(np.intp)
    return shift


def _along(size: Floats) -> Floats:
    """What three quarters of each row (H, W) reach."""
    place = int(_ALONG * size.shape[1])
    reached: Floats = np.partition(size, place, 1)[:, place]
    return reached


def _above(profile: Floats) -> Floats:
    """What of profiles (..., H) stands out in thin peaks."""
    thin = 2 * max(2, math.ceil(_THIN * profile.shape[-1])) // 2 + 1
    peaks: Floats = profile - ndimage.grey_opening(profile, (*(1,) * (profile.ndim - 1), thin))
    return peaks


def _lines(profile: Floats) -> list[tuple[int, int]]:
    """First and last row of each line, edges included."""
    peaks = _above(profile)
    level = max(6.0, 5 * float(np.median(peaks)), 0.25 * float(np.quantile(peaks, 0.995)))
    labels, count = ndimage.label(peaks > 0.2 * level)
    strong = ndimage.maximum(peaks, labels, np.arange(1, count + 1)) > level if count else []
    places = ndimage.find_objects(labels)
    return [(p[0].start, p[0].stop - 1) for p, is_line in zip(places, strong, strict=True) if is_line]


def _bridge(straight: Floats, first: int, last: int) -> None:
    """Put what is above and below a line, the weaker of the two, in its place, where no ink lies on it."""
    above, below = straight[max(0, first - 2)], straight[min(len(straight) - 1, last + 2)]  # (W, C)
    line = straight[first : last + 1]
    usual = np.median(line, 1, keepdims=True)
    fainter = np.where(((above**2).sum(1) < (below**2).sum(1))[:, None], above, below)
    size, of_line = np.sqrt((line**2).sum(2)), np.sqrt((usual**2).sum(2))
    inked = (size > 1.3 * of_line + 12) & (np.sqrt(((line - usual) ** 2).sum(2)) > 12)
    straight[first : last + 1] = np.where(inked[..., None], line, fainter)
