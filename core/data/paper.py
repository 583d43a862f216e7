"""What of a picture is ink and what is paper: the first half of pictures.py, which speaks to the person."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage  # type: ignore[import-untyped]

from core.data import rules, sheets
from core.data.sheets import Floats, Pixels, threshold

SMALLEST = 0.1  # of the picture's longer side: what is smaller is no digit
_NESTED = 2  # a tile on a page, on a screen


def separated(colours: Pixels) -> Pixels:
    """How much ink (H, W) lies on each pixel of a picture (H, W, C) of 1 or 3 channels: 255 the most, 0 paper.

    Of a sheet, a card, a tile or a screen in the picture it is the ink on that, upright: a smaller (H, W).
    """
    for _ in range(_NESTED):
        if (inside := sheets.inside(colours)) is None:
            break
        colours = inside
    even = _on_even_ground(colours)
    if even is None:
        return _on_paper(colours)
    sheet = _sheet(even)
    if sheet is not None:
        inside = _on_even_ground(colours[sheet])
        even = np.zeros_like(even)
        even[sheet] = _on_paper(colours[sheet]) if inside is None else inside
    return even


def _sheet(even: Pixels) -> tuple[slice, slice] | None:
    """Where a sheet lies on a ground of one colour, as a photo between black bars: a large, full rectangle."""
    bright = even > 8  # what is clipped to black still has some noise
    rows, columns = (np.flatnonzero(bright.any(axis)) for axis in (1, 0))
    if not len(rows):
        return None
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    inside = bright[box]
    large = inside.size < bright.size and min(np.divide(inside.shape, bright.shape)) > 0.6
    return box if large and inside.mean() > 0.8 and _rim(inside).mean() > 0.99 else None


def _on_even_ground(colours: Pixels) -> Pixels | None:
    """Ink as the distance from a ground of one exact colour, or None where the ground is not that even."""
    step = math.ceil(max(colours.shape[:2]) / 400)
    rim, most = _mode(_rim(colours)), _mode(colours[::step, ::step])
    on_rim, on_most = ((colours == colour).all(2).sum() for colour in (rim, most))
    bordered = on_most > 2 * on_rim  # the rim is a line around the picture, not its ground
    far = np.abs(colours.astype(np.int16) - (most if bordered else rim)).max(2)  # (H, W)
    same, almost = (far == 0).sum(), ((far > 0) & (far <= 8)).sum()
    if same < 0.1 * far.size or almost > 0.22 * same:
        return None
    unruled, ruled = rules.without(far[..., None].astype(np.float64))
    far = np.rint(rules.without_rests(unruled[..., 0], ruled)).astype(np.int16) if ruled else far
    far = _cleared(far, 0.0005, 0 if bordered else 2)  # the smallest speck in MNIST is 0.0007 of its digit
    peak = int(far.max())
    return (far if peak > 250 or not peak else np.rint(far * (255 / peak))).astype(np.uint8)


def _rim(pixels: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])


def _mode(colours: Pixels) -> Pixels:
    """The most frequent colour (C,)."""
    places = 256 ** np.arange(colours.shape[-1])
    values, counts = np.unique(colours.reshape(-1, len(places)) @ places, return_counts=True)
    colour: Pixels = (values[counts.argmax()] // places % 256).astype(np.uint8)
    return colour


def _on_paper(colours: Pixels) -> Pixels:
    """Ink on paper that is lit unevenly: what differs from the paper by much more than noise does."""
    away = _reduced(colours, 800)
    sheet = _paper(colours, away.shape[:2])
    away, ruled = rules.without(away - sheet)
    longer = max(away.shape)
    strength = _toward_ink(ndimage.gaussian_filter(away, (longer / 800, longer / 800, 0)))
    noise = max(1.0, _noise(strength))
    strength = np.where(strength > 5 * noise, strength, 0)
    strength = _unshaded(_cleared(strength, 0, 0.6), np.sqrt((sheet**2).sum(2)))
    inked = strength[strength > 0]
    full = float(np.median(inked[inked >= threshold(inked)])) if len(inked) else 0.0
    if full < 12:
        return np.zeros(colours.shape[:2], np.uint8)
    soft = max(0.1, 0.4 * (1 - 28 / longer))  # where outlines are many pixels wide, sharper ones lose ruled lines
    low = max(soft * full, 4 * noise)
    clear = np.clip((strength - low) / max((1 - soft) * full - low, 1), 0, 1)
    found = np.rint(255 * _cleared(rules.without_rests(clear, ruled), 0.03, 0)).astype(np.uint8)
    return np.asarray(Image.fromarray(found).resize(colours.shape[1::-1], Image.Resampling.BILINEAR))


def _reduced(colours: Pixels, most: int) -> Floats:
    """Colours (H, W, C) averaged over squares, so that no side is longer than `most`."""
    image = Image.fromarray(colours if colours.shape[2] == 3 else colours[..., 0])
    small = np.asarray(image.reduce(math.ceil(max(image.size) / most)), np.float64)
    return small.reshape(*small.shape[:2], -1)


def _paper(colours: Pixels, shape: tuple[int, ...]) -> Floats:
    """The paper beneath a picture, as (*shape, C): a parabola in x and y for each channel.

    One is fitted to the light pixels, one to the dark: most pixels, above all those on the rim, agree with paper.
    """
    small = _reduced(colours, 64)
    terms, pixels, grey = _parabola(small.shape[:2]), small.reshape(-1, small.shape[2]), small.mean(2).ravel()
    light = grey >= threshold(grey)
    fits = [_fit(terms, pixels, start) for start in (light, ~light)]

    def agreement(fit: Floats) -> float:
        far = np.sqrt(((small - (terms @ fit).reshape(small.shape)) ** 2).sum(2))
        agree = 1 / (1 + (far / 10) ** 4)  # (H, W): 1 on the surface, 0 from some 20 grey levels away
        return float(agree.mean() + 0.3 * _rim(agree).mean())

    return (_parabola(shape) @ max(fits, key=agreement)).reshape(*shape, -1)


def _fit(terms: Floats, colours: Floats, start: NDArray[np.bool_]) -> Floats:
    """Coefficients (6, C) by least squares, reweighted so that what is far off hardly counts; begun on `start`."""
    weight: Floats = start.astype(np.float64)
    for turn in range(20):
        heavy = terms * weight[:, None]
        fit = np.linalg.lstsq(heavy.T @ terms, heavy.T @ colours)[0]
        error = np.sqrt(((colours - terms @ fit) ** 2).sum(1))
        near = start if turn < 5 else np.ones_like(start)
        weight = near / (1 + (error / max(2.0, 1.5 * _noise(error[near]))) ** 2) ** 2
    return fit


def _parabola(shape: tuple[int, ...]) -> Floats:
    y, x = (a.ravel() for a in np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j])
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], 1)  # (HW, 6)


def _noise(values: Floats) -> float:
    """Standard deviation of the noise: 30 % of a normal's sizes are below 0.385 of it, and those are no ink."""
    return float(np.quantile(np.abs(values), 0.3)) / 0.385 if values.size else 0.0


