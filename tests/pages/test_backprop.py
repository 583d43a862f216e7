"""Backpropagation: defaults, examples, ranges, wrong links, and what the browser may send."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.config import Range, settings, to_query
from core.experiments import backprop
from core.experiments.backprop import PRESETS, Config, Descent
from core.experiments.backprop import net as backprop_net
from core.words import number
from tests.helpers.pages import choose, leave, link, texts, visit
from ui.components import trace


def metrics(app):
    return {metric.label: metric.value for metric in app.metric}


def shows(app, config, lr=0.5):
    result = backprop.run(config)
    said, step = texts(app), backprop.descend(config, result, lr)
    assert backprop.describe(config, result) in said
    g = f"{backprop.gradient_of(result.back.gradient, result.marked):.10g}".replace("-", "−")
    assert f"| the recursion, written out in NumPy | {g} | 0 |" in said
    assert f"| {number(backprop_net.apart(result.back.gradient, result.differences))} |" in said
    shown = metrics(app)
    assert shown["E after the step"] == number(step.after) and shown["E before"] == number(step.before)


def test_it_opens_with_the_slides_network_and_the_decks_example(open_page):
    app = open_page("backprop")
    assert app.title[0].value == "How does a weight learn of its error?"
    opens = PRESETS["The slide’s network"].config
    shows(app, opens)
    assert backprop.input_of(backprop.run(opens), backprop.run(opens).marked) not in (0, 1), (
        "δ · 1 shows no product"
    )
    said = texts(app)
    assert "**o = 27**" in said and "0.25 · 18 · 1 = **4.5**" in said
    assert any("tensor([[4.5000, 4.5000]," in code.value for code in app.code)
    assert any("torch.ones(2, 2, requires_grad=True)" in code.value for code in app.code)
    assert not app.warning and link(app) == to_query(opens)


@pytest.mark.parametrize("name", PRESETS)
def test_each_example_is_chosen_by_its_chip(tab, name):
    start = "Twins" if name != "Twins" else "p − t"
    app = visit(tab, "backprop", **to_query(PRESETS[start].config))
    app = choose(app, name)
    assert PRESETS[name].why in texts(app) and not app.warning
    assert link(app) == to_query(PRESETS[name].config)
    shows(app, PRESETS[name].config)


ENDS = [
    (s.name, end)
    for s in settings(Config).values()
    if isinstance(s.declaration, Range)
    for end in (s.kind(s.declaration.low), s.kind(s.declaration.high))
]


@pytest.mark.parametrize(("name", "value"), ENDS)
def test_the_ends_of_the_ranges(tab, name, value):
    config = replace(Config(), **{name: value})
    app = visit(tab, "backprop", **to_query(config))
    assert not app.warning and link(app) == to_query(config)
    shows(app, config)


@pytest.mark.parametrize("lr", [0.001, 20.0])
def test_the_ends_of_the_learning_rate(tab, lr):
    app = visit(tab, "backprop", **to_query(Descent(lr)))
    shows(app, Config(), lr)


@pytest.mark.parametrize(
    "config",
    [
        Config(hidden="", x="1", t="1", loss="squared"),
        Config(hidden="4-4-4", x="1, 2, 3", t="0, 0, 1", bias=True, weight="1.4.0"),
        Config(t="0.5", activation="step", weight="4.4.4", moved="4.4.4:1"),
    ],
)
def test_the_smallest_and_the_largest_network(tab, config):
    app = visit(tab, "backprop", **to_query(config))
    assert not app.warning and link(app) == to_query(config)
    shows(app, config)


DEFAULT = {"weight": "1.1.1"}  # a link must say what differs from what the page opens with


@pytest.mark.parametrize(
    ("query", "message", "left"),
    [
        ({"hidden": "5"}, "'hidden' must be empty or at most 5 characters", DEFAULT),
        ({"x": "1,2,3,4"}, "'x' must be one to three numbers below 100", DEFAULT),
        ({"t": ""}, "'t' must be one to three numbers below 100", DEFAULT),
        ({"scale": "99"}, "Got 99 instead. Using 20.0.", {"scale": "20.0"}),
        ({"activation": "<b>"}, "'activation' must be one of 'identity'", DEFAULT),
        ({"weight": "0.0.0"}, "'weight' must be empty or at most 5 characters", DEFAULT),
        ({"moved": "1.1.1:nan"}, "'moved' must be", DEFAULT),
        ({"lr": "nan", "depth": "3"}, "There is no setting 'depth' here", DEFAULT),
        ({"entry": "100"}, "'entry' must be in [-5, 5]", {"entry": "5.0"}),
    ],
)
def test_a_wrong_link_is_said_and_corrected(tab, query, message, left):
    leave(tab)
    app = visit(tab, "backprop", **query)
    said = re.sub(r"\\(.)", r"\1", app.warning[0].value)
    assert "The link was changed to what is possible." in said and message in said
    assert link(app) == left


def test_an_own_entry_of_the_decks_example(tab):
    app = visit(tab, "backprop", entry="-2")
    assert "**o = 0**" in texts(app) and "0.25 · 0 · 1 = **0**" in texts(app)
    assert any("torch.full((2, 2), -2.0, requires_grad=True)" in code.value for code in app.code)


def sends(monkeypatch, name, sent):
    monkeypatch.setattr(trace.st, "session_state", {"k": {name: sent}})
    got = []
    result = backprop.run(Config())
    if name == "chosen":
        trace._chosen("k", result, got.append)
    else:
        trace._moved("k", result, lambda *given: got.append(given))
    return got


@pytest.mark.parametrize("sent", ["4.3.1", "1.1", "1.1.1.1", 7, None, ["1.1.1"], "1.1.1\n", "5.1.1"])
def test_the_browser_can_only_mark_weights_that_there_are(monkeypatch, sent):
    assert sends(monkeypatch, "chosen", sent) == []
    assert sends(monkeypatch, "chosen", "4.2.1") == ["4.2.1"]


@pytest.mark.parametrize(
    "sent", ["1.1.1", [], ["1.1.1"], ["9.1.1", 1], ["1.1.1", "2"], ["1.1.1", float("nan")], ["1.1.1", 1e9], [1, 1]]
)
def test_the_browser_can_only_move_them_a_little(monkeypatch, sent):
    assert sends(monkeypatch, "moved", sent) == []
    assert sends(monkeypatch, "moved", ["1.2.1", -0.5]) == [("1.2.1", -0.5)]
