"""Learning a template, Serial and batch, and a picture of one's own, in the whole app and a real browser."""

from __future__ import annotations

import base64
import io
import re
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

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
from tests.e2e.test_app import (
    GENEROUS,
    HAS_MNIST,
    REAL,
    environment,
    go,
    option,
    stop,
    tab_to,
)
from tests.e2e.test_components import COLOURS, idle
from tests.helpers.axe import serious

LEARN = "template_learning"
STEPS = "dataset=digits"
RACE = "dataset=digits&epochs=2"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def app(serve, folder):
    return serve("app.py", environment(REAL or folder))


def learning(page: Page, app, query: str = STEPS) -> Page:
    go(page, app, LEARN, query)
    said(page)
    expect(page.get_by_role("button", name="Next picture")).to_be_visible()
    idle(page)
    return page


def said(page: Page, words: str = "What am I looking at?") -> str:
    line = page.get_by_text(words)
    expect(line).to_be_visible(timeout=GENEROUS)
    return line.locator("xpath=ancestor-or-self::p").inner_text()


def added(page: Page) -> str:
    """The tiles of what is added, as they are drawn."""
    tiles = page.get_by_role("table", name="template + lr").locator("td.signed:nth-of-type(5) canvas")
    return "".join(tiles.evaluate_all("all => all.map(canvas => canvas.toDataURL())"))


# The lesson


def test_the_lesson_picture_by_picture_by_button_and_by_key(page, new_page, app):
    learning(page, app)
    table = page.get_by_role("table", name="template + lr")
    expect(table.locator("tbody tr")).to_have_count(4)
    assert all(table.locator("td.signed canvas").nth(i).evaluate(COLOURS) > 3 for i in range(12))
    before = added(page)
    for press, update, query in (
        (lambda: page.get_by_role("button", name="Next picture").click(), "Update 2", "seen=2"),
        (lambda: page.keyboard.press("n"), "Update 3", "seen=3"),
        (lambda: page.keyboard.press("a"), "Update 4", "seen=3&again=1"),
        (lambda: page.keyboard.press("p"), "Update 3", "seen=3"),
        (lambda: page.get_by_role("button", name="1,000 more").click(), "Update 1,003", "seen=1003"),
    ):
        press()
        expect(page.get_by_text(f"{update}: picture")).to_be_visible()
        page.wait_for_url(re.compile(f"[?&]{query}$"))
        idle(page)
        assert added(page) != before
        before = added(page)
    signs = table.locator("td.number .cell > span:last-child").all_inner_texts()[::2]
    assert sorted(sign[0] for sign in signs) == ["+", "−", "−", "−"]

    copy = new_page()
    copy.goto(page.url)
    assert said(copy) == said(page)


def test_what_is_added_is_vermilion_for_its_class_and_blue_for_the_others(page, app):
    learning(page, app)
    colour = """canvas => {
      const d = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      let red = 0, blue = 0;
      for (let i = 0; i < d.length; i += 4) {
        red += Math.max(0, d[i] - d[i + 2]);
        blue += Math.max(0, d[i + 2] - d[i]);
      }
      return red > blue ? 'vermilion' : 'blue';
    }"""
    rows = page.get_by_role("table", name="template + lr").locator("tbody tr")
    for i in range(4):
        own = "its class" in rows.nth(i).locator("th").inner_text()
        assert rows.nth(i).locator("td.signed canvas").first.evaluate(colour) == ("vermilion" if own else "blue")


@pytest.mark.parametrize(("chip", "failure"), [("Too small", "is too small"), ("Too large", "is too large")])
def test_a_learning_rate_that_fails_is_named(page, app, chip, failure):
    learning(page, app)
    page.get_by_role("spinbutton", name="Seed")
    option(page, "Examples", chip).click()
    expect(page.get_by_text(re.compile(f"The learning rate .* {failure}"))).to_be_visible(timeout=GENEROUS)


# Serial, mini-batch, full batch


def test_the_race_is_followed_to_its_end(page, app):
    go(page, app, "batches", RACE)
    expect(page.get_by_text("Recorded: 8,622 pictures")).to_be_visible(timeout=GENEROUS)
    charts = page.get_by_test_id("stVegaLiteChart")
    expect(charts).to_have_count(3)
    for chart in charts.all():
        expect(chart.locator("canvas, svg").first).to_be_visible()
    expect(page.get_by_text("Full batch: overfitting issue.")).to_be_visible()
    expect(page.get_by_text("the slide’s first vector is not one of a softmax")).to_be_visible()


