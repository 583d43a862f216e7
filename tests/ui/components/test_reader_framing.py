"""A drawing becomes the same picture in the browser and in Python, and a layer reads both alike."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.data import images, pictures
from tests.helpers.javascript import in_node
from ui.components.pad import SIDE

# Strokes through points of the pad, and the width of the pen.
DRAWINGS = {
    "a tall 1": ([[(150, 20), (140, 260)]], 20),
    "a small 7 in a corner": ([[(20, 30), (70, 30), (40, 100)]], 20),
    "a wide 2": ([[(40, 90), (90, 50), (200, 60), (210, 110), (50, 230), (250, 235)]], 20),
    "a 4 of two strokes": ([[(90, 40), (70, 150), (210, 150)], [(180, 60), (170, 250)]], 20),
    "a large thin 0": ([[(140, 6), (30, 80), (30, 200), (140, 274), (250, 200), (250, 80), (140, 6)]], 8),
    "a 5 at the edge": ([[(275, 10), (180, 10), (175, 110), (260, 130), (265, 230), (170, 250)]], 24),
    "a short dash": ([[(100, 100), (130, 102)]], 20),
}


def drawn(strokes, wide) -> np.ndarray:
    """Ink (280, 280) of strokes with round ends and soft edges."""
    fine = Image.new("L", (4 * SIDE, 4 * SIDE))
    pen, r = ImageDraw.Draw(fine), 2 * wide
    for points in strokes:
        scaled = [(4 * x, 4 * y) for x, y in points]
        pen.line(scaled, fill=255, width=4 * wide)
        for x, y in scaled:
            pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
    return np.asarray(fine.resize((SIDE, SIDE), Image.Resampling.BOX))


def in_the_browser(inks) -> list:
    given = [base64.b64encode(ink.tobytes()).decode() for ink in inks]
    function = """({ framed }, given) => given.map(text => {
      const picture = framed(new Uint8Array(Buffer.from(text, 'base64')), SIDE);
      return picture && [...picture];
    })""".replace("SIDE", str(SIDE))
    return in_node("reader/framing.js", function, given)


def enlarged(digit: np.ndarray, side: int, x: int, y: int) -> np.ndarray:
    sheet = Image.new("L", (SIDE, SIDE))
    sheet.paste(Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC), (x, y))
    return np.asarray(sheet)


def test_drawings_get_the_same_frame():
    inks = [drawn(*drawing) for drawing in DRAWINGS.values()]
    rng, data = np.random.default_rng(3), images.load("digits")
    for digit in data.test_images[:20]:
        side = int(rng.integers(60, 271))
        inks.append(enlarged(digit, side, *map(int, rng.integers(0, SIDE + 1 - side, 2))))
    for ink, found in zip(inks, in_the_browser(inks), strict=True):
        picture = pictures.framed(ink)
        assert picture.max() > 200
        assert np.abs(np.reshape(found, (28, 28)) - picture.astype(int)).max() <= 2


def test_nothing_and_a_dot_are_no_digit():
    nothing, dot = np.zeros((SIDE, SIDE), np.uint8), drawn([[(140, 140), (140, 141)]], 18)
    assert in_the_browser([nothing, dot, drawn([[(140, 140), (140, 170)]], 18)])[:2] == [None, None]
    with pytest.raises(pictures.PictureError, match="only a dot"):
        pictures.framed(dot)
    assert in_the_browser([drawn([[(140, 140), (140, 170)]], 18)])[0] is not None


def test_distances_are_those_to_the_next_paper():
    from scipy import ndimage

    rng = np.random.default_rng(0)
    for share in (0.02, 0.3, 0.9):
        mask = rng.random((17, 23)) > share
        mask[0, 0] = False
        function = "({ distances }, mask) => [...distances(mask, 23, 17)]"
        found = in_node("reader/framing.js", function, mask.ravel().tolist())
        np.testing.assert_allclose(found, ndimage.distance_transform_edt(mask).ravel())
