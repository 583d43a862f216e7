"""Learning a template, and Serial and batch: defaults, examples, ranges, wrong links, a picture of one's own."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from core.config import settings, to_query
from core.data import images, pictures
from core.experiments import batches, template_learning, templates
from core.experiments.template_learning import Place
from core.jobs import State, jobs
from tests.helpers.pages import ended, healthy, link, metrics, texts, trained, visit, widget
from ui.lessons import template_learning as steps

STEPS = template_learning.Config(dataset="digits")
RACE = batches.Config(dataset="digits", epochs=1)
DIGITS_TEMPLATES = templates.Config(dataset="digits", epochs=1)


def described(config, names, place):
    result = template_learning.run(config, place)
    return template_learning.describe(config, names, result, template_learning.test(config, result))


def press(app, label):
    next(button for button in app.button if button.label.strip("*") == label).click()
    return healthy(app.run())


def png(array) -> bytes:
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return file.getvalue()


def digit(number=0, side=28):
    """A test picture of the offline digits as a PNG, ink on white paper."""
    picture = 255 - images.load("digits").test_images[number]
    return png(np.asarray(Image.fromarray(picture).resize((side, side))))


# Learning a template


def test_the_first_screen_is_the_first_update(open_page):
    app = open_page("template_learning", dataset="digits")
    error, _ = template_learning.test(STEPS, template_learning.run(STEPS, Place()))
    said, numbers = texts(app), metrics(app)
    assert described(STEPS, "0123", Place()) in said
    assert "Update 1: picture 1 of the stream" in said
    assert numbers["Updates"] == "1" and numbers["Test error"] == f"{error:.1%}"
    assert not app.warning and link(app) == {"dataset": "digits"}


def test_the_buttons_move_on_back_stay_and_start_over(open_page):
    app = open_page("template_learning", dataset="digits")
    place = Place()
    for label, place in (
        ("Next picture", Place(seen=2)),
        ("10 more", Place(seen=12)),
        ("1,000 more", Place(seen=1012)),
        ("Same again", Place(seen=1012, again=1)),
        ("Same again", Place(seen=1012, again=2)),
        ("Previous", Place(seen=1012, again=1)),
        ("Next picture", Place(seen=1013)),
        ("Previous", Place(seen=1012)),
        ("Start over", Place()),
    ):
        app = press(app, label)
        assert described(STEPS, "0123", place) in texts(app), label
        assert link(app) == {**to_query(STEPS), **to_query(place)}
    assert [b.disabled for b in app.button if b.label in ("Previous", "Start over")] == [True, True]


def test_the_link_is_the_update(open_page):
    config, place = replace(STEPS, lr=0.2, bias=True, seed=7, classes=(1, 4, 9)), Place(seen=77, again=3)
    app = open_page("template_learning", **to_query(config), **to_query(place))
    assert described(config, "149", place) in texts(app)
    assert "Update 80: picture 77 of the stream, shown 4 times" in texts(app)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.00728, "+0.0073"),
        (-2.45, "−2.5"),
        (-0.0000046, "−0.0000046"),
        (-4.6e-8, "−5e−8"),
        (1e-200, "0"),
        (0.0, "0"),
    ],
)
def test_a_small_number_stays_short(value, text):
    assert steps._brief(value) == text


@pytest.mark.parametrize("name", template_learning.PRESETS)
def test_each_example_of_learning_is_chosen_by_its_chip(open_page, name):
    app = open_page("template_learning", dataset="digits", lr="0.5")
    widget(app.pills, "template_learning.preset").set_value(name)
    app = healthy(app.run())
    preset = template_learning.PRESETS[name]
    assert preset.why in texts(app)
    assert link(app) == to_query(preset.config)


@pytest.mark.parametrize(
    ("query", "message", "place"),
    [
        ({"seen": "0"}, "'seen' must be an integer in [1, 60000]. Got 0 instead. Using 1.", {}),
        ({"seen": "1e9"}, "Got 1e9 instead. Using 1.", {}),
        ({"seen": "99999999"}, "Using 60000.", {"seen": "60000"}),
        ({"again": "-3"}, "'again' must be an integer in [0, 1000]", {}),
        ({"picture": "<b>"}, "'picture' must be empty or at most", {}),
        ({"lr": "0"}, "'lr' must be in [0.0001, 10]. Got 0 instead.", {"lr": "0.0001"}),
    ],
)
def test_a_wrong_link_to_an_update_is_said(tab, query, message, place):
    visit(tab, "home")
    app = visit(tab, "template_learning", dataset="digits", **query)
    said = re.sub(r"\\(.)", r"\1", app.warning[0].value)
    assert "The link was changed to what is possible." in said and message in said
    assert link(app) == {"dataset": "digits", **place}


@pytest.mark.parametrize("token", ["AAAA", "eNpjYKAxAAAAAAAAAAAA", "x" * 17_000])
def test_a_link_with_a_picture_that_is_none_goes_on_without_it(open_page, token):
    app = open_page("template_learning", dataset="digits", picture=token)
    assert "picture 1 of the stream" in texts(app)


def test_a_picture_of_ones_own_in_the_link_is_taught_as_its_class(open_page):
    token = pictures.to_text(images.load("digits").test_images[3])
    app = open_page("template_learning", dataset="digits", seen="20", picture=token, label="2")
    place = Place(seen=20, picture=token, label=2)
    assert described(STEPS, "0123", place) in texts(app)
    assert "Update 21: your picture, class 2" in texts(app)
    app = press(app, "Same again")
    assert "Update 22: your picture, shown 2 times, class 2" in texts(app)
    app.toggle(key="template_learning.own").set_value(False)
    app = healthy(app.run())
    assert "picture 20 of the stream" in texts(app) and "picture" not in link(app)


# A picture of one's own, uploaded


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


# Serial and batch


def raced(config):
    return ended(jobs().submit("core.experiments.batches", config, pinned=True))


def test_the_race_from_nothing_to_the_end(open_page):
    app = open_page("batches", **to_query(RACE))
    job = raced(RACE)
    assert job.state is State.DONE, job.reason
    app = healthy(app.run())
    now, said = batches.last(job.snapshots), texts(app)
    assert batches.describe(RACE, now) in said
    assert batches.overfitting(RACE, now) in said
    assert "Recorded: 4,311 pictures" in said
    assert metrics(app) == {
        "Serial: test error": f"{now['serial'].test_error:.1%}",
        "Mini-batch: test error": f"{now['mini'].test_error:.1%}",
        "Full batch: test error": f"{now['full'].test_error:.1%}",
    }
    assert len(app.get("vega_lite_chart")) == 3


def test_the_slides_errors_and_those_of_the_initial_templates(open_page):
    raced(RACE)
    app = open_page("batches", **to_query(RACE))
    assert "These sum to +0.05 and +0.00: the slide’s first vector is not one of a softmax." in texts(app)
    app.segmented_control(key="batches.whose").set_value("the errors of the initial templates")
    app = healthy(app.run())
    assert "not one of a softmax" not in texts(app)
    assert re.search(r"These sum to [+−]0\.00 and [+−]0\.00\.", texts(app))


@pytest.mark.parametrize("name", batches.PRESETS)
def test_each_example_of_the_race_is_chosen_by_its_chip(open_page, name):
    app = open_page("batches", **to_query(RACE))
    widget(app.pills, "batches.preset").set_value(name)
    app = healthy(app.run())
    preset = batches.PRESETS[name]
    assert preset.why in texts(app)
    assert link(app) == to_query(preset.config)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (s.name, end)
        for s in settings(batches.Config).values()
        if s.name.startswith("lr") or s.name in ("batch_size", "seed")
        for end in (s.kind(s.declaration.low), s.kind(s.declaration.high))
    ],
)
def test_the_ends_of_the_ranges_of_the_race(tab, name, value):
    config = replace(RACE, **{name: value})
    job = raced(config)
    visit(tab, "home")
    app = visit(tab, "batches", **to_query(config))
    assert not app.warning and link(app) == to_query(config)
    assert job.state is State.DONE
    assert batches.describe(config, batches.last(job.snapshots)) in texts(app)
