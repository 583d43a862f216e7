"""A picture of one's own in the whole app and a real browser: drawn, taught, uploaded, read."""

from __future__ import annotations

import base64
import io
import re
import struct
import zlib
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from PIL import Image
from playwright.sync_api import Page, expect

from core.data import images, pictures
from core.data.batches import Batches
from core.learning.nets import MLP
from core.learning.training import fit
from core.learning.updates import Recipe
from tests.helpers.axe import serious
from tests.helpers.browser import GENEROUS, idle, option
from tests.helpers.learning_page import STEPS, draw_three, learning, own, said
from tests.helpers.server import needs_mnist


def test_a_drawing_is_framed_taught_and_goes_along_to_another_page(page, new_page, app):
    learning(page, app, f"{STEPS}&seen=500")
    own(page)
    expect(page.get_by_text("Here stands what the network gets: 28 x 28 pixels.")).to_be_visible()
    draw_three(page)
    expect(page.get_by_role("img", name="what the network gets")).to_be_visible()
    expect(page.get_by_text("Update 501: your picture, class 3.")).to_be_visible()  # the likeliest is proposed
    page.wait_for_url(re.compile("picture="))
    idle(page)
    assert serious(page) == []
    framed = pictures.from_text(re.search("picture=([^&]*)", page.url)[1], (28, 28))
    rows, columns = np.flatnonzero(framed.any(1)), np.flatnonzero(framed.any(0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 in (19, 20, 21, 22)
    option(page, "Teach it as", "1").click()
    expect(page.get_by_text("Update 501: your picture, class 1.")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_text("Update 502: your picture, shown 2 times, class 1.")).to_be_visible()

    copy = new_page()
    copy.goto(page.url)
    expect(copy.get_by_text("Update 502: your picture, shown 2 times, class 1.")).to_be_visible(timeout=GENEROUS)
    assert said(copy) == said(page)

    page.get_by_role("button", name="Inside a layer").click()
    page.get_by_role("menuitem", name="Templates").click()
    expect(page.get_by_text("Match a picture")).to_be_visible(timeout=GENEROUS)
    idle(page)
    option(page, "Picture", "your own").click()
    expect(page.get_by_text("Your picture, at step")).to_be_visible(timeout=GENEROUS)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Your picture, at step")).to_have_count(0)
    expect(page.get_by_text("Here stands what the network gets")).to_be_visible()


def upload(page: Page, name: str, raw: bytes) -> None:
    file = {"name": name, "mimeType": "image/png", "buffer": raw}
    page.locator('input[type="file"][accept*="png"]').set_input_files(file)


def png(array: np.ndarray, **options) -> bytes:
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG", **options)
    return file.getvalue()


def huge() -> bytes:
    """A PNG that says it has 100 megapixels, in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def animated() -> bytes:
    frames = [Image.fromarray(np.full((30, 30), value, np.uint8)) for value in (0, 255)]
    file = io.BytesIO()
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:])
    return file.getvalue()


NOT_PICTURES = [
    ("text.png", b"no picture at all", "neither a PNG nor a JPEG"),
    ("huge.png", huge(), "100,000,000|10,000 x 10,000"),
    ("moving.png", animated(), "animated"),
    ("white.png", png(np.full((50, 50), 255, np.uint8)), "no ink"),
    ("torn.png", png(np.arange(90_000, dtype=np.uint32).astype(np.uint8).reshape(300, 300))[:600], "damaged"),
]


def test_an_upload_that_is_no_picture_gets_one_clear_message(page, app):
    learning(page, app)
    own(page)
    for name, raw, message in NOT_PICTURES:
        upload(page, name, raw)
        expect(page.get_by_text(re.compile(message))).to_be_visible(timeout=GENEROUS)
        expect(page.get_by_text("Update 1: picture 1 of the stream")).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)
        draw_three(page)  # and the pad goes on
        expect(page.get_by_text("your picture, class")).to_be_visible()
        page.get_by_role("button", name="Clear").click()
        expect(page.get_by_text("Update 1: picture 1 of the stream")).to_be_visible()
        idle(page)
    noise = np.random.default_rng(0).integers(256, size=(1600, 1300, 3), dtype=np.uint8)
    upload(page, "noise.png", png(noise))
    expect(page.get_by_text(re.compile("5 ?MB or smaller|at most 5 MB", re.IGNORECASE)).last).to_be_visible()
    expect(page.get_by_text("Update 1: picture 1 of the stream")).to_be_visible()


# The promise of the pad: 100 test digits through the app, painted into its canvas


@pytest.fixture(scope="module")
def reader() -> MLP:
    """The 784-50-10 net, trained for three epochs."""
    data = images.load("mnist")
    net = MLP((784, 50, 10), generator=torch.Generator().manual_seed(0))
    batches = Batches(
        torch.tensor(data.train_images).reshape(-1, 784), torch.tensor(data.train_labels, dtype=torch.int64)
    )
    for _ in fit(net, batches, Recipe("adam", 2e-3, 200, 3), generator=torch.Generator().manual_seed(0), steps=[]):
        pass
    return net


def placed(count: int) -> Iterator[tuple[Image.Image, int]]:
    """Test digits of MNIST at random places and sizes on 280 x 280 pixels, and their labels."""
    rng, data = np.random.default_rng(4), images.load("mnist")
    for row in rng.choice(len(data.test_labels), count, replace=False):
        side = int(rng.integers(80, 251))
        digit = Image.fromarray(data.test_images[row]).resize((side, side), Image.Resampling.BICUBIC)
        canvas = Image.new("L", (280, 280))
        canvas.paste(digit, tuple(int(v) for v in rng.integers(0, 281 - side, 2)))
        yield canvas, int(data.test_labels[row])


PAINT = """async ([root, url]) => {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  root.app.paint(picture);
  root.app.commit();
}"""


@pytest.mark.slow
@needs_mnist
def test_digits_painted_into_the_pad_are_read(page, app, reader, capsys):
    learning(page, app)
    own(page)
    right, token = 0, ""
    for canvas, label in placed(100):
        file = io.BytesIO()
        canvas.save(file, "PNG")
        url = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
        page.locator(".pad").evaluate("(root, args) => (" + PAINT + ")([root, args])", url)
        page.wait_for_function("old => (/picture=([^&]*)/.exec(location.href) ?? ['', ''])[1] !== old", arg=token)
        token = re.search("picture=([^&]*)", page.url)[1]
        picture = torch.tensor(pictures.from_text(token, (28, 28))).reshape(1, 784) / 255
        with torch.no_grad():
            right += int(reader(picture).argmax()) == label
    with capsys.disabled():
        print(f"\nof 100 digits painted into the pad, the net reads {right}")
    assert right >= 92
