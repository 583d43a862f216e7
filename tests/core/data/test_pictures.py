"""Drawings, files and photos of people, made as MNIST's are."""

import base64
import io
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image, ImageDraw

from core.data.pictures import MOST_BYTES, PictureError, decode, framed, from_text, ink, to_text

few = settings(deadline=None, max_examples=40, derandomize=True, database=None)
DAMAGED = "This picture is damaged. Save it once more, or take another one."


def file(array, kind="PNG", **options):
    raw = io.BytesIO()
    Image.fromarray(array).save(raw, kind, **options)
    return raw.getvalue()


def chunk(name, what):
    return struct.pack(">I", len(what)) + name + what + struct.pack(">I", zlib.crc32(name + what))


def raw_png(width, height, *chunks, bits=8):
    """A grey PNG file chunk by chunk, whose header may lie."""
    header = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND", b"")


def drawing(lines, size=(280, 280), width=20, ground=0, colour=255):
    image = Image.new("L", size[::-1], ground)
    for line in lines:
        ImageDraw.Draw(image).line(line, fill=colour, width=width, joint="curve")
    return np.array(image)


def four(**how):
    return drawing([[(150, 60), (90, 170), (210, 170)], [(170, 110), (170, 230)]], **how)


def lit(strokes, low=110, high=240, dark=40, noise=5.0):
    """Strokes (H, W) 0..255 in dark ink on paper lit from the right and below."""
    y, x = np.mgrid[0 : 1 : strokes.shape[0] * 1j, 0 : 1 : strokes.shape[1] * 1j]
    paper = low + (high - low) * (x + y) / 2
    seen = paper + (dark - paper) * (strokes / 255) + np.random.default_rng(0).normal(0, noise, strokes.shape)
    return np.clip(seen, 0, 255).astype(np.uint8)


def alike(picture, other=None):
    other = framed(four()) if other is None else other
    return np.corrcoef(picture.ravel(), other.ravel())[0, 1]


def span(inked, axis):
    """The first and last of the rows (axis 0) or columns (axis 1) with ink."""
    return np.flatnonzero(inked.any(1 - axis))[[0, -1]]


def refusal(raw):
    with pytest.raises(PictureError) as error:
        decode(raw)
    return str(error.value)


# What a file may be, and must not be


@pytest.mark.parametrize(("level", "ground"), [(30, 255), (230, 0)])
def test_what_is_transparent_lies_behind_the_ink(level, ground):
    seen = decode(file(np.stack([np.full_like(four(), level)] * 3 + [four()], 2)))
    assert seen[0, 0].tolist() == [ground] * 3 and alike(framed(ink(seen))) > 0.99


def test_sixteen_bits_become_eight_and_the_phone_was_held_upright():
    values = np.arange(0, 65536, 257, dtype=np.uint16).reshape(16, 16)
    assert np.array_equal(decode(file(values))[..., 1].ravel(), np.arange(256))
    upright, exif = np.repeat(np.uint8([255, 0, 0, 0]), 16)[:, None].repeat(48, 1), Image.Exif()
    exif[0x0112] = 6  # the top of the picture is stored at its left
    for kind in ("PNG", "JPEG"):
        assert np.abs(decode(file(np.rot90(upright), kind, exif=exif))[..., 0].astype(int) - upright).mean() < 2


@pytest.mark.parametrize("raw", [b"a text", b"", file(four(), "GIF"), file(four(), "BMP"), b"\x89PNG"])
def test_other_files_are_told_what_is_allowed(raw):
    assert refusal(raw) == "This file is neither a PNG nor a JPEG picture. Save or export it as one of these."


@pytest.mark.parametrize(("kind", "kept"), [("PNG", 0.99), ("PNG", 0.02), ("JPEG", 0.99), ("JPEG", 0.5)])
def test_a_truncated_file_is_damaged(kind, kept):
    raw = file(np.random.default_rng(0).integers(256, size=(60, 80, 3), dtype=np.uint8), kind)
    assert refusal(raw[: max(12, int(kept * (len(raw) - 16)))]) == DAMAGED


