"""Where a sheet, a card, a tile or a screen lies in a picture: that is the picture then, and the rest is not."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage  # type: ignore[import-untyped]

Pixels = NDArray[np.uint8]
Floats = NDArray[np.floating]
Mask = NDArray[np.bool_]

_SMALL = 240  # pixels of the longer side on which is searched
_LEAST = 64  # pixels of the shorter side: what is smaller is a picture of a data set, all of it
_CLEAR = 25.0  # grey levels between a sheet and what is around it, and between ink and its sheet
_FULL = 0.94  # of its rectangle, a sheet fills at least; sheets fill 0.98, thick digits up to 0.90
_UPRIGHT = 1.0  # degrees: a sheet that is turned by less is not turned back


class _Rectangle(NamedTuple):
    """Of least area around a sheet, in pixels; turned by `degrees` in (-45, 45], clockwise on the screen."""

    x: float  # its centre
    y: float
    width: float
    height: float
    degrees: float


def inside(colours: Pixels) -> Pixels | None:
    """The sheet in a picture (H, W, C) by itself, upright and without its edge; None where there is none.

    A sheet is a full rectangle, turned or not, of another colour than what is around it, and there is ink on it.
    """
    if min(colours.shape[:2]) < _LEAST:
        return None
    step = math.ceil(max(colours.shape[:2]) / _SMALL)
    image = Image.fromarray(colours if colours.shape[2] == 3 else colours[..., 0])
    small = np.asarray(image.reduce(step), np.float64).reshape(
        -(-image.height // step), -(-image.width // step), -1
    )
    small = ndimage.median_filter(small, (3, 3, 1))
    far = _from_around(small)
    between = threshold(far)
    levels = sorted({max(_CLEAR, between), max(_CLEAR, 0.5 * between)}, reverse=True)
    for level in levels:
        found = _sheet(small, far > level)
        if found is not None:
            x, y = step * (found.x + 0.5), step * (found.y + 0.5)
            return _cut(image, _Rectangle(x, y, step * found.width, step * found.height, found.degrees), step)
    return None


def _from_around(small: Floats) -> Floats:
    """How far each pixel (H, W) is from what is around: a plane for each channel, fitted to the rim."""
    height, width = small.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    rim = np.zeros((height, width), bool)
    rim[:2] = rim[-2:] = rim[:, :2] = rim[:, -2:] = True
    terms = np.stack([np.ones_like(x), x, y], -1)
    on, colours = terms[rim], small[rim]
    start = np.median(colours, 0)
    weight = (np.abs(colours - start).max(1) < 60).astype(float)
    for _ in range(8):
        heavy = on * weight[:, None]
        fit = np.linalg.lstsq(heavy.T @ on, heavy.T @ colours)[0]
        error = np.sqrt(((colours - on @ fit) ** 2).sum(1))
        weight = 1 / (1 + (error / max(4.0, 1.5 * float(np.median(error)))) ** 2) ** 2
    far: Floats = np.sqrt(((small - terms @ fit) ** 2).sum(2))
    return far


def _sheet(small: Floats, apart: Mask) -> _Rectangle | None:
    """The rectangle around the largest piece that is `apart` (H, W) from what is around, if that is a sheet."""
    apart = ndimage.binary_closing(np.pad(apart, 2), iterations=2)[2:-2, 2:-2] | apart
    full = ndimage.binary_fill_holes(apart)
    thick = max(3, round(0.04 * max(small.shape[:2])))
    full = ndimage.grey_opening(full, (thick, thick), mode="constant", cval=0)
    labels, count = ndimage.label(full)
    if not count:
        return None
    sizes = np.bincount(labels.ravel())[1:]
    piece = labels == 1 + int(sizes.argmax())
    rim = np.concatenate([piece[0], piece[-1], piece[:, 0], piece[:, -1]])
    if sizes.max() < 0.05 * piece.size or rim.mean() > 0.3:
        return None
    box = _rectangle(piece)
    if box is None or sizes.max() < _FULL * box.width * box.height:
        return None
    if max(box.width, box.height) > 2.5 * min(box.width, box.height) or (apart & piece).sum() < 0.55 * sizes.max():
        return None
    return box if _written(small, piece, box) else None


def _written(small: Floats, piece: Mask, box: _Rectangle) -> bool:
    """Whether ink lies on a piece: some of it, but less than half, is clearly of another colour."""
    margin = max(2, round(0.08 * min(box.width, box.height)))
    core = ndimage.distance_transform_cdt(np.pad(piece, 1), "taxicab")[1:-1, 1:-1] > margin
    if core.sum() < 30:
        return False
    away = np.sqrt(((small[core] - np.median(small[core], 0)) ** 2).sum(1))
    level = max(_CLEAR, threshold(away))
    share = float((away > level).mean())
    return 0.003 < share < 0.5


def _rectangle(piece: Mask) -> _Rectangle | None:
    """The rectangle of least area around a piece; one of its sides lies along a side of the convex hull."""
    from scipy.spatial import ConvexHull, QhullError  # type: ignore[import-untyped]  # all processes read this module

    edge = piece & ~ndimage.binary_erosion(piece)
    y, x = np.nonzero(edge)
    points = np.stack([x, y], 1).astype(np.float64)
    try:
        hull = points[ConvexHull(points).vertices]
    except QhullError:
        return None
    degrees = np.array(sorted(np.arange(-45, 45, 0.5), key=abs))
    turn = np.radians(degrees)
    axes = np.stack([np.cos(turn), np.sin(turn), -np.sin(turn), np.cos(turn)], 1).reshape(-1, 2, 2)
    along = hull @ axes.transpose(0, 2, 1)  # (turns, corners, 2)
    low, high = along.min(1), along.max(1)
    areas = np.prod(high - low + 1, 1)
    best = int((areas < areas.min() + 1e-9).argmax())  # of equals the one that is turned least
    (x, y), (width, height) = (low[best] + high[best]) / 2 @ axes[best], high[best] - low[best] + 1
    return _Rectangle(float(x), float(y), float(width), float(height), float(degrees[best]))


def _cut(image: Image.Image, box: _Rectangle, step: int) -> Pixels:
    """What lies in the rectangle, upright, without a margin in which its edge is."""
    margin = 0.015 * min(box.width, box.height) + 1.5 * step + 1
    half_width, half_height = box.width / 2 - margin, box.height / 2 - margin
    if abs(box.degrees) >= _UPRIGHT:
        image = image.rotate(box.degrees, Image.Resampling.BICUBIC, center=(box.x, box.y))
    left, top = max(0, round(box.x - half_width)), max(0, round(box.y - half_height))
    right, bottom = min(image.width, round(box.x + half_width)), min(image.height, round(box.y + half_height))
    found = np.asarray(image.crop((left, top, right, bottom)))
    return found.reshape(*found.shape[:2], -1)


def threshold(values: Floats) -> float:
    """Otsu's threshold (1979), which sets the means of two classes farthest apart; at most the largest value."""
    counts, edges = np.histogram(values, 64)
    below, sums = np.cumsum(counts), np.cumsum(counts * (edges[1:] + edges[:-1]))
    apart = (sums[-1] * below - sums * below[-1]) ** 2 / np.maximum(below * (below[-1] - below), 1)
    return float(min(edges[1:][apart.argmax()], values.max()))