def _toward_ink(away: Floats) -> Floats:
    """Differences from the paper (H, W, C) along the colour, or the lightness, in which ink differs most (H, W)."""
    size = np.sqrt((away**2).sum(2))
    strong = away[size > max(5, 3 * _noise(size))]  # (N, C)
    along = np.linalg.eigh(strong.T @ strong)[1][:, -1]
    shares = strong @ along
    ink: Floats = away @ along * math.copysign(1, (shares * np.abs(shares)).sum())
    return ink


def _unshaded(strength: Floats, light: Floats) -> Floats:
    """Strength without shadows: what is weaker than ink, even, reaches the rim and is broader than strokes.

    In a shadow paper and ink lie nearer to each other: by the share that it takes of the paper’s `light` (H, W).
    """
    if not strength.any():
        return strength
    broad = max(3, round(0.15 * max(strength.shape)))
    shade = ndimage.grey_opening(strength, (broad, broad))
    labels, count = ndimage.label(shade > 0)
    each, full = np.arange(count + 1), np.quantile(strength[strength > 0], 0.98)
    shadow = ndimage.maximum(shade, labels, each) < 0.7 * full
    shadow &= ndimage.median(strength - shade, labels, each) < 0.2 * full
    shadow &= np.bincount(_rim(labels), minlength=count + 1) > 0
    shade = np.where((shadow & (each > 0))[labels], shade, 0)
    left = np.clip(1 - shade / np.maximum(light, 1), 0.4, 1)
    return np.maximum(strength - 1.1 * shade, 0) / left


def _cleared(strength: NDArray[Any], speck: float, side: float) -> NDArray[Any]:
    """Strength without specks of less than `speck` of the largest piece's mass, and without the picture's edges.

    Edges are pieces that touch more than the share `side` of one side, where a digit may be among the others.
    """
    labels, count = ndimage.label(strength > 0, np.ones((3, 3)))
    if count < 2:
        return strength
    mass = np.bincount(labels.ravel(), strength.ravel(), count + 1)
    long = _lengths(labels, count)
    mass[long < 0.01 * max(strength.shape)] = 0
    edge = np.zeros(count + 1, bool)
    for line in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        edge |= np.bincount(line, minlength=count + 1) > side * len(line)
    if (~edge & (long >= SMALLEST * max(strength.shape)) & (mass > 0.02 * mass.sum())).any():
        mass[edge] = 0
    return np.where(((mass > 0) & (mass >= speck * mass.max()))[labels], strength, 0)


def _lengths(labels: NDArray[np.int32], count: int) -> NDArray[np.intp]:
    """The longer side (count + 1,) of each labelled piece; find_objects takes seconds for a million of them."""
    inked = np.nonzero(labels)
    longer, of = np.zeros(count + 1, np.intp), labels[inked]
    for places in inked:
        first, last = np.full(count + 1, max(labels.shape)), np.zeros(count + 1, np.intp)
        np.minimum.at(first, of, places)
        np.maximum.at(last, of, places + 1)
        longer = np.maximum(longer, last - first)
    return longer
