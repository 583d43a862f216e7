"""A person's picture made as the pictures of a data set are made."""

from core.data import pictures
from core.data.images import ImageData
from core.data.selection import Pixels


def as_in(data: ImageData, raw: bytes, *, drawn: bool = False) -> Pixels:
    """The PNG or JPEG file `raw` as a picture (H, W[, 3]) that could be one of `data`.

    Grey 28x28 pictures get MNIST's frame, those of Fashion-MNIST their own: the longer side fills the frame,
    centred by its box (arXiv:1708.07747, section 2). Others, and colour, are cropped to their shape. `drawn`: it
    comes from the pad, white ink on black. Raises PictureError, in words for the person.
    """
    picture, shape = pictures.decode(raw), data.train_images.shape[1:]
    if len(shape) == 3:
        return pictures.photo(255 - picture if drawn else picture, shape)
    ink = picture[..., 0] if drawn else pictures.ink(picture)
    framed = pictures.framed(ink, box=28, by_mass=False) if data.name == "fashion_mnist" else pictures.framed(ink)
    return framed if shape == framed.shape else pictures.photo(framed, shape)
