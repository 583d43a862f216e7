"""A person's picture made as those of each data set are."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from core import pictures
from core.data import images
from core.data.framing import as_in


def png(array):
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return file.getvalue()


def stroke():
    """A leaning stroke of white ink on black, 280 x 280."""
    drawing = np.zeros((280, 280), np.uint8)
    for y in range(60, 220):
        drawing[y, 90 + y // 4 : 112 + y // 4] = 255
    return drawing


def like(name="digits", shape=(28, 28)):
    data = images.load("digits")
    return replace(data, name=name, train_images=np.zeros((1, *shape), np.uint8))


def test_a_drawing_gets_mnists_frame():
    picture = as_in(like(), png(stroke()), drawn=True)
    rows, columns = np.flatnonzero(picture.any(1)), np.flatnonzero(picture.any(0))
    assert picture.shape == (28, 28) and 19 <= np.ptp(rows) + 1 <= 22
    assert abs((picture.sum(1) @ np.arange(28)) / picture.sum() - 14) < 0.6
    assert abs((picture.sum(0) @ np.arange(28)) / picture.sum() - 14) < 0.6
    assert np.ptp(columns) < np.ptp(rows)


def test_an_upload_of_the_drawing_in_either_polarity_is_the_drawing():
    drawn = as_in(like(), png(stroke()), drawn=True).astype(int)
    for upload in (stroke(), 255 - stroke()):
        assert np.abs(as_in(like(), png(upload)).astype(int) - drawn).mean() < 2


def test_fashions_pictures_fill_the_frame():
    picture = as_in(like("fashion_mnist"), png(stroke()), drawn=True)
    rows = np.flatnonzero(picture.max(1) > 40)
    assert rows[0] <= 1 and rows[-1] >= 26


def test_other_shapes_get_the_framed_picture_in_their_size():
    small = as_in(like(shape=(12, 12)), png(stroke()), drawn=True)
    assert small.shape == (12, 12) and small.max() > 100 and small[0].max() == 0


def test_colour_is_cropped_and_a_drawing_is_dark_on_white_paper():
    data = like("cifar10", (32, 32, 3))
    photo = np.zeros((60, 100, 3), np.uint8)
    photo[:, 20:80] = (200, 30, 10)  # the middle square is red
    assert (as_in(data, png(photo))[:, 3:-3] == (200, 30, 10)).all()  # its edges are mixed with what is outside
    drawn = as_in(data, png(stroke()), drawn=True)
    assert drawn.shape == (32, 32, 3) and drawn[0, 0].min() == 255 and drawn.min() < 60


@pytest.mark.parametrize("drawn", [True, False])
def test_nothing_and_a_dot_are_refused_in_words(drawn):
    with pytest.raises(pictures.PictureError, match="no ink"):
        as_in(like(), png(np.zeros((280, 280), np.uint8)), drawn=drawn)
    dot = np.zeros((280, 280), np.uint8)
    dot[130:150, 130:150] = 255
    with pytest.raises(pictures.PictureError, match="only a dot"):
        as_in(like(), png(dot), drawn=drawn)
