"""The page of Serial and batch, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.config import settings, to_query
from core.experiments import batches
from core.jobs import State, jobs
from core.words import percent
from tests.helpers.pages import ended, healthy, leave, link, texts, visit

RACE = batches.Config(dataset="digits", epochs=1)


def raced(config):
    return ended(jobs().submit(batches.train, config, pinned=True))


def test_the_race_from_nothing_to_the_end(open_page):
    app = open_page("batches", **to_query(RACE))
    job = raced(RACE)
    assert job.state is State.DONE, job.reason
    app = healthy(app.run())
    now, said = batches.last(job.snapshots), texts(app)
    assert batches.describe(RACE, now) in said
    assert batches.overfitting(RACE, now) in said
    assert "Recorded: 4,311 pictures" in said
    assert len(app.get("vega_lite_chart")) == 1 and batches.conclusion("seconds", job.snapshots) in said
    app.segmented_control(key="batches.axis").set_value("step")
    app = healthy(app.run())
    assert batches.conclusion("step", job.snapshots) in texts(app)
    assert link(app) == to_query(RACE) | {"axis": "step"}
    for mode, s in now.items():
        name, took = batches.MODES[mode].capitalize(), f"{s.step:,} | {s.seconds:.2g} | {percent(s.test_error)}"
        assert texts(app).count(f"| {name} | 1,437 | {took} |") == 1


def test_the_slides_errors_and_those_of_the_initial_templates(open_page):
    raced(RACE)
    app = open_page("batches", **to_query(RACE))
    assert "These sum to +0.05 and +0.00: the slide’s first vector is not one of a softmax." in texts(app)
    app.segmented_control(key="batches.whose").set_value("the errors of the initial templates")
    app = healthy(app.run())
    assert "not one of a softmax" not in texts(app)
    assert re.search(r"These sum to [+−]0\.00 and [+−]0\.00\.", texts(app))


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
    leave(tab)
    app = visit(tab, "batches", **to_query(config))
    assert not app.warning and link(app) == to_query(config)
    assert job.state is State.DONE
    assert batches.describe(config, batches.last(job.snapshots)) in texts(app)
