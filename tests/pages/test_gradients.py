"""Vanishing gradients: the first picture, examples, ranges, wrong links, a training to its end, no data."""

from __future__ import annotations

import re
from dataclasses import astuple, replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.config import Range, runnable, settings, to_query
from core.experiments import gradients as lesson
from core.experiments.gradients import Config, first
from core.experiments.gradients import words as gradient_words
from core.jobs import State, jobs
from core.learning.nets import ACTIVATIONS
from core.words import number
from tests.helpers.pages import computed, ended, healthy, job_lines, leave, link, texts, visit, widget
from ui import following
from ui.lessons import gradients

SHORT = Config(activations=(1, 3), depth=3, width=8, dataset="circles", steps=10, seeds=2, batch_size=16)


def drop(config):
    """Cancel what a visit began, so that it does not hold up the next."""
    jobs().cancel(jobs().submit(lesson.train, config))


def test_it_opens_with_the_first_example_on_what_data_there_are(open_page):
    app = open_page("gradients")
    config = replace(Config(), dataset="digits")  # nothing to be downloaded from
    result, said = lesson.run(config), texts(app)
    assert app.title[0].value == "Why do deep networks not learn?"
    assert gradient_words.describe(config, result) in said
    assert "shipped with scikit-learn" in said  # the pictures' source
    keeps = gradient_words.each(float(gradient_words.factors(result.now.delta)[0]), config.depth)
    assert f"| **sigmoid** | {keeps} |" in said and link(app) == {}
    card = AppTest.from_string("from ui.lessons import gradients; gradients.card(None)").run()
    for name, share in zip(config.names, gradients.first_over_last(result), strict=True):
        assert f"| {share} |" in said and f"{ACTIVATIONS[name].name} {share}" in texts(card), "on Home as here"
    drop(config)


def test_a_training_from_nothing_to_the_end(open_page):
    app = open_page("gradients", **to_query(SHORT))
    job = ended(jobs().submit(lesson.train, SHORT))
    assert job.state is State.DONE, job.reason
    app, now = healthy(app.run()), job.snapshots[-1]
    said = texts(app)
    assert "Recorded: 10 steps" in said and "4 networks of 4 layers" in said
    assert gradient_words.learned(SHORT, job.snapshots[0], now, now.test_error, 10) in said
    assert len(app.get("vega_lite_chart")) == 7 and not app.warning
    widget(app.segmented_control, "gradients.focus").set_value("relu")
    widget(app.segmented_control, "gradients.of").set_value("units")
    app = healthy(app.run())
    assert link(app) == {**to_query(SHORT), "focus": "relu", "of": "units"}
    assert "**ReLU**: how the outputs" in texts(app)


def test_a_breakdown_is_named_with_step_layer_and_remedy(open_page):
    config = replace(SHORT, activations=(1, 3), depth=100, init="normal", scale=10.0, seeds=1)
    app = open_page("gradients", **to_query(config))
    job = ended(jobs().submit(lesson.train, config))
    assert job.state is State.DONE, job.reason
    warned = [w.value for w in healthy(app.run()).warning]
    assert warned == [t for t in job.snapshots[-1].troubles if t]
    assert re.search(r"ReLU: in step 0 the pre-activations of layer \d+ of 101 are no longer finite", warned[0])
    assert "normalise" in warned[0] and "ReLU** has broken down" in texts(app)


def test_clipping_says_the_norm_before_and_after(open_page):
    config = replace(SHORT, clip=0.01)
    app = open_page("gradients", **to_query(config))
    job = ended(jobs().submit(lesson.train, config))
    first, said = job.snapshots[0], texts(healthy(app.run()))
    before = float(np.median(first.total))
    assert before > 0.01 and f"{number(before, 2)} before, 0.01 after it in step 0" in said


ENDS = [
    (s.name, end)
    for s in settings(Config).values()
    if isinstance(s.declaration, Range)
    for end in (s.kind(s.declaration.low), s.kind(s.declaration.high))
    if end != getattr(SHORT, s.name)
]


