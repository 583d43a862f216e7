"""How well a network reads pictures that come from people: test digits drawn, saved or photographed, then framed.

    python -m benchmarks.pictures [--digits 1000] [--nets 3] [--smoke]

A 784-50-10 network, trained on MNIST as it is; means over the nets. "Right" is the share of digits read right,
beside it what the same nets read of the same digits untouched; "same" the share of pictures that come back bit for
bit, "off" the mean absolute difference from the original in grey levels, "ms" the time for decode, ink and framed.
"""

import io
import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from benchmarks import options
from core.data import images, pictures
from core.data.batches import Batches
from core.data.pictures import Pixels
from core.device import device
from core.learning.nets import MLP
from core.learning.training import fit
from core.learning.updates import Recipe

Random = np.random.Generator
Shares = NDArray[np.float64]  # of ink (H, W), or of light (H, W[, 3]), 0..1
BLUE, BLACK, GREY, CHALK, RED = (20, 30, 90), (25, 25, 25), (105, 105, 105), (225, 230, 220), (200, 50, 50)
LINE = "{:38} {:>8} {:>10} {:>7} {:>6} {:>6} {:>8}"
Resampling = Image.Resampling


def png(picture: Pixels) -> bytes:
    return _file(picture, "PNG", compress_level=1)


def jpeg(picture: Pixels, quality: int = 60) -> bytes:
    return _file(picture, "JPEG", quality=quality)


def _file(picture: Pixels, kind: str, **options: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, kind, **options)
    return file.getvalue()


def enlarged(digit: Pixels, height: int, width: int, by: Resampling = Resampling.BICUBIC) -> Pixels:
    return np.asarray(Image.fromarray(digit).resize((width, height), by))


def canvas(digit: Pixels, random: Random) -> Pixels:
    """The digit, 80 to 250 pixels large, somewhere on a black canvas of 280x280."""
    size = int(random.integers(80, 251))
    top, left = random.integers(0, 281 - size, 2)
    drawn = np.zeros((280, 280), np.uint8)
    drawn[top : top + size, left : left + size] = enlarged(digit, size, size)
    return drawn


def cropped(digit: Pixels, scale: int, margin: int = 0) -> Pixels:
    rows, columns = (np.flatnonzero(digit.any(axis)) for axis in (1, 0))
    tight = digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.pad(enlarged(tight, len(tight) * scale, tight.shape[1] * scale), margin)


def across(random: Random, height: int, width: int) -> Shares:
    """0..1 across the picture in a random direction."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    angle = random.uniform(0, 2 * math.pi)
    slope = math.cos(angle) * x + math.sin(angle) * y
    even: Shares = (slope - slope.min()) / np.ptp(slope)
    return even


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
    table = np.ones((height, width, 3)) * np.array((70, 50, 40))
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


def saved(by: Resampling, size: int = 200, invert: bool = False) -> Callable[[Pixels, Random], bytes]:
    return lambda digit, random: png(enlarged(digit, size, size, by) ^ np.uint8(255 * invert))


KINDS: dict[str, Callable[[Pixels, Random], bytes]] = {
    "drawn on a canvas of 280x280": lambda d, r: png(canvas(d, r)),
    "drawn, black on white": lambda d, r: png(255 - canvas(d, r)),
    "PNG 28x28": lambda d, r: png(d),
    "PNG 28x28, inverted": lambda d, r: png(255 - d),
    "PNG 200x200, nearest": saved(Resampling.NEAREST),
    "PNG 200x200, bilinear": saved(Resampling.BILINEAR),
    "PNG 200x200, bicubic": saved(Resampling.BICUBIC),
    "PNG 200x200, nearest, inverted": saved(Resampling.NEAREST, invert=True),
    "PNG 200x200, bilinear, inverted": saved(Resampling.BILINEAR, invert=True),
    "PNG 200x200, bicubic, inverted": saved(Resampling.BICUBIC, invert=True),
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


def read(raw: bytes) -> Pixels:
    """The file as MNIST's pictures are made; blank where core.data.pictures refuses it."""
    try:
        return pictures.framed(pictures.ink(pictures.decode(raw)))
    except pictures.PictureError:
        return np.zeros((28, 28), np.uint8)


def trained(seed: int, data: images.ImageData, epochs: int = 10) -> MLP:
    """A 784-50-10 network, after 10 epochs in about 2 s."""
    x, y = torch.tensor(data.train_images).flatten(1), torch.tensor(data.train_labels, dtype=torch.int64)
    train = Batches(x.to(device()), y.to(device()))
    net = MLP((784, 50, 10), generator=torch.Generator().manual_seed(seed)).to(device())
    shuffle = torch.Generator(device=device()).manual_seed(seed)
    for _ in fit(net, train, Recipe("adam", 1e-3, 128, epochs), generator=shuffle, steps=[]):
        pass
    return net


@torch.no_grad()
def right(net: MLP, framed: Any, labels: Any) -> float:
    """The share of the pictures (N, 28, 28) that the network reads right."""
    logits = net(torch.tensor(framed).flatten(1).to(device()) / 255)
    return float((logits.argmax(1).cpu().numpy() == labels).mean())


def main() -> None:
    parser = options.parser(__doc__)
    parser.add_argument("--digits", type=int, default=1000)
    parser.add_argument("--nets", type=int, default=3)
    arguments = parser.parse_args()
    if arguments.smoke:
        arguments.digits, arguments.nets = 1, 1
    torch.set_num_threads(1)
    data = images.load("digits" if arguments.smoke else "mnist")
    nets = [trained(seed, data, 1 if arguments.smoke else 10) for seed in range(arguments.nets)]
    print(f"{device()}, torch {torch.__version__}, {arguments.nets} nets")
    print(LINE.format("picture", "digits", "untouched", "right", "same", "off", "ms"))
    for name, make in KINDS.items():
        count = min(arguments.digits, 200 if "1600" in name else len(data.test_labels))
        digits, labels = data.test_images[:count], data.test_labels[:count]
        random = np.random.default_rng(0)
        raws = [make(digit, random) for digit in digits]
        began = time.perf_counter()
        framed = np.stack([read(raw) for raw in raws])
        spent = (time.perf_counter() - began) / count
        untouched, seen = (np.mean([right(net, x, labels) for net in nets]) for x in (digits, framed))
        same = (framed == digits).all((1, 2)).mean()
        off = np.abs(framed.astype(int) - digits).mean()
        shares = [f"{share:.2%}" for share in (untouched, seen, same)]
        print(LINE.format(name, count, *shares, f"{off:.1f}", f"{1e3 * spent:.1f}"), flush=True)


if __name__ == "__main__":
    main()
