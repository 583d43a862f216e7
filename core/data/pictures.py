"""Any drawing or photo becomes a picture as the data sets' own are made, so that a trained network can read it."""

import base64
import io
import math
import zlib
from typing import Annotated, Any, NamedTuple

import numpy as np
from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin
from scipy import ndimage  # type: ignore[import-untyped]

from core.config import Text
from core.data import paper
from core.data.sheets import Floats, Pixels

MOST_BYTES = 5_000_000
MOST_PIXELS = 4_000_000
MOST_IN_JPEG = 60_000_000  # a JPEG is decoded at a half, a quarter or an eighth of its size
MOST_PROGRESSIVE = 16_000_000  # of one whose coefficients are all in memory at once, 6 bytes a pixel

LEVEL = 48  # where ink begins: at a lower level blurred outlines and JPEG's ringing make digits too small
_MARGIN = 4  # pixels around MNIST's box of 20 in its frame of 28: fainter ink than LEVEL is not cut off


# The pixels of a picture of one's own, as to_text writes them: 64 x 64 in colour fit.
OwnPicture = Annotated[str, Text("Your own picture", r"[A-Za-z0-9_-]*", 17_000, form="as a page writes them")]


class PictureError(ValueError):
    """What is wrong with a picture and what to do about it, in words for the person at the screen."""


class Unclear(PictureError):
    """What of a picture is meant cannot be told: the person has to choose.

    `pieces` are inks (H, W), one of each digit.
    """

    def __init__(self, message: str, pieces: tuple[Pixels, ...] = ()) -> None:
        super().__init__(message)
        self.pieces = pieces


def decode(raw: bytes) -> Pixels:
    """The picture (H, W, 3) in a PNG or JPEG file, upright; behind what is transparent lies white, or black if the
    rest is light. A JPEG of more than MOST_PIXELS comes reduced. Raises PictureError where the file is too large,
    of another format, animated or damaged.
    """
    if len(raw) > MOST_BYTES:
        raise PictureError(f"This file has {len(raw) / 1e6:.1f} MB. Use one of at most {MOST_BYTES / 1e6:g} MB.")
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        plugin = PngImagePlugin.PngImageFile
    elif raw.startswith(b"\xff\xd8\xff"):
        plugin = JpegImagePlugin.JpegImageFile
    else:
        raise PictureError("This file is neither a PNG nor a JPEG picture. Save or export it as one of these.")
    try:
        return _rgb(plugin(io.BytesIO(raw)))  # not by Image.open, which only warns of too many pixels
    except PictureError:
        raise
    except Exception as problem:  # Pillow may raise anything on a file that was made to hurt
        raise PictureError("This picture is damaged. Save it once more, or take another one.") from problem


