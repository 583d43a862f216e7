"""Pictures of digits as files, drawings and photos: the shares that come back, of each kind of file."""

from collections.abc import Callable

import numpy as np
from PIL import Image
from scipy import ndimage

from benchmarks.picture_scenes import BLUE, TABLE, Maker, Pixels, Random, Shares, across, saved

GREY, CHALK, RED = (105, 105, 105), (225, 230, 220), (200, 50, 50)
Resampling = Image.Resampling


def png(picture: Pixels) -> bytes:
    return saved(picture, "PNG", compress_level=1)


def jpeg(picture: Pixels, quality: int = 60) -> bytes:
    return saved(picture, "JPEG", quality=quality)


def enlarged(digit: Pixels, height: int, width: int, by: Resampling = Resampling.BICUBIC) -> Pixels:
    return np.asarray(Image.fromarray(digit).resize((width, height), by))


def canvas(digit: Pixels, random: Random) -> Pixels:
    """The digit, 80 to 250 pixels large, somewhere on a black canvas of 280x280."""
    size = int(random.integers(80, 251))
    top, left = random.integers(0, 281 - size, 2)
    drawn = np.zeros((280, 280), np.uint8)
    drawn[top : top + size, left : left + size] = enlarged(digit, size, size)
    return drawn


def cropped(digit: Pixels, scale: int) -> Pixels:
    rows, columns = (np.flatnonzero(digit.any(axis)) for axis in (1, 0))
    tight = digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return enlarged(tight, len(tight) * scale, tight.shape[1] * scale)


def paper(random: Random, height: int, width: int, dark: float = 120, light: float = 230) -> Shares:
    """A sheet (H, W, 3) lit from one side."""
    return (dark + (light - dark) * across(random, height, width))[..., None] * np.ones(3)


def squared(random: Random, height: int, width: int) -> Shares:
    sheet, step = paper(random, height, width, 170), height // 10
    for line in range(int(random.integers(step)), width, step):
        for strip in (sheet[line : line + 2], sheet[:, line : line + 2]):
            strip *= np.array((0.65, 0.78, 0.98))
    return sheet


def shaded(random: Random, height: int, width: int) -> Shares:
    """A sheet with somebody's shadow on 5 to 45 % of it."""
    edge = across(random, height, width) - random.uniform(0.25, 0.4)
    return paper(random, height, width, 200) * (0.6 + 0.4 / (1 + np.exp(-150 * edge)))[..., None]


def on_a_table(random: Random, height: int, width: int) -> Shares:
    top, bottom, left, right = random.uniform(0.02, 0.06, 4)
    inside = slice(int(top * height), -int(bottom * height)), slice(int(left * width), -int(right * width))
    table = np.ones((height, width, 3)) * TABLE
    table[inside] = paper(random, height, width, 180)[inside]
    return table


def board(random: Random, height: int, width: int) -> Shares:
    return np.array((40, 80, 60)) * (0.7 + 0.5 * across(random, height, width))[..., None]


def blue_ground(random: Random, height: int, width: int) -> Shares:
    return np.ones((height, width, 3)) * np.array((60, 90, 210))


def pen_line(digit: Pixels) -> Pixels:
    """The digit written by a fine pen: the ridges of its strokes, on 280x280."""
    inside = ndimage.distance_transform_edt(enlarged(digit, 280, 280) > 127)
    ridge = (inside >= ndimage.maximum_filter(inside, 3) - 0.5) & (inside > 2)
    line = ndimage.binary_dilation(ndimage.binary_closing(ridge, np.ones((5, 5)), iterations=2), iterations=2)
    soft: Pixels = ndimage.gaussian_filter(255 * line.astype(np.float32), 0.7).astype(np.uint8)
    return soft


def photograph(
    digit: Pixels,
    random: Random,
    *,
    sheet: Callable[[Random, int, int], Shares] = paper,
    colour: tuple[int, int, int] = BLUE,
    noise: float = 8,
    size: tuple[float, float] = (0.4, 0.8),
    shape: tuple[int, int] = (300, 400),
) -> bytes:
    """A JPEG of quality 60 of the digit, in coloured ink, somewhere on a sheet; `size` in heights of the photo."""
    height, width = shape
    side = int(random.uniform(*size) * height)
    top, left = random.integers(0, height - side + 1), random.integers(0, width - side + 1)
    share = np.zeros((height, width, 1))
    share[top : top + side, left : left + side, 0] = enlarged(digit, side, side) / 255
    seen = sheet(random, height, width) * (1 - share) + np.array(colour) * share
    return jpeg(np.clip(seen + random.normal(0, noise, seen.shape), 0, 255).astype(np.uint8))


def resized(by: Resampling, size: int = 200, invert: bool = False) -> Maker:
    return lambda digit, random: png(enlarged(digit, size, size, by) ^ np.uint8(255 * invert))


KINDS: dict[str, Maker] = {
    "drawn on a canvas of 280x280": lambda d, r: png(canvas(d, r)),
    "drawn, black on white": lambda d, r: png(255 - canvas(d, r)),
    "PNG 28x28": lambda d, r: png(d),
    "PNG 28x28, inverted": lambda d, r: png(255 - d),
    "PNG 200x200, nearest": resized(Resampling.NEAREST),
    "PNG 200x200, bilinear": resized(Resampling.BILINEAR),
    "PNG 200x200, bicubic": resized(Resampling.BICUBIC),
    "PNG 200x200, nearest, inverted": resized(Resampling.NEAREST, invert=True),
    "PNG 200x200, bilinear, inverted": resized(Resampling.BILINEAR, invert=True),
    "PNG 200x200, bicubic, inverted": resized(Resampling.BICUBIC, invert=True),
    "JPEG 28x28, quality 75": lambda d, r: jpeg(d, 75),
    "JPEG 28x28, quality 50, inverted": lambda d, r: jpeg(255 - d, 50),
    "JPEG 200x200, quality 50, inverted": lambda d, r: jpeg(255 - enlarged(d, 200, 200), 50),
    "cropped to the ink": lambda d, r: png(255 - cropped(d, 1)),
    "cropped to the ink, seven times larger": lambda d, r: png(255 - cropped(d, 7)),
    "photo, light from the side": photograph,
    "photo, the digit small": lambda d, r: photograph(d, r, size=(0.2, 0.4)),
    "photo, the digit as high as the photo": lambda d, r: photograph(d, r, size=(0.9, 1)),
    "photo of 1600x1200": lambda d, r: photograph(d, r, shape=(1200, 1600), size=(0.15, 0.5)),
    "photo, pencil": lambda d, r: photograph(d, r, colour=GREY, sheet=lambda *a: paper(*a, 165, 190), noise=4),
    "photo, fine pen": lambda d, r: photograph(pen_line(d), r, noise=4),
    "photo, squared paper": lambda d, r: photograph(d, r, sheet=squared, noise=4),
    "photo, shadow": lambda d, r: photograph(d, r, sheet=shaded, noise=4),
    "photo, paper on a dark table": lambda d, r: photograph(d, r, sheet=on_a_table, noise=4, size=(0.4, 0.6)),
    "photo, chalk on a board": lambda d, r: photograph(d, r, sheet=board, colour=CHALK, noise=6),
    "photo, red on blue": lambda d, r: photograph(d, r, sheet=blue_ground, colour=RED, noise=4),
}