@pytest.mark.skipif(not HAS_MNIST, reason="needs a run that is long enough: MNIST in MLPSCOPE_DATA")
def test_the_race_stops_at_once(page, app):
    go(page, app, "batches", "epochs=50&seed=9")
    expect(page.get_by_text(re.compile(r"^Training: \d+% of 9,000,000 pictures"))).to_be_visible(timeout=GENEROUS)
    time.sleep(1)
    stop(page)
    began = time.monotonic()
    expect(page.get_by_text(re.compile(r"^Stopped at picture "))).to_be_visible()
    assert time.monotonic() - began < 2  # a benchmark has the promise: 0.5 s


# A picture of one's own


def own(page: Page) -> Page:
    page.get_by_text("Your own picture", exact=True).click()
    expect(page.locator(".pad canvas")).to_be_visible()
    idle(page)
    return page


def stroke(page: Page, *points: tuple[float, float]) -> None:
    canvas = page.locator(".pad canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    (x, y), *more = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in points]
    page.mouse.move(x, y)
    page.mouse.down()
    for x, y in more:
        page.mouse.move(x, y, steps=5)
    page.mouse.up()


THREE = ((0.3, 0.25), (0.5, 0.2), (0.7, 0.33), (0.5, 0.48), (0.7, 0.65), (0.5, 0.82), (0.28, 0.75))


def test_a_drawing_is_framed_taught_and_goes_along_to_another_page(page, new_page, app):
    learning(page, app, f"{STEPS}&seen=500")
    own(page)
    expect(page.get_by_text("Here stands what the network gets: 28 x 28 pixels.")).to_be_visible()
    stroke(page, *THREE)
    expect(page.get_by_role("img", name="what the network gets")).to_be_visible()
    expect(page.get_by_text("Update 501: your picture, class 3.")).to_be_visible()  # the likeliest is proposed
    page.wait_for_url(re.compile("picture="))
    idle(page)
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
        stroke(page, *THREE)  # and the pad goes on
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
@pytest.mark.skipif(not HAS_MNIST, reason="needs MNIST in MLPSCOPE_DATA")
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


# For everyone


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [LEARN, "batches"])
def test_axe_finds_nothing_serious(new_page, app, path, scheme):
    page = new_page(color_scheme=scheme)
    if path == LEARN:
        own(learning(page, app))
        stroke(page, *THREE)
        expect(page.get_by_text("your picture, class")).to_be_visible()
    else:
        go(page, app, path, RACE)
        expect(page.get_by_text("Recorded: 8,622 pictures")).to_be_visible(timeout=GENEROUS)
        expect(page.get_by_test_id("stVegaLiteChart").last.locator("canvas, svg").first).to_be_visible()
    idle(page)
    assert serious(page) == []


def test_keys_alone_learn_draw_and_teach(page, app):
    learning(page, app)
    tab_to(page, r"\| Next picture")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Update 2: picture 2")).to_be_visible()
    idle(page)
    tab_to(page, r"Your own picture \|.*checkbox")
    page.keyboard.press("Space")
    expect(page.locator(".pad canvas")).to_be_visible()
    idle(page)
    tab_to(page, r"Drawing pad")
    page.keyboard.press("Space")
    for key in ["ArrowDown"] * 12 + ["ArrowRight"] * 4:
        page.keyboard.press(key)
    page.keyboard.press("Space")
    expect(page.get_by_text("your picture, class")).to_be_visible()
    idle(page)
    chosen = page.get_by_role("radiogroup", name="Teach it as").get_by_role("radio", checked=True).inner_text()
    focused = tab_to(page, r"^Teach it as")[-1].split("|")[1].strip()
    other = next(k for k in (int(focused) + 1, int(focused) + 2) if str(k) != chosen)
    for _ in range(other - int(focused)):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_text(f"your picture, class {other}.")).to_be_visible()


@pytest.mark.parametrize("path", [LEARN, "batches"])
def test_a_phone_never_scrolls_sideways(new_page, app, path):
    page = new_page(viewport={"width": 375, "height": 800}, has_touch=True)
    if path == LEARN:
        own(learning(page, app))
    else:
        go(page, app, path, RACE)
        expect(page.get_by_text("Recorded: 8,622 pictures")).to_be_visible(timeout=GENEROUS)
        expect(page.get_by_test_id("stVegaLiteChart").last.locator("canvas, svg").first).to_be_visible()
    idle(page)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    fits = "e => e.scrollWidth <= e.clientWidth && e.clientWidth <= innerWidth"
    assert page.get_by_test_id("stMain").evaluate(fits)
    wide = """all => all.map(e => [e.outerHTML.slice(0, 100), e.getBoundingClientRect()])
      .filter(([_, box]) => box.width && box.right > innerWidth + 0.5).map(([html, _]) => html)"""
    ours = page.locator(".pad *, .rows canvas, [data-testid=stMetric], [data-testid=stVegaLiteChart] canvas")
    assert ours.count() > 5 and ours.evaluate_all(wide) == []
