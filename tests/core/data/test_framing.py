"""A person's picture made as those of each data set are."""

import io
import os
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from core.data import images, pictures
from core.data.batches import Batches
from core.data.framing import as_in
from core.learning.nets import MLP
from core.learning.training import fit
from core.learning.updates import Recipe


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


# 100 test digits of MNIST as a person would bring them, read by the net of lab 01


@pytest.fixture(scope="module")
def reads():
    """How many of pictures (n, 28, 28) with these labels the 784-50-10 net reads, after ten epochs."""
    if "MLPSCOPE_DATA" not in os.environ:
        pytest.skip("needs the archives in MLPSCOPE_DATA")
    data, draw = images.load("mnist"), torch.Generator().manual_seed(0)
    net = MLP((784, 50, 10), generator=draw)
    x = torch.tensor(data.train_images).reshape(-1, 784)
    batches = Batches(x, torch.tensor(data.train_labels, dtype=torch.int64))
    for _ in fit(net, batches, Recipe("adam", 2e-3, 200, 10), generator=draw, steps=[]):
        pass

    def count(pictures, labels):
        with torch.no_grad():
            answers = net(torch.tensor(np.stack(pictures)).reshape(-1, 784) / 255).argmax(1).numpy()
        return int((answers == labels).sum())

    return count


def hundred():
    data, rows = images.load("mnist"), np.random.default_rng(7).choice(10_000, 100, replace=False)
    return data.test_images[rows], data.test_labels[rows]


@pytest.mark.slow
@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize(
    ("side", "filter"),
    [(28, Image.Resampling.NEAREST)]
    + [(200, filter) for filter in (Image.Resampling.NEAREST, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC)],
)
def test_uploaded_digits_are_read(reads, side, filter, inverted):
    digits, labels = hundred()
    files = [
        np.asarray(Image.fromarray(255 - digit if inverted else digit).resize((side, side), filter))
        for digit in digits
    ]
    assert reads([as_in(images.load("mnist"), png(file)) for file in files], labels) >= 94


@pytest.mark.slow
def test_digits_drawn_anywhere_at_any_size_are_read(reads):
    digits, labels = hundred()
    rng, drawings = np.random.default_rng(8), []
    for digit in digits:
        side = int(rng.integers(80, 251))
        canvas = Image.new("L", (280, 280))
        at = tuple(int(v) for v in rng.integers(0, 281 - side, 2))
        canvas.paste(Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC), at)
        drawings.append(as_in(images.load("mnist"), png(np.asarray(canvas)), drawn=True))
    assert reads(drawings, labels) >= 92


# In a link


def test_a_picture_in_a_link_comes_back_bit_for_bit():
    for shape in ((28, 28), (32, 32, 3), (4, 4), (64, 64, 3)):
        picture = np.random.default_rng(0).integers(256, size=shape, dtype=np.uint8)
        text = pictures.to_text(picture)
        assert len(text) <= 17_000 and set(text) <= set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        )
        np.testing.assert_array_equal(pictures.from_text(text, shape), picture)
        with pytest.raises(pictures.PictureError):
            pictures.from_text(text, (5, 5))
        with pytest.raises(pictures.PictureError):
            pictures.from_text(text[:-4], shape)
