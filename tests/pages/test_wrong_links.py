"""Links that are wrong: they are mended, and the page says so."""

from __future__ import annotations

import pytest

from tests.helpers.pages import healthy, link, metrics, trained, unescaped, visit, widget
from tests.helpers.templates import DIGITS, TINY

LINK = "The link was changed to what is possible."
BAD = [
    ({"lr": "99"}, "'lr' must be in [1e-05, 10]. Got 99 instead. Using 10.0.", {"lr": "10.0"}),
    ({"lr": "-inf"}, "Got -inf instead. Using 1e-05.", {"lr": "1e-05"}),
    ({"lr": "nan"}, "Got nan instead. Using 0.002.", {}),
    ({"lr": "fast"}, "Got fast instead. Using 0.002.", {}),
    ({"seed": "1.5"}, "'seed' must be an integer in [0, 9999]. Got 1.5 instead. Using 0.", {}),
    ({"seed": "9" * 5000}, "Got 9999999999999999999999999999999999999... instead. Using 0.", {}),
    ({"seed": "-1"}, "Got -1 instead. Using 0.", {}),
    ({"batch_size": "0"}, "Got 0 instead. Using 1.", {"batch_size": "1"}),
    ({"weight_decay": "1e-9"}, "in [1e-06, 1] or 0. Got 1e-9 instead.", {"weight_decay": "1e-06"}),
    ({"optimizer": "newton"}, "'optimizer' must be one of 'sgd', 'momentum', 'adam', 'rmsprop'.", {}),
    ({"classes": "3"}, "'classes' must be at least 2 different integers in [0, 9], ascending. Got 3", {}),
    ({"classes": "5-3-3-12"}, "Got 5-3-3-12 instead. Using 3-5.", {"classes": "3-5", "by": "3"}),
    ({"classes": "cat"}, "Using 0-1-2-3-4-5-6-7-8-9.", {}),
    ({"bias": "perhaps"}, "'bias' must be 1 or 0. Got perhaps instead. Using 0.", {}),
    ({"by": "ten"}, "'by' must be one of '0', '1'", {}),
    ({"nth": "0"}, "'nth' must be an integer in [1, 10000]. Got 0 instead. Using 1.", {}),
    ({"colour": "red"}, "There is no setting 'colour' here: it was left out.", {}),
    ({"x" * 3000: "y" * 3000}, f"There is no setting '{'x' * 40}' here: it was left out.", {}),
    ({"__class__": "1"}, "There is no setting '__class__' here", {}),
    ({"seed": ""}, "'seed' must be an integer", {}),
]


@pytest.mark.parametrize(("query", "message", "left"), BAD, ids=lambda v: str(v)[:30])
def test_a_wrong_link_is_mended_and_says_so(tab, query, message, left):
    app = visit(tab, "templates", **{**TINY, **query})
    said = [unescaped(warning.value) for warning in app.warning]
    assert len(said) == 1 and said[0].startswith(LINK) and message in said[0], said
    assert len(said[0]) < 400
    assert link(app) == {**TINY, **left}


def test_what_was_changed_is_said_until_the_person_changes_something(open_page):
    app = open_page(**TINY, lr="99", classes="14-5-4")
    healthy(app.run())
    assert len(app.warning) == 1
    widget(app.select_slider, "templates.lr").set_value(0.1)
    healthy(app.run())
    assert not app.warning and link(app) == {**TINY, "lr": "0.1", "classes": "4-5", "by": "4"}


def test_a_wrong_data_set_is_the_default_one(open_page):
    app = open_page(dataset="imagenet", epochs="1")
    assert "'dataset' must be one of 'mnist'" in unescaped(app.warning[0].value)
    assert widget(app.selectbox, "templates.dataset").value == "mnist"


def test_a_link_cannot_bring_markup_onto_the_page(open_page):
    """A picture in Markdown would be fetched from wherever it points: the link's text has to stay text."""
    app = open_page(**TINY, lr="![a](http://x.example/a.png)", optimizer=":red[$x$] <b>")
    said = app.warning[0].value
    assert "![a](http" in unescaped(said) and "[a](" not in said
    assert ":red[" not in said and "<b>" not in said and "$x$" not in said


def test_too_few_classes_keep_the_last_picture_and_say_why(open_page):
    trained(DIGITS)
    app = open_page(**TINY)
    before = metrics(app)
    widget(app.pills, "templates.classes").set_value([7])
    healthy(app.run())
    assert "'classes' must be at least 2 different integers in [0, 9]" in unescaped(app.warning[0].value)
    assert metrics(app) == before
    assert link(app) == TINY
    widget(app.pills, "templates.classes").set_value([7, 2])
    healthy(app.run())
    assert not app.warning
    assert link(app) == {**TINY, "classes": "2-7"}