def test_a_file_made_to_hurt_is_damaged():
    bomb = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000)))
    three_bits = raw_png(4, 4, chunk(b"IDAT", zlib.compress(bytes(20))), bits=3)
    for raw in (raw_png(4, 4, chunk(b"IDAT", b"no zlib")), three_bits, raw_png(4, 4, bomb), b"\xff\xd8\xff" + b"0"):
        assert refusal(raw) == DAMAGED


def test_too_many_bytes_or_pixels_are_refused_before_they_are_there():
    assert decode(file(four()).ljust(MOST_BYTES, b"\0")).shape == (280, 280, 3)
    assert refusal(b"x" * 5_100_000) == "This file has 5.1 MB. Use one of at most 5 MB."
    jpeg = bytearray(file(np.zeros((8, 8), np.uint8), "JPEG"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", 10_000, 10_000)
    png = raw_png(10_000, 10_000, chunk(b"IDAT", zlib.compress(bytes(1000))))
    for raw, most_pixels in ((bytes(jpeg), "60 million pixels."), (png, "4 million pixels, or save it as a JPEG.")):
        tracemalloc.start()
        says, most = refusal(raw), tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most < 1e6
        assert says == f"This picture has 10,000 x 10,000 pixels. Use one of at most {most_pixels}"


@few
@given(st.sampled_from(["PNG", "JPEG"]), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=4))
def test_any_damage_is_refused_or_does_no_harm(kind, damage):
    raw = bytearray(file(four()[::4, ::4], kind))
    for place, byte in damage:
        raw[int(place * len(raw))] = byte
    try:
        assert decode(bytes(raw)).shape[2] == 3
    except PictureError:
        pass


# What is ink

points = st.tuples(st.integers(60, 220), st.integers(60, 220))
lines = st.lists(points, min_size=1, max_size=5).map(lambda line: [(20, 90), *line])  # in one piece: none is dust
scribbles = st.lists(lines, min_size=1, max_size=3).map(lambda lines: [[(20, 20), (20, 90)], *lines])


@few
@given(scribbles, st.integers(4, 30))
def test_a_scribble_is_itself_in_both_polarities_wherever_it_lies(lines, width):
    there, elsewhere = drawing(lines, width=width), drawing(lines, (900, 800), width)
    assert np.array_equal(ink(there), there) and np.array_equal(ink(255 - there), there)
    moved = framed(np.roll(elsewhere, (500, 400), (0, 1)))
    assert np.abs(framed(there).astype(int) - moved).max() <= 1  # places are rounded


def test_faint_ink_colour_alone_and_dust():
    assert np.array_equal(ink(four(ground=215, colour=170)), four())
    same_grey = np.where(four()[..., None] > 0, (226, 0, 0), (0, 47, 255))  # both of luminance 67 or 68
    noisy = same_grey + np.random.default_rng(0).normal(0, 6, same_grey.shape)
    assert alike(framed(ink(np.clip(noisy, 0, 255).astype(np.uint8)))) > 0.98
    dust = four()
    dust[9, 9] = dust[271, 30] = 255
    assert np.array_equal(ink(dust), four())


def test_uneven_light_noise_and_shadows_are_not_ink():
    assert alike(framed(ink(lit(four())))) > 0.98 and alike(framed(ink(255 - lit(four())))) > 0.98
    shadow = lit(four(), 200, 230, noise=3)
    shadow[:, 160:] = shadow[:, 160:] * 0.65
    assert alike(framed(ink(shadow))) > 0.9


@pytest.mark.parametrize("noise", [0, 1, 5])
@pytest.mark.parametrize("level", [0, 50, 255])
def test_the_table_around_the_paper_is_not_ink(level, noise):
    table = np.random.default_rng(1).normal(level, noise, (280, 280))
    table[15:260, 20:265] = lit(four(), 150, 210)[15:260, 20:265]
    assert alike(framed(ink(np.clip(table, 0, 255).astype(np.uint8)))) > 0.98


def test_bars_and_a_frame_are_not_ink():
    for page in (255 - four(), lit(four(), 190, 230)):
        assert alike(framed(ink(np.pad(page, ((60, 60), (0, 0)))))) > 0.98
    assert np.array_equal(framed(ink(np.pad(255 - four(), 2))), framed(four()))


@pytest.mark.parametrize("empty", [four(colour=0), four(ground=255), four()[:1, :1], lit(0 * four(), noise=8)])
def test_no_ink_is_said(empty):
    with pytest.raises(PictureError, match=r"^There is no ink in this picture: draw or photograph"):
        ink(empty)


def disc(size):
    y, x = np.indices((280, 280)) - 100
    return np.where(x * x + y * y <= (size / 2) ** 2, 255, 0).astype(np.uint8)


@pytest.mark.parametrize("dot", [disc(9), disc(22), lit(disc(20)), np.pad([[np.uint8(255)]], 13)])
def test_only_a_dot_is_said(dot):
    with pytest.raises(PictureError, match=r"^This is only a dot: draw or photograph a larger digit\.$"):
        ink(dot)


def test_small_digits_are_no_dots():
    assert framed(ink(disc(34))).any() and framed(ink(drawing([[(100, 100), (100, 129)]], width=3))).any()
    zero = np.zeros((280, 280), np.uint8)
    zero[100:124, 100:118], zero[104:120, 104:114] = 255, 0
    assert alike(framed(ink(zero)), framed(np.kron(zero[90:130, 90:130], np.ones((7, 7), np.uint8)))) > 0.95


# How it is framed


@few
@given(scribbles, st.integers(4, 30))
def test_the_longer_side_has_twenty_pixels_and_the_mass_its_centre_at_14(lines, width):
    strokes = drawing(lines, width=width)
    picture = framed(strokes)
    large, small = ([int(np.ptp(span(p, axis))) + 1 for axis in (0, 1)] for p in (strokes, picture > 60))
    assert 19 <= max(small) <= 20
    for axis in (0, 1):  # strokes made thicker widen the narrow side too
        assert abs(small[axis] - 20 * large[axis] / max(large)) <= 2
        mass = picture.sum(1 - axis)
        first, last = span(picture > 48, axis)
        assert abs(mass @ np.arange(28) / mass.sum() - 14) <= 0.55 or first <= 1 or last >= 26  # held in the frame


@pytest.mark.parametrize(("box", "by_mass"), [(20, True), (28, False)])
@pytest.mark.parametrize("size", [28, 90, 700])
def test_the_paper_around_has_no_say(size, box, by_mass):
    digit = np.asarray(Image.fromarray(four()).resize((size, size)))
    alone = framed(np.pad(digit, 600), box=box, by_mass=by_mass)
    for around in (
        ((0, 0), (0, 0)),
        ((6, 900), (300, 42)),
        ((720, 3), (12, 800)),
    ):  # large ones are reduced by 2 or 3
        assert (framed(np.pad(digit, around), box=box, by_mass=by_mass) == alone).all()


def test_centred_by_the_box_is_not_by_the_mass():
    heavy = np.zeros((100, 100), np.uint8)
    heavy[20:80, 20:40] = heavy[70:80, 20:80] = 255
    by_mass, by_box = framed(heavy), framed(heavy, by_mass=False)
    assert [span(by_box > 60, axis).tolist() for axis in (0, 1)] == [[4, 23], [4, 23]]
    assert [span(by_mass > 60, axis).tolist() for axis in (0, 1)] == [[2, 21], [8, 27]]  # up, and right to the edge
    assert np.array_equal(by_mass[2:22, 8:], by_box[4:24, 4:24])


# In a link


@few
@given(st.sampled_from([(28, 28), (32, 32, 3), (3, 5)]).flatmap(lambda shape: hnp.arrays(np.uint8, shape)))
def test_a_link_keeps_each_bit(picture):
    text = to_text(picture)
    assert text.isascii() and not set(text) & set("=+/") and np.array_equal(from_text(text, picture.shape), picture)


@few
@given(st.one_of(st.text(max_size=60), st.text("ABCDabcd0123-_", max_size=60)))
def test_any_other_text_is_refused(text):
    with pytest.raises(PictureError, match="link's picture is damaged"):
        from_text(text, (28, 28))


def test_a_link_of_another_size_cut_longer_or_a_bomb_is_refused():
    whole = to_text(four()[::10, ::10])
    bomb = base64.urlsafe_b64encode(zlib.compress(bytes(50_000_000), 9)).decode().rstrip("=")
    tracemalloc.start()
    for text in (whole[:-4], to_text(four()), bomb):
        with pytest.raises(PictureError):
            from_text(text, (28, 28))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 5e6
    with pytest.raises(PictureError):
        from_text(whole, (28, 27))