def _rgb(file: Any) -> Pixels:
    _check_size(file)
    if getattr(file, "is_animated", False):
        raise PictureError("This picture is animated. Use one that stands still.")
    image = ImageOps.exif_transpose(file)
    if image.mode.startswith("I"):  # 16 bits, which Pillow would clip to 8
        image = Image.fromarray(np.rint(np.asarray(image) / 257).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        grey, alpha = np.moveaxis(np.asarray(image.convert("LA"), np.float32), 2, 0)
        ground = "black" if (grey * alpha).sum() > 127.5 * alpha.sum() else "white"
        image = Image.alpha_composite(Image.new("RGBA", image.size, ground), image)
    return np.array(image.convert("RGB"))


def _check_size(file: Any) -> None:
    """Raise PictureError where a picture has too many pixels; a large JPEG will be decoded at a reduced size."""
    (width, height), most, instead = file.size, MOST_PIXELS, ", or save it as a JPEG"
    if isinstance(file, JpegImagePlugin.JpegImageFile):
        most, instead = MOST_PROGRESSIVE if file.info.get("progressive") else MOST_IN_JPEG, ""
    if width * height > most:
        use = f"Use one of at most {most / 1e6:g} million pixels{instead}."
        raise PictureError(f"This picture has {width:,} x {height:,} pixels. {use}")
    scale = next(n for n in (1, 2, 4, 8) if width * height <= MOST_PIXELS * n * n)
    if scale > 1:
        file.draft(None, (width // scale, height // scale))


def ink(picture: Pixels) -> Pixels:
    """How much ink (H, W) lies on each pixel of a picture (H, W) or (H, W, 3): 255 the most, 0 paper.

    Ink may be darker or lighter than the paper or differ in colour alone, and the paper may be lit unevenly. In
    full contrast on one exact colour, as MNIST's, a picture stays as it is, or is inverted. Raises PictureError
    where there is no ink, or only a dot.
    """
    found = paper.separated(picture.reshape(*picture.shape[:2], -1))
    _refuse_dots(found)
    return found


def framed(ink: Pixels, *, box: int = 20, by_mass: bool = True) -> Pixels:
    """Ink (H, W) as a picture (28, 28) in which its longer side has `box` pixels.

    "Size normalized to fit in a 20x20 pixel box while preserving their aspect ratio ... centered in a 28x28 image
    by computing the center of mass of the pixels" (Y. LeCun on MNIST): at row 14, column 14, from 0, as measured.
    `by_mass` False centres the box. Strokes thinner than 2 pixels, which MNIST has not, become 2 wide. Raises
    PictureError where there is no ink, or only a dot.
    """
    _refuse_dots(ink)
    level = LEVEL if by_mass else 8  # clothes are grey where strokes are black
    where = _box(ink, level)
    step, far = math.ceil(max(where.size) / 320), math.ceil(8 * max(where.size) / box) + 2
    rows, columns = (
        slice(max(0, first - far) // step * step, last + far)  # what lies further away has no say, and takes time
        for first, last in ((where.top, where.bottom), (where.left, where.right))
    )
    ink = ink[rows, columns]
    if step > 1:  # by maxima, which keep the thinnest line
        for axis in (0, 1):
            ink = np.maximum.reduceat(ink, np.arange(0, ink.shape[axis], step), axis)
    longer = max(_box(ink, level).size)
    ink = _thickened(np.pad(ink, math.ceil(8 * longer / box) + 2), 2 * longer / box)
    where = _box(ink, level)
    sizes = [max(1, round(n * box / max(where.size))) for n in where.size]
    y, x = (_MARGIN * n / m for n, m in zip(where.size, sizes, strict=True))
    around = where.left - x, where.top - y, where.right + x, where.bottom + y
    size = sizes[1] + 2 * _MARGIN, sizes[0] + 2 * _MARGIN
    small = np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BICUBIC, around))
    top, left = (_shift(small.sum(1 - axis, np.float64), by_mass) for axis in (0, 1))
    return np.pad(small, 28)[28 - top : 56 - top, 28 - left : 56 - left].copy()


def _shift(mass: Floats, by_mass: bool) -> int:
    """Whole pixels that bring the centre of mass next to 14 while the box within its margins stays in the frame."""
    size = len(mass) - 2 * _MARGIN
    centre = float(mass @ np.arange(len(mass)) / mass.sum())
    shift = round(14 - centre) if by_mass else (29 - size) // 2 - _MARGIN
    return min(max(shift, -_MARGIN), 28 - size - _MARGIN)


def _thickened(ink: Pixels, least: float) -> Pixels:
    """Ink with its strokes at least about `least` pixels wide; their width is taken from the distances to paper."""
    pen = ink > LEVEL
    inside = ndimage.distance_transform_edt(pen)[pen]
    grow = (least - 4 * inside.mean() + 1) / 2
    if grow <= 0:
        return ink
    beside = grow + 1 - ndimage.distance_transform_edt(~pen)
    thick: Pixels = np.maximum(ink, np.rint(255 * np.clip(beside, 0, 1)).astype(np.uint8))
    return thick


class _Box(NamedTuple):  # the rows and columns between which ink lies
    top: int
    bottom: int
    left: int
    right: int

    @property
    def size(self) -> tuple[int, int]:
        return self.bottom - self.top, self.right - self.left


def _box(ink: Pixels, level: int = LEVEL) -> _Box:
    rows, columns = (np.flatnonzero((ink > level).any(axis)) for axis in (1, 0))
    return _Box(int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1)


def _refuse_dots(ink: Pixels) -> None:
    """Raise PictureError where there is no ink, or only a dot."""
    if ink.max() <= LEVEL:
        raise PictureError("There is no ink in this picture: draw or photograph a digit in strong contrast.")
    if is_dot(ink):
        raise PictureError("This is only a dot: draw or photograph a larger digit.")


def is_dot(ink: Pixels) -> bool:
    """Whether there is only a small piece that fills its box: a disc fills 0.79 of it, a small bold 0 some 0.65."""
    box = _box(ink)
    filled = (ink[box.top : box.bottom, box.left : box.right] > LEVEL).mean()
    return bool(max(box.size) < paper.SMALLEST * max(ink.shape) and filled > 0.7)


def photo(picture: Pixels, shape: tuple[int, ...]) -> Pixels:
    """The middle of a picture (H, W) or (H, W, 3) in the shape, (h, w) or (h, w, 3), of a data set's pictures."""
    image = Image.fromarray(picture).convert("RGB" if len(shape) == 3 else "L")
    height, width = shape[:2]
    scale = min(image.width / width, image.height / height)
    x, y = (max(0.0, (a - scale * b) / 2) for a, b in ((image.width, width), (image.height, height)))
    middle = x, y, image.width - x, image.height - y
    return np.array(image.resize((width, height), Image.Resampling.BICUBIC, middle))


def to_text(picture: Pixels) -> str:
    """A picture for a link, exactly: its bytes by zlib in base64url, without padding."""
    return base64.urlsafe_b64encode(zlib.compress(picture.tobytes(), 9)).rstrip(b"=").decode()


def from_text(text: str, shape: tuple[int, ...]) -> Pixels:
    """The picture of this shape in a text by to_text. Raises PictureError when the text is anything else."""
    size, unpacked = math.prod(shape), zlib.decompressobj()
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        raw = unpacked.decompress(packed, size + 1)  # no more, whatever the text would unpack to
        if len(raw) != size or not unpacked.eof or unpacked.unused_data:
            raise ValueError("another size")
    except (ValueError, zlib.error) as problem:
        raise PictureError("This link's picture is damaged: copy the whole link, or draw it again.") from problem
    return np.frombuffer(raw, np.uint8).reshape(shape).copy()
