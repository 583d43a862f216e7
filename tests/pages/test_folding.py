"""Folding: defaults, examples, ranges, wrong links, what the browser sends."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.config import Choice, Range, settings, to_query
from core.experiments import folding
from core.experiments.folding import PRESETS, Config, Tent
from tests.helpers.pages import choose, healthy, leave, link, metrics, texts, visit, widget
from ui.components import fold

LINK = "The link was changed to what is possible."


def expected(config, tent=Tent()):  # noqa: B008  (frozen)
    result, teeth = folding.run(config), folding.teeth(tent)
    regions, most = len(result.complex), folding.one_layer(result)
    return {
        "Folds": str(len(result.counts)),
        "Units that bend": str(folding.units(result)),
        "Regions, counted": f"{regions:,}",
        "One layer of as many: at most": f"{most:,}",
        "Ratio": f"{regions / most:.1f}" if regions >= most else f"{regions / most:.2f}",
        "Pieces, counted": f"{teeth.pieces:,}",
        "Teeth": f"{teeth.teeth:,}",
        f"One layer of {2 * tent.layers}: at most": str(2 * tent.layers + 1),
    }


def shows(app, config, tent=Tent()):  # noqa: B008
    assert metrics(app) == expected(config, tent)
    assert folding.describe(config, folding.run(config)) in texts(app)


def test_the_first_screen(open_page):
    app = open_page("folding")
    assert app.title[0].value == "How does a layer fold space?"
    shows(app, Config())
    assert PRESETS["Three layers"].why in texts(app)
    assert not app.warning and link(app) == {}


@pytest.mark.parametrize("name", PRESETS)
def test_each_example_is_chosen_by_its_chip(tab, name):
    leave(tab)
    app = visit(tab, "folding", picture="digit", depth="6")
    app = choose(app, name)
    shows(app, PRESETS[name].config)
    assert PRESETS[name].why in texts(app)
    assert link(app) == to_query(PRESETS[name].config)


def ends():
    for setting in settings(Config).values():
        d = setting.declaration
        if isinstance(d, Range):
            yield from ({setting.name: str(int(end))} for end in (d.low, d.high))
        elif isinstance(d, Choice):
            yield from ({setting.name: option} for option in d.options)
    for activation in folding.BENDS:
        yield {"way": "hand", "folds": "", "activation": activation}
        yield {
            "way": "hand",
            "folds": ";".join(["45:0.1", "359.9:-2", "0:0", "90:0", "0:2", "360:0.001"]),
            "activation": activation,
        }


@pytest.mark.parametrize("query", list(ends()), ids=str)
def test_the_ends_of_every_range(tab, query):
    leave(tab)
    app = visit(tab, "folding", **query)
    config = replace(Config(), **{n: int(v) if n == "depth" else v for n, v in query.items()})
    shows(app, config)
    assert not app.warning and link(app) == to_query(config)


@pytest.mark.parametrize("layers", [1, 10])
def test_the_tent_is_in_the_link_too(tab, layers):
    leave(tab)
    app = visit(tab, "folding", layers=str(layers), depth="2")
    shows(app, Config(depth=2), Tent(layers))
    assert link(app) == {"depth": "2", "layers": str(layers)}


@pytest.mark.parametrize(
    ("query", "message", "left"),
    [
        ({"depth": "7"}, "'depth' must be an integer in [1, 6]. Got 7 instead. Using 6.", {"depth": "6"}),
        ({"way": "hand", "folds": "0:9"}, "'folds' must be empty or at most 6 folds", {"way": "hand"}),
        ({"way": "hand", "folds": "<b>"}, "Got <b> instead. Using 8:-0.05;82:-0.05;20:0.45.", {"way": "hand"}),
        ({"picture": "cat"}, "'picture' must be one of", {}),
        ({"layers": "0"}, "'layers' must be an integer in [1, 10]", {"layers": "1"}),
        ({"fold": "1"}, "There is no setting 'fold' here", {}),
    ],
)
def test_a_wrong_link_is_said(tab, query, message, left):
    leave(tab)
    app = visit(tab, "folding", **query)
    said = re.sub(r"\\(.)", r"\1", app.warning[0].value)
    assert LINK in said and message in said
    assert link(app) == left


def test_by_hand_no_number_of_layers_is_asked_for_and_it_is_kept(open_page):
    app = open_page("folding", way="hand", depth="5")
    assert [slider.label for slider in app.slider] == ["Layers of the tent"]
    widget(app.selectbox, "folding.way").set_value("regular")
    app = healthy(app.run())
    assert widget(app.slider, "folding.depth").value == 5 and link(app) == {"depth": "5"}
    shows(app, Config(depth=5))


def test_folds_typed_wrong_leave_the_picture_as_it_was(open_page):
    app = open_page("folding", way="hand", folds="0:0.5")
    widget(app.text_input, "folding.folds").set_value("0:0.5;")
    app = healthy(app.run())
    assert "'folds' must be empty" in re.sub(r"\\(.)", r"\1", app.warning[0].value)
    shows(app, Config(way="hand", folds="0:0.5"))


@pytest.mark.parametrize("sent", ["0:9", "x", 7, None, {"a": 1}, "0:0;" * 7, "0:0\n"])
def test_the_browser_can_only_send_folds(monkeypatch, sent):
    monkeypatch.setattr(fold.st, "session_state", {"k": {"folded": sent}})
    got = []
    fold._folded("k", got.append)
    assert got == []


def test_what_the_browser_sends_is_given_on(monkeypatch):
    monkeypatch.setattr(fold.st, "session_state", {"k": {"folded": "0:0.25;90:0"}})
    got = []
    fold._folded("k", got.append)
    fold._folded("k", None)
    assert got == ["0:0.25;90:0"]


def test_the_network_is_written_out_so_that_it_can_be_checked(open_page):
    said = texts(open_page("folding", way="hand", folds="0:0;90:0.5"))
    assert "| 1 | 1, 0; 0, 1 | 0, 0 | −1, 1 | 2 | 1, −1 |" in said
    assert "| 2 | 0, 1; −1, 0 | −0.5, 0 | −1, 1 | 4 | 1, 2 |" in said
    assert "| to the picture | 0, −1; 1, 0 | 0, 0.5 | linear | | |" in said
