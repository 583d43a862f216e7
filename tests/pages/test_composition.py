"""The page of composition: its first screen, a training to its end, the ends of its ranges, wrong links."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.config import to_query
from core.experiments import composition
from core.experiments.composition import Config
from core.jobs import State, jobs
from core.learning import fitted
from tests.helpers.pages import (
    ended,
    healthy,
    link,
    metrics,
    range_ends,
    texts,
    training_of,
    unescaped,
    visit,
    widget,
)

SHORT = Config(n1=1, n2=1, depth=2, width=4, steps=100)


def leave(config):
    """Cancel what a visit began, so that it does not hold up the next."""
    jobs().cancel(training_of(composition, config))


def test_it_opens_with_the_slides_first_example(open_page):
    app = open_page("composition")
    result = composition.run(Config())
    said, numbers = texts(app), metrics(app)
    assert app.title[0].value == "Why does depth multiply?"
    assert numbers["Peaks, counted"] == "12" and numbers["2 · peaks of f₁ · peaks of f₂"] == "2 · 3 · 2 = 12"
    assert numbers["ReLU units"] == "10" and numbers["One layer: 2 units a peak"] == "24"
    assert composition.describe(Config(), result) in said
    assert len(app.get("vega_lite_chart")) == 1 and not app.warning and link(app) == {}
    leave(Config())


def test_moving_a_slider_counts_anew_and_moves_the_link(open_page):
    app = open_page("composition", **to_query(SHORT))
    widget(app.slider, "composition.n1").set_value(4)
    widget(app.slider, "composition.n2").set_value(5)
    app = healthy(app.run())
    assert metrics(app)["Peaks, counted"] == "40"
    assert link(app)["n1"] == "4" and link(app)["n2"] == "5"


def test_a_training_from_nothing_to_the_end_and_another_seed(open_page):
    app = open_page("composition", **to_query(SHORT))
    job = ended(training_of(composition, SHORT))
    assert job.state is State.DONE, job.reason
    said = texts(healthy(app.run()))
    assert "Recorded: 100 steps" in said
    assert composition.described(SHORT, fitted.last(job.snapshots)) in said
    next(button for button in app.button if button.label == "New seed").click()
    assert link(healthy(app.run()))["seed"] == "1"


@pytest.mark.parametrize(("name", "value"), [end for end in range_ends(SHORT) if end[0] != "lr_wide"])
def test_the_ends_of_the_ranges(tab, name, value):
    config = replace(SHORT, **{name: value})
    app = visit(tab, "composition", **to_query(config))
    assert not app.warning and link(app) == to_query(config)
    assert "**What am I looking at?**" in texts(app)
    leave(config)


@pytest.mark.parametrize(
    ("query", "message", "left"),
    [
        ({"n1": "0"}, "'n1' must be an integer in [1, 6]. Got 0 instead. Using 1.", {"n1": "1"}),
        ({"height": "nan"}, "Got nan instead. Using 1.0.", {}),
        ({"join": "<b>"}, "'join' must be one of 'compose', 'add'.", {}),
    ],
)
def test_a_wrong_link_is_said_and_corrected(tab, query, message, left):
    app = visit(tab, "composition", **query)
    said = unescaped(app.warning[0].value)
    assert "The link was changed to what is possible." in said and message in said
    assert link(app) == left
    leave(Config())
