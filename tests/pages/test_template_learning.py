"""The page of learning a template, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.config import to_query
from core.data import images, pictures
from core.experiments import template_learning
from core.experiments.template_learning import Place
from core.words import number, percent
from tests.helpers.pages import computed, healthy, job_lines, leave, link, metrics, texts, visit
from ui.lessons import template_learning as steps

STEPS = template_learning.Config(dataset="digits")


def described(config, names, place):
    result = template_learning.run(config, place)
    return template_learning.describe(config, names, result, template_learning.test(config, result))


def press(app, label):
    next(button for button in app.button if button.label.strip("*") == label).click()
    return healthy(app.run())


def test_the_first_screen_is_the_first_update(open_page):
    app = open_page("template_learning", dataset="digits")
    error, _ = template_learning.test(STEPS, template_learning.run(STEPS, Place()))
    said, numbers = texts(app), metrics(app)
    assert described(STEPS, "0123", Place()) in said
    assert "Update 1: picture 1 of the stream" in said
    first = template_learning.run(STEPS, Place())
    change, old = (number(float(abs(w).max()), 2) for w in (first.update.change, first.weight))
    assert f"The strongest change of a weight is {change}; the strongest old weight is {old}." in said
    assert numbers["Updates"] == "1" and numbers["Test error"] == percent(error)
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
        (-2.46, "−2.5"),
        (-0.0000046, "−4.6 · 10⁻⁶"),
        (-4.6e-8, "−4.6 · 10⁻⁸"),
        (1e-200, "0"),
        (0.0, "0"),
    ],
)
def test_a_small_number_stays_short(value, text):
    assert steps._small(value) == text


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
    leave(tab)
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


def test_a_far_place_is_reached_by_a_worker_and_is_the_same(open_page):
    config, place = replace(STEPS, seed=4321), Place(seen=30_123)
    app = open_page("template_learning", **to_query(config), **to_query(place))
    said = job_lines(app)[0]
    assert said == "Learning picture after picture …" or said.startswith("Waiting for a free worker: place ")
    assert "Updates" not in metrics(app) and "What am I looking at?" not in texts(app)
    computed(app)
    assert metrics(app)["Updates"] == "30,123"
    app = press(app, "Next picture")
    assert metrics(app)["Updates"] == "30,124", "the next one is one step, without a worker"
    steps_on = replace(place, seen=30_124)
    template_learning.walk_of(config).states = {0: template_learning.walk_of(config).states[0]}
    assert template_learning.far(config, steps_on) == 30_000
    assert described(config, "0123", steps_on) in texts(app)


def test_a_walk_remembers_few_states(tab):
    walk = template_learning.walk_of(replace(STEPS, seed=99))
    for n in (12_000, 30, 31, 32, 0):
        walk.after(n)
    assert len(walk.states) <= 24 and {0, 30, 31, 32} <= set(walk.states)
