"""A picture of one's own on a page, uploaded."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image

from core.config import to_query
from core.data import images, pictures
from core.experiments import templates
from tests.helpers.pages import healthy, link, texts, trained

DIGITS_TEMPLATES = templates.Config(dataset="digits", epochs=1)


def png(array) -> bytes:
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return file.getvalue()


def digit(number=0, side=28):
    """A test picture of the offline digits as a PNG, ink on white paper."""
    picture = 255 - images.load("digits").test_images[number]
    return png(np.asarray(Image.fromarray(picture).resize((side, side))))


@pytest.mark.parametrize("page", ["template_learning", "templates"])
def test_an_uploaded_picture_is_framed_and_comes_into_the_link(open_page, page):
    trained_templates() if page == "templates" else None
    app = own(open_page, page)
    app.file_uploader(key=f"{page}.upload.0").set_value(("seven.png", digit(5, 200), "image/png"))
    app = healthy(app.run())
    framed = pictures.from_text(link(app)["picture"], (28, 28))
    original = images.load("digits").test_images[5].astype(float)
    assert np.corrcoef(framed.ravel(), original.ravel())[0, 1] > 0.9
    assert ("your picture" if page == "template_learning" else "Your picture, at step ") in texts(app)


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("text.png", b"this is a text, not a picture", "neither a PNG nor a JPEG"),
        ("empty.png", png(np.full((40, 40), 255, np.uint8)), "no ink"),
        ("dot.png", png(np.pad(np.zeros((4, 4), np.uint8), 60, constant_values=255)), "only a dot"),
    ],
)
def test_an_upload_that_is_no_digit_is_said_and_harms_nothing(open_page, name, raw, message):
    app = own(open_page, "template_learning")
    app.file_uploader(key="template_learning.upload.0").set_value((name, raw, "image/png"))
    app = healthy(app.run())
    assert message in re.sub(r"\\(.)", r"\1", texts(app))
    assert "picture 1 of the stream" in texts(app) and "picture" not in link(app)


def upload(app, name, raw):
    app.file_uploader(key="template_learning.upload.0").set_value((name, raw, "image/png"))
    return healthy(app.run())


def twice():
    picture = 255 - images.load("digits").test_images[5]
    large = np.asarray(Image.fromarray(picture).resize((200, 200)))
    return png(np.hstack([large, large[:, ::-1]]))


def sent(app):
    return pictures.from_text(link(app)["picture"], (28, 28))


def test_of_two_digits_it_is_asked_which_and_what_is_chosen_is_taken(open_page):
    app = upload(own(open_page, "template_learning"), "seven.png", digit(5, 200))
    alone = sent(app)
    app = upload(app, "two.png", twice())
    assert "There are 2 pieces in this picture" in texts(app)
    assert "picture" not in link(app)  # the old one is not left standing
    healthy(app.button(key="template_learning.piece.0").click().run())
    assert np.abs(sent(app).astype(int) - alone).mean() < 3
    healthy(app.button(key="template_learning.pieces").click().run())
    healthy(app.button(key="template_learning.piece.1").click().run())
    assert np.abs(sent(app).astype(int) - alone).mean() > 20
    healthy(app.button(key="template_learning.pieces").click().run())
    assert "picture" not in link(app)
    across = next(slider for slider in app.slider if slider.label.startswith("From left to right"))
    healthy(across.set_value((0, 50)).run())
    assert np.abs(sent(app).astype(int) - alone).mean() < 3


@pytest.mark.parametrize("share", [(0, 0), (100, 100)])
@pytest.mark.parametrize("along", ["From left to right", "From top to bottom"])
def test_a_part_without_any_width_is_a_picture_without_ink(open_page, along, share):
    app = upload(own(open_page, "template_learning"), "seven.png", digit(5, 200))
    slider = next(slider for slider in app.slider if slider.label.startswith(along))
    healthy(slider.set_value(share).run())
    assert "no ink" in texts(app) and "picture" not in link(app)


def test_two_dots_are_no_digits(open_page):
    paper = np.full((400, 400), 255, np.uint8)
    y, x = np.mgrid[:400, :400]
    for column in (100, 300):
        paper[(y - 200) ** 2 + (x - column) ** 2 < 15**2] = 0
    app = upload(own(open_page, "template_learning"), "dots.png", png(paper))
    assert "only a dot" in texts(app) and "picture" not in link(app)


def test_a_picture_that_is_refused_does_not_leave_the_old_one_standing(open_page):
    app = upload(own(open_page, "template_learning"), "seven.png", digit(5, 200))
    assert "picture" in link(app)
    app = upload(app, "text.png", b"this is a text, not a picture")
    assert "picture" not in link(app) and "neither a PNG nor a JPEG" in texts(app)


def test_what_windows_saves_as_jfif_is_accepted(open_page):
    file = io.BytesIO()
    Image.open(io.BytesIO(digit(5, 200))).convert("RGB").save(file, "JPEG")
    app = own(open_page, "template_learning")
    assert ".jfif" in app.file_uploader(key="template_learning.upload.0").proto.type
    assert "picture" in link(upload(app, "saved.jfif", file.getvalue()))


def trained_templates():
    trained(DIGITS_TEMPLATES)


def own(open_page, page):
    if page == "templates":
        return open_page("templates", **to_query(DIGITS_TEMPLATES), by="own")
    app = open_page("template_learning", dataset="digits")
    app.toggle(key="template_learning.own").set_value(True)
    return healthy(app.run())
