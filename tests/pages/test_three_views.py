"""Three views: defaults, examples, ranges, wrong links, the code that runs, what the browser sends."""

from __future__ import annotations

import contextlib
import io
import re
from dataclasses import replace

import pytest

from core.config import to_query
from core.experiments import three_views as lesson
from core.experiments.three_views import FUNCTIONS, LECTURE, PRESETS, Config
from core.words import number
from tests.helpers.pages import choose, healthy, leave, link, metrics, texts, visit, widget
from ui.components import views
from ui.lessons import three_views as shown


def shows(app, config):
    result = lesson.run(config)
    assert lesson.describe(config, result) in texts(app)
    assert metrics(app)["Network and A x differ by"] == number(result.difference)
    assert metrics(app)["Adding up fails by"] == number(result.excess)


def test_the_first_screen(open_page):
    app = open_page("three_views")
    assert app.title[0].value == "What is a network, and what if it were linear?"
    shows(app, LECTURE)
    assert PRESETS["The lecture's network"].why in texts(app)
    assert not app.warning and link(app) == {}
    assert [*metrics(app).values()] == ["9", "26", "4", "3.8", "6.4"]
    assert "10¹¹ neurons and 10¹⁴ synapses, the connections between them: 1,000 to a neuron" in texts(app)
    assert "The lecture gives a human brain 10¹⁴ axons. A neuron has one axon; 10¹⁴ is the number" in texts(app)


def test_both_slips_of_the_deck_are_named_with_true_numbers(open_page):
    app = open_page("three_views", activation="tanh")
    said = texts(app)  # they are the lecture's, whatever is on the screen
    assert "The slide of the matrices prints [−2.8 −0.2], that of the neurons [2.8 −0.2]" in said
    assert "With these weights A x = [−1 1.7]." in said
    (closed,) = [part for part in app.expander if part.label.startswith("For lecturers: ")]
    assert closed.label.endswith(" and three slips in the deck") and not closed.proto.expanded
    assert any("The slide of the matrices prints" in part.value for part in closed.markdown)


@pytest.mark.parametrize("name", PRESETS)
def test_each_example_is_chosen_by_its_chip(tab, name):
    leave(tab)
    app = visit(tab, "three_views", x="1,1", activation="abs")
    app = choose(app, name)
    shows(app, PRESETS[name].config)
    assert PRESETS[name].why in texts(app)
    assert link(app) == to_query(PRESETS[name].config)


LARGEST = {
    "x": "10,-10",
    "u": ";".join(["10,-10"] * 3),
    "v": ";".join(["-10,10,10"] * 4),
    "w": ";".join(["10,10,-10,10"] * 2),
}
ENDS = [
    *({"activation": name} for name in FUNCTIONS if name != "relu"),
    *({**LARGEST, "activation": name} for name in ("sigmoid", "softplus", "identity")),
    {"x": "0,0"},
    {"u": "0,0;0,0;0,0", "activation": "sigmoid"},
]


@pytest.mark.parametrize("query", ENDS, ids=str)
def test_the_ends_of_every_range(tab, query):
    leave(tab)
    app = visit(tab, "three_views", **query)
    shows(app, replace(LECTURE, **query))
    assert not app.warning and link(app) == query
    assert "nan" not in texts(app) and "inf" not in texts(app)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            {"x": "0.3"},
            "'x' must be 2 numbers in [-10, 10], like -0.5 or 1/3, with ',' between them. Got 0.3 instead.",
        ),
        ({"u": "<b>"}, "'u' must be 3 rows of 2 numbers"),
        ({"w": "1e3,0,0,0;0,0,0,0"}, "'w' must be 2 rows of 4 numbers"),
        ({"activation": "sine"}, "'activation' must be one of"),
        ({"y": "1"}, "There is no setting 'y' here"),
    ],
)
def test_a_wrong_link_is_said(tab, query, message):
    leave(tab)
    app = visit(tab, "three_views", **query)
    assert message in re.sub(r"\\(.)", r"\1", app.warning[0].value)
    shows(app, LECTURE)
    assert link(app) == {}


def test_numbers_typed_wrong_leave_the_network_as_it_was(open_page):
    app = open_page("three_views", x="1,1")
    widget(app.text_input, "three_views.x").set_value("1,")
    app = healthy(app.run())
    assert "'x' must be 2 numbers" in re.sub(r"\\(.)", r"\1", app.warning[0].value)
    shows(app, Config(x="1,1"))


def test_random_weights_are_others_each_time_and_in_the_link(open_page):
    app = open_page("three_views", activation="tanh")
    seen = set()
    for _ in range(2):
        app = healthy(app.sidebar.button[0].click().run())
        assert link(app)["activation"] == "tanh"
        seen.add(link(app)["v"])
    assert len(seen) == 2
    shows(app, lesson.drawn(3, "tanh"))


@pytest.mark.parametrize("activation", FUNCTIONS)
def test_the_code_runs_as_it_stands_and_prints_the_scores(activation):
    config = replace(LECTURE, activation=activation)
    result, printed = lesson.run(config), io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(shown.code(config), {})
    found = [float(v) for v in re.findall(r"-?\d+\.\d*(?:e-?\d+)?", printed.getvalue())]
    assert found == pytest.approx([*result.scores, *result.collapsed], abs=2e-4)


def test_the_code_is_on_the_page(open_page):
    app = open_page("three_views", activation="softplus")
    assert app.code[0].value == shown.code(replace(LECTURE, activation="softplus"))


GOOD = "|".join(views.fields(Config("tanh", "1,2")))


@pytest.mark.parametrize(
    "sent", ["", "x", 7, None, {"a": 1}, GOOD + "|", GOOD.replace("|1,2|", "|1,2,3|"), GOOD.replace("tanh", "sine")]
)
def test_the_browser_can_only_send_a_network(monkeypatch, sent):
    monkeypatch.setattr(views.st, "session_state", {"k": {"moved": sent}})
    got = []
    views._moved("k", got.append)
    assert got == []


def test_what_the_browser_sends_is_given_on(monkeypatch):
    monkeypatch.setattr(views.st, "session_state", {"k": {"moved": GOOD}})
    got = []
    views._moved("k", got.append)
    views._moved("k", None)
    assert got == [Config("tanh", "1,2")]
