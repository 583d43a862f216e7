"""The page of surfaces: what it opens with, its sections, and a picture that a person brings."""

from __future__ import annotations

import io
import time

import numpy as np
import pytest
from PIL import Image

from core.data import pictures
from core.experiments import surfaces as lesson
from core.experiments.surfaces import Config, frontier, ladder, seen, targets
from core.jobs import State, jobs
from tests.helpers.pages import ended, healthy, link, texts, visit

SHORT = {"target": "rosenbrock", "layers": "1", "width": "3", "steps": "20"}
CONFIG = Config(target="rosenbrock", layers=1, width=3, steps=20)


def file(*size):
    out = io.BytesIO()
    pixels = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def done(train, config):
    job = ended(jobs().submit(train, config))
    assert job.state is State.DONE, job.reason
    return job.snapshots


def test_a_trained_network_is_told_in_every_section(tab):
    visit(tab, "surfaces", **SHORT)
    run, table = done(lesson.train, CONFIG), done(ladder.train, ladder.of(CONFIG))
    said = texts(healthy(tab.run()))
    look = seen.look(CONFIG, run[-1].weights)
    assert lesson.describe(CONFIG, run) in said and lesson.units(CONFIG, look) in said
    assert lesson.outside(CONFIG, run[-1], look) in said and lesson.enlarged(look) in said
    assert lesson.budgets(CONFIG, frontier.run(CONFIG), table) in said
    assert len(table) == 15 and "This comes when" not in said
    assert "flickr.com" in said, "for lecturers"


def test_a_picture_that_is_brought_becomes_the_surface_and_stands_in_the_link(tab):
    visit(tab, "surfaces", steps="10")
    tab.file_uploader[0].set_value(("mine.png", file(80, 60), "image/png"))
    app = healthy(tab.run())
    assert link(app)["target"] == "own"
    held = pictures.from_text(link(app)["picture"], (51, 51))
    assert (held == targets.grey(pictures.decode(file(80, 60)))).all()
    assert not app.warning and "Your picture is the surface of this page now" in texts(app)


@pytest.mark.parametrize("raw", [b"", b"no picture", file(1, 1)[:40]])
def test_a_file_that_is_no_picture_is_said_and_nothing_changes(tab, raw):
    visit(tab, "surfaces", steps="10")
    tab.file_uploader[0].set_value(("mine.png", raw, "image/png"))
    app = healthy(tab.run())
    assert [w for w in app.warning if "picture" in w.value] and link(app) == {"steps": "10"}


@pytest.mark.parametrize(("picture", "said"), [("", "There is no picture of yours yet"), ("abc", "damaged")])
def test_a_link_without_its_picture_shows_the_flower_and_says_so(tab, picture, said):
    app = visit(tab, "surfaces", target="own", steps="10", **({"picture": picture} if picture else {}))
    first = app.warning[0].value  # the file of the test before is no picture still
    assert said in first and "Meanwhile the flower is shown" in first


def test_a_training_that_is_stopped_is_shown_as_far_as_it_came(tab):
    long = {"widths": "99-99-99", "layers": "1", "steps": "5000", "seed": "9111"}
    app = visit(tab, "surfaces", **long)
    config = Config(widths="99-99-99", layers=1, steps=5_000, seed=9111)
    key = jobs().submit(lesson.train, config)
    while not jobs().view(key).snapshots:
        time.sleep(0.05)
    assert "This comes when the training has ended" in texts(app)
    next(button for button in app.button if button.label == "Stop").click()
    said = texts(healthy(app.run()))
    job = jobs().view(key)
    assert job.state is State.CANCELLED and job.snapshots[-1].step < 5_000
    look = seen.look(config, job.snapshots[-1].weights)
    assert lesson.units(config, look) in said and "Stopped at step" in said
