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
    app.file_uploader(key=f"{page}.upload").set_value(("seven.png", digit(5, 200), "image/png"))
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
    app.file_uploader(key="template_learning.upload").set_value((name, raw, "image/png"))
    app = healthy(app.run())
    assert message in re.sub(r"\\(.)", r"\1", texts(app))
    assert "picture 1 of the stream" in texts(app) and "picture" not in link(app)


def trained_templates():
    trained(DIGITS_TEMPLATES)


def own(open_page, page):
    if page == "templates":
        return open_page("templates", **to_query(DIGITS_TEMPLATES), by="own")
    app = open_page("template_learning", dataset="digits")
    app.toggle(key="template_learning.own").set_value(True)
    return healthy(app.run())
