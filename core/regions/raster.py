"""Which region lies under each pixel: exact polygons, scan-converted; for pictures of more regions than pixels."""

import numpy as np

from core.effort import spend
from core.regions.engine import RegionComplex
from core.regions.polygons import Floats, Ints, following


def region_at_pixels(complex: RegionComplex, side: int) -> Ints:
    """(side, side): the region of each pixel's centre; row 0 is the top of the window.

    A row of pixel centres crosses a convex polygon in one interval, between an edge that leads down (its left end,
    as corners are counter-clockwise) and one that leads up. Regions between pixel centres are in no pixel.
    """
    spend(30 * len(complex.corners) + 10 * side * side)
    x0, x1, y0, y1 = complex.window
    scale = np.array([side / (x1 - x0), side / (y1 - y0)])
    at = (complex.vertices - np.array([x0, y0])) * scale - 0.5  # pixel centres are integers, y upwards
    sizes = np.diff(complex.ptr)
    here, there = at[complex.corners], at[complex.corners[following(sizes)]]
    region = np.repeat(np.arange(len(sizes)), sizes)
    left = _crossings(there, here, region, side)  # edges that lead down
    right = _crossings(here, there, region, side)
    order, other = (np.lexsort((row, whose)) for row, whose, _ in (left, right))
    row, whose, begin = (column[order] for column in left)
    end = right[2][other]
    first = np.clip(np.ceil(begin), 0, side).astype(np.int64)
    last = np.clip(np.ceil(end), 0, side).astype(np.int64)
    many = np.maximum(last - first, 0)
    start = np.cumsum(many) - many
    pixel = np.repeat(row * side + first - start, many) + np.arange(int(many.sum()))
    found = np.full(side * side, -1)
    found[pixel] = np.repeat(whose, many)
    return _filled(found.reshape(side, side)[::-1])


def _crossings(low: Floats, high: Floats, region: Ints, side: int) -> tuple[Ints, Ints, Floats]:
    """Where edges from `low` up to `high` cross rows of pixel centres: row, region, x; others are left out."""
    up = high[:, 1] > low[:, 1]
    low, high, region = low[up], high[up], region[up]
    first = np.clip(np.ceil(low[:, 1]), 0, side).astype(np.int64)
    last = np.clip(np.ceil(high[:, 1]), 0, side).astype(np.int64)
    many = last - first
    edge = np.repeat(np.arange(len(many)), many)
    row = np.repeat(first - (np.cumsum(many) - many), many) + np.arange(int(many.sum()))
    slope = (high[:, 0] - low[:, 0]) / (high[:, 1] - low[:, 1])
    return row, region[edge], low[edge, 0] + (row - low[edge, 1]) * slope[edge]


def _filled(found: Ints) -> Ints:
    """A pixel whose centre rounding left between two regions takes that of its left neighbour, or its right."""
    missing = found < 0
    if missing.any():
        columns = np.where(missing, 0, np.arange(found.shape[1]))
        found = np.take_along_axis(found, np.maximum.accumulate(columns, axis=1), axis=1)
        found = np.where(found < 0, found.max(axis=1, keepdims=True), found)
    return found
