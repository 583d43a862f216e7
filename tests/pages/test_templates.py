"""The page of templates: a run, its presets, the ends of its ranges."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from core.config import Choice, Range, Subset, settings, to_query
from core.experiments.templates import Config, clearest
from core.experiments.templates.picking import Pick
from core.jobs import State
from core.words import percent
from tests.helpers.pages import choose, chosen, healthy, leave, link, metrics, texts, trained, visit, widget
from tests.helpers.templates import DIGITS, TINY


def test_a_run_from_nothing_to_the_end(open_page):
    config = replace(DIGITS, epochs=8, lr=0.02, seed=17)
    app = open_page(**to_query(config))
    job = trained(config)
    assert job.state is State.DONE, job.reason
    healthy(app.run())
    last, said = job.snapshots[-1], texts(app)
    shown = job.snapshots[clearest(config, job.snapshots)]
    assert f"Recorded: {last.step:,} steps" in said
    assert metrics(app) == {
        "Test error": percent(shown.test_error),
        "Training error": percent(shown.train_error),
        "Weights": "7,840",
        "Training time": f"{shown.seconds:.2f} s",
    }
    assert "**What am I looking at?** Each tile is one row of the weight matrix" in said
    assert f"At step {shown.step:,}" in said and 0 < shown.step < last.step
    assert f"The recording stops at step {shown.step:,}" in said
    assert f"step {last.step:,}: there {percent(last.test_error)} of the test" in said
    assert not app.warning


def test_new_seed_is_the_next_seed(open_page):
    trained(DIGITS)
    app = open_page(**TINY)
    next(button for button in app.button if button.label == "New seed").click()
    healthy(app.run())
    assert link(app)["seed"] == "1"
    assert widget(app.number_input, "templates.seed").value == 1


def test_stop_and_train_again(open_page):
    config = replace(DIGITS, batch_size=1, epochs=100, seed=3)
    app = open_page(**to_query(config))
    next(button for button in app.button if button.label == "Stop").click()
    healthy(app.run())
    assert re.search(r"Stopped at step [\d,]+ of 1\d\d,\d00", texts(app))
    next(button for button in app.button if button.label == "Train again").click()
    healthy(app.run())
    assert "Stop" in [button.label for button in app.button]
    next(button for button in app.button if button.label == "Stop").click()
    healthy(app.run())


def test_a_preset_is_chosen_by_its_chip(open_page):
    app = open_page(**TINY)
    assert chosen(app) is None
    assert "Your own settings" in texts(app)
    choose(app, "Four digits")
    assert chosen(app) == "Four digits"
    assert widget(app.pills, "templates.classes").value == [0, 1, 2, 3]
    assert link(app) == {"classes": "0-1-2-3"}


# The ends of the ranges


def ends() -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for setting in settings(Config).values():
        d, values = setting.declaration, []
        if isinstance(d, Range):
            values = [d.low, d.high, *([0] if d.zero else [])]
        elif isinstance(d, Choice):
            values = list(d.options) if setting.name != "dataset" else ["digits"]
        elif isinstance(d, Subset):
            values = [tuple(range(d.low, d.low + d.least)), tuple(range(d.high + 1 - d.least, d.high + 1))]
        else:
            values = [True, False]
        found += [(setting.name, setting.kind(value)) for value in values]
    return found


@pytest.mark.parametrize(("name", "value"), ends(), ids=lambda v: str(v).replace(" ", ""))
def test_the_ends_of_a_range(tab, name, value):
    config = replace(DIGITS, **{name: value})
    job = trained(config)
    leave(tab)
    app = visit(tab, "templates", **to_query(config), by="wrong")
    assert not app.warning
    assert link(app) == {**to_query(config), "by": "wrong"}
    shown = app.session_state[f"templates.{name}"]
    assert (tuple(shown) if isinstance(value, tuple) else shown) == value
    if job.state is State.DONE:
        shown = job.snapshots[clearest(config, job.snapshots)]
        assert metrics(app)["Test error"] == percent(shown.test_error)
    else:
        assert job.state is State.FAILED and job.reason in [error.value for error in app.error]


@pytest.mark.parametrize("by", [by for by in settings(Pick)["by"].declaration.options if by != "own"])
def test_every_test_picture_can_be_chosen(tab, by):
    trained(DIGITS)
    for nth in ("1", "10000"):
        app = visit(tab, "templates", **TINY, by=by, nth=nth)
        assert not app.warning
        found = re.search(r"Picture ([\d,]+) of ([\d,]+), at step \d+\. (.*)", texts(app))
        assert found is not None
        at, many = (int(number.replace(",", "")) for number in found.groups()[:2])
        assert at == (int(nth) - 1) % many + 1
        if by == "wrong":
            assert "**wrong: it is " in found[3]
        wanted = {**TINY, **({"by": by} if by != "2" else {}), **({"nth": nth} if nth != "1" else {})}
        assert link(app) == wanted


def test_a_value_between_the_stops_has_a_stop_of_its_own(open_page):
    app = open_page(**TINY, lr="0.0031")
    slider = widget(app.select_slider, "templates.lr")
    assert slider.value == 0.0031
    stops = [float(option) for option in slider.options]
    assert 0.0031 in stops and all(a < b for a, b in pairwise(stops))
