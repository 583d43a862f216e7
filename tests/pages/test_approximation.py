"""The page of universal approximation: its first screen, trainings to their ends, ranges, wrong links."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.config import runnable, to_query
from core.experiments import approximation
from core.experiments.approximation import Config, sizes
from core.jobs import State, jobs
from core.learning import fitted
from core.words import number
from tests.helpers.pages import ended, healthy, link, metrics, range_ends, texts, training_of, unescaped, visit
from ui.lesson import first_runs

SHORT = Config(units=5, steps=100)


def sizes_of(config):
    """The key of the training of all sizes."""
    return jobs().submit(sizes.train, sizes.of(config))


def leave(config):
    """Cancel what a visit began, so that it does not hold up the next."""
    jobs().cancel(training_of(approximation, config))
    jobs().cancel(sizes_of(config))


def test_it_opens_with_boxes_over_the_function(open_page):
    app = open_page("approximation")
    result = approximation.run(Config())
    assert app.title[0].value == "Can a network be any function?"
    assert (
        metrics(app)["Error of the boxes"] == f"{result.rms:.3f}" and metrics(app)["Width of a box, dx"] == "0.05"
    )
    said = texts(app)
    assert f"| 20 boxes of width 0.05 | 40 |  | {number(result.rms, 2)} |" in said
    assert "| 2 | 100 cells | 400 bytes | 400 |" in said and "10⁷⁸⁴ cells" in said
    assert not app.warning and link(app) == {}
    leave(Config())


def test_a_training_from_nothing_to_the_end_and_another_seed(open_page):
    app = open_page("approximation", **to_query(SHORT))
    job = ended(training_of(approximation, SHORT))
    assert job.state is State.DONE, job.reason
    app, now = healthy(app.run()), fitted.last(job.snapshots)
    said = texts(app)
    assert "Recorded: 100 steps" in said
    assert approximation.describe(SHORT, approximation.run(SHORT), now) in said
    assert metrics(app)["One hidden layer: error at step 100"] == f"{sorted(now['one layer'].rms)[2]:.3f}"
    next(button for button in app.button if button.label == "New seed").click()
    assert link(healthy(app.run()))["seed"] == "1"


def test_all_sizes_are_trained_and_described(open_page):
    app = open_page("approximation", **to_query(SHORT))
    job = ended(sizes_of(SHORT))
    assert job.state is State.DONE, job.reason
    app = healthy(app.run())
    assert sizes.describe(job.snapshots, sizes.curve_of_boxes("wave")) in texts(app)
    assert "Recorded: 18 sizes" in texts(app)


@pytest.mark.parametrize(("name", "value"), range_ends(SHORT))
def test_the_ends_of_the_ranges(tab, name, value):
    config = replace(SHORT, **{name: value})
    app = visit(tab, "approximation", **to_query(config))
    assert not app.warning and link(app) == to_query(config)
    assert "**What am I looking at?**" in texts(app)
    leave(config)


@pytest.mark.parametrize(
    ("query", "message", "left"),
    [
        ({"boxes": "1e9"}, "Got 1e9 instead. Using 20.", {}),
        ({"units": "9999"}, "Using 205.", {"units": "205"}),
        ({"target": "moon"}, "'target' must be one of 'wave', 'corner'", {}),
        ({"lr": "-1", "n1": "3"}, "There is no setting 'n1' here", {"lr": "0.0001"}),
    ],
)
def test_a_wrong_link_is_said_and_corrected(tab, query, message, left):
    app = visit(tab, "approximation", **query)
    said = unescaped(app.warning[0].value)
    assert "The link was changed to what is possible." in said and message in said
    assert link(app) == left
    leave(Config())


def test_the_first_run_is_the_pages_own_job():
    ((_, config),) = first_runs("approximation")
    assert runnable(Config(), "training") == config