@pytest.mark.parametrize(("name", "value"), ENDS)
def test_the_ends_of_the_ranges(tab, name, value):
    config = replace(SHORT, **{name: value})
    app = visit(tab, "gradients", **to_query(config))
    assert link(app) == to_query(config)
    assert "**What am I looking at?**" in texts(app)
    drop(config)


@pytest.mark.parametrize(
    ("query", "message", "left"),
    [
        ({"depth": "1000"}, "'depth' must be an integer in [1, 100]. Got 1000 instead.", {"depth": "100"}),
        ({"activations": "1-99"}, "different integers in [0, 11]", {"activations": "1"}),
        ({"init": "<b>"}, "'init' must be one of 'pytorch', 'xavier'", {}),
        ({"focus": "moon"}, "'focus' must be one of '', 'identity'", {}),
        ({"clip": "nan"}, "Got nan instead. Using 0.0.", {}),
    ],
)
def test_a_wrong_link_is_said_and_corrected(tab, query, message, left):
    leave(tab)
    base = to_query(SHORT)
    app = visit(tab, "gradients", **(base | query))
    said = re.sub(r"\\(.)", r"\1", app.warning[0].value)
    assert "The link was changed to what is possible." in said and message in said
    default = {name: text for name, text in base.items() if name not in query}
    assert link(app) == default | left
    drop(SHORT)


def test_too_many_units_keep_the_last_picture_that_was_possible(tab):
    leave(tab)
    many = {"activations": "0-1-2-3-4-5-6-7-8-9-10-11", "depth": "100", "width": "256", "dataset": "circles"}
    app = visit(tab, "gradients", **many)
    said = " ".join(re.sub(r"\\(.)", r"\1", w.value) for w in app.warning)
    assert "must be at most 60,000 hidden units" in said and "= 921,600 instead" in said


def test_what_a_layer_keeps_stands_beside_what_theory_says_in_cells_of_its_own(tab):
    config = replace(SHORT, activations=(3, 10), residual=True, depth=12, dataset="digits")
    app, result = visit(tab, "gradients", **to_query(config)), lesson.run(config)
    (table,) = [m.value for m in app.markdown if "| theory |" in m.value]
    measured = gradient_words.factors(result.now.delta)
    for line, name, at, said in zip(
        table.splitlines()[2:], ("**ReLU**", "**\\|z\\|**"), measured, result.keeps, strict=True
    ):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        assert (
            cells[:3] == [name, gradient_words.each(float(at), 12), gradient_words.each(float(said))]
            and len(cells) == 7
        )
    assert np.abs(np.log(measured / result.keeps)).max() < 0.15
    drop(config)


def test_bars_in_the_decks_table_stay_in_their_cell(tab):
    app = visit(tab, "gradients", **to_query(SHORT))
    (table,) = [m.value for m in app.markdown if "the deck says" in m.value]
    for line in table.splitlines():
        assert len(re.findall(r"(?<!\\)\|", line)) == 4
    assert "first layer’s \\|∂E/∂W\\| ÷ last’s" in table
    said = "For lecturers: the decks’ numbers beside ours"
    assert [part.proto.expanded for part in app.expander if part.label.startswith(said)] == [False]
    drop(SHORT)


def test_what_takes_long_is_computed_by_a_worker_and_comes_to_the_same(open_page):
    config = Config(dataset="digits", depth=100, norm="layer", seeds=1)
    app = open_page("gradients", **to_query(config))
    lines = job_lines(app)
    doing = "Computing the gradients of every layer …"
    assert lines[0] == doing or lines[0].startswith("Waiting for a free worker: place ")
    assert [title.value for title in app.title] and "What am I looking at?" not in texts(app)
    computed(app)
    still = runnable(config, "initial")
    assert gradient_words.describe(config, lesson.run(still)) in texts(app) and doing not in job_lines(app)
    (here,), there = first.train(still), jobs().view(jobs().submit(first.train, still)).snapshots[-1]
    for mine, theirs in zip(astuple(here.now), astuple(there.now), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    easy = replace(still, depth=20, norm="none")
    assert following.small(first, still) is None and following.small(first, easy) is not None
