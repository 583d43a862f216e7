"""Pictures as people take them: the sheet, the card or the tile is the picture, rules are paper, two are two."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from benchmarks import picture_scenes as scenes
from core.data import images, pictures, pieces
from core.data.framing import ALL, Part, as_in


def four() -> np.ndarray:
    """A 4 as MNIST has its digits: light on dark, 28 x 28."""
    picture = Image.new("L", (560, 560))
    for line in ([(308, 98), (168, 336), (420, 336)], [(336, 224), (336, 476)]):
        ImageDraw.Draw(picture).line(line, fill=255, width=40, joint="curve")
    return np.asarray(picture.resize((28, 28), Image.Resampling.BOX))


def page(side: int = 200, paper: object = scenes.WHITE, digit: np.ndarray | None = None) -> np.ndarray:
    """The 4 (side, side, 3) in black ink."""
    return scenes.written(four() if digit is None else digit, side, scenes.BLACK, paper)


def read(raw: bytes, **how) -> np.ndarray:
    return as_in(images.load("digits"), raw, **how)


def alike(picture: np.ndarray) -> float:
    return float(np.corrcoef(picture.ravel(), read(scenes.saved(page())).ravel())[0, 1])


def made(maker: scenes.Maker, seed: int = 0) -> bytes:
    return maker(four(), np.random.default_rng(seed))


@pytest.mark.parametrize("share", [0.4, 0.5, 0.6, 0.75, 0.9])
@pytest.mark.parametrize("seed", [0, 1])
def test_a_sheet_on_a_table_is_the_picture(share, seed):
    assert alike(read(made(scenes.sheet(share), seed))) > 0.95


@pytest.mark.parametrize("degrees", [5, 10, 15, 20])
@pytest.mark.parametrize("seed", [0, 1, 2])  # to the left and to the right
def test_a_sheet_that_is_turned_is_turned_back(degrees, seed):
    assert alike(read(made(scenes.turned(0.6, degrees), seed))) > 0.9


PLACED = [
    "white card, transparent around",
    "yellow card on a white page",
    "black tile in a white page",
    "white tile in a black page",
    "grey tile in a white page",
    "plot with axes",
]


@pytest.mark.parametrize("name", PLACED)
def test_a_card_or_a_tile_is_the_picture(name):
    assert alike(read(made(scenes.SCENES[name]))) > 0.95


@pytest.mark.parametrize("colour", [*scenes.RULES.values(), (0, 0, 0)])
@pytest.mark.parametrize("degrees", [0, 2])
@pytest.mark.parametrize("squared", [False, True])
def test_long_thin_repeated_lines_are_paper_whatever_their_colour(colour, degrees, squared):
    seen = page(400, scenes.ruled(colour, degrees, squared))
    assert alike(read(scenes.saved(seen))) > 0.9
    assert alike(read(scenes.saved(seen, "JPEG", quality=60))) > 0.9


def test_of_two_digits_it_is_asked_which_is_meant():
    both = scenes.saved(np.hstack([page(), page(digit=four()[:, ::-1])]))
    with pytest.raises(
        pictures.Unclear, match=r"^There are 2 pieces in this picture\. Choose one of them\.$"
    ) as asked:
        read(both)
    assert len(asked.value.pieces) == 2
    assert alike(read(both, piece=0)) > 0.95 > 0.8 > alike(read(both, piece=1))
    assert alike(read(both, part=Part(right=0.5))) > 0.95
    whole = read(both, piece=ALL)
    assert whole[:, :14].any() and whole[:, 14:].any() and alike(whole) < 0.8


def test_of_many_digits_one_is_chosen_and_of_too_many_a_part():
    def sheet(rows: int, columns: int) -> bytes:
        return scenes.saved(np.vstack([np.hstack([page(200)] * columns)] * rows))

    with pytest.raises(pictures.Unclear) as asked:
        read(sheet(4, 6))
    assert len(asked.value.pieces) == pieces.MOST == 24
    with pytest.raises(pictures.PictureError, match=r"^There are 40 pieces .* at most 24\. Use only a part of the"):
        read(sheet(5, 8))
    assert alike(read(sheet(5, 8), part=Part(right=1 / 8, bottom=1 / 5))) > 0.95


def test_digits_of_one_piece_or_two_are_one():
    """Among 360 digits of many hands, whose strokes may be apart, one in a hundred is asked about at most."""
    asked = 0
    for digit in images.load("digits").test_images:
        try:
            read(scenes.saved(np.asarray(Image.fromarray(255 - digit).resize((140, 140)))))
        except pictures.Unclear:
            asked += 1
    assert asked <= 3


def test_a_phones_jpeg_is_decoded_at_reduced_size():
    raw = made(scenes.phone)
    assert pictures.decode(raw).shape == (1512, 2016, 3)
    assert alike(read(raw)) > 0.95
    progressive = scenes.saved(np.zeros((4000, 5000)), "JPEG", progressive=True)
    with pytest.raises(
        pictures.PictureError, match=r"5,000 x 4,000 pixels\. Use one of at most 16 million pixels\.$"
    ):
        pictures.decode(progressive)


@pytest.mark.parametrize("box", [(150, 40, 230, 360), (180, 40, 215, 360)])
def test_a_thick_stroke_is_no_sheet(box):
    bar = Image.new("L", (400, 400), 255)
    ImageDraw.Draw(bar).rectangle(box, fill=0)
    assert read(scenes.saved(np.asarray(bar)))[4:24].any(1).all()
