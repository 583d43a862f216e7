"""A person's picture made as the pictures of a data set are made."""

from functools import lru_cache
from typing import NamedTuple

from core.data import pictures
from core.data.images import ImageData
from core.data.pieces import apart
from core.data.selection import Pixels

ALL = -1  # in place of the number of a piece: all ink together is one digit


class Part(NamedTuple):
    """A part of a picture, in shares of its width and height."""

    left: float = 0.0
    right: float = 1.0
    top: float = 0.0
    bottom: float = 1.0

    def of(self, picture: Pixels) -> Pixels:
        height, width = picture.shape[:2]
        left, top = min(int(self.left * width), width - 1), min(int(self.top * height), height - 1)
        return picture[
            top : max(top + 1, round(self.bottom * height)), left : max(left + 1, round(self.right * width))
        ]


WHOLE = Part()


def as_in(
    data: ImageData, raw: bytes, *, drawn: bool = False, part: Part = WHOLE, piece: int | None = None
) -> Pixels:
    """A `part` of the PNG or JPEG file `raw` as a picture (H, W[, 3]) that could be one of `data`.

    Grey 28x28 pictures get MNIST's frame, those of Fashion-MNIST their own: the longer side fills the frame,
    centred by its box (arXiv:1708.07747, section 2). Others, and colour, are cropped to their shape. `drawn`: it
    comes from the pad, white ink on black. Raises PictureError, in words for the person: Unclear, where there are
    several digits, until it is said which `piece` of Unclear.pieces is meant, or ALL.
    """
    shape = data.train_images.shape[1:]
    if len(shape) == 3:
        picture = part.of(pictures.decode(raw))
        return pictures.photo(255 - picture if drawn else picture, shape)
    ink = _ink(raw, drawn, part)
    if data.name == "fashion_mnist":
        framed = pictures.framed(ink, box=28, by_mass=False)
    else:
        framed = pictures.framed(_one(ink, piece))
    return framed if shape == framed.shape else pictures.photo(framed, shape)


@lru_cache(maxsize=4)  # while a person chooses, a page asks again and again
def _ink(raw: bytes, drawn: bool, part: Part) -> Pixels:
    picture = part.of(pictures.decode(raw))
    return picture[..., 0] if drawn else pictures.ink(picture)


def _one(ink: Pixels, piece: int | None) -> Pixels:
    """The ink of one digit; raises Unclear where there are several, and none was chosen."""
    if piece == ALL:
        return ink
    pieces = apart(ink)
    digits = [one for one in pieces if not pictures.is_dot(one)]
    if piece is not None and piece < len(digits):
        return digits[piece]
    if len(digits) > 1:
        raise pictures.Unclear(
            f"There are {len(digits)} pieces in this picture. Choose one of them.", tuple(digits)
        )
    return [*digits, *pieces, ink][0]
