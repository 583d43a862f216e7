"""Composition, and Universal approximation: defaults, examples, ranges, wrong links, and a training to its end."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.config import Range, runnable, settings, to_query
from core.experiments import approximation, composition
from core.experiments.approximation import sizes as approximation_sizes
from core.jobs import State, jobs
from core.learning import fitted
from tests.helpers.pages import ended, healthy, link, metrics, texts, visit, widget
from ui.lesson import first_runs

WAVES, FITS = composition.Config, approximation.Config
LESSONS = {"composition": composition, "approximation": approximation}
SHORT = {"composition": WAVES(n1=1, n2=1, depth=2, width=4, steps=100), "approximation": FITS(units=5, steps=100)}


def job_of(page, config):
    lesson = LESSONS[page]
    return jobs().submit(lesson.__name__, runnable(config, "training"))


def leave(page, config):
    """Cancel what a visit began, so that it does not hold up the next."""
    jobs().cancel(job_of(page, config))
    if page == "approximation":
        jobs().cancel(jobs().submit(approximation_sizes.__name__, approximation_sizes.of(config)))


def test_composition_opens_with_the_slides_first_example(open_page):
    app = open_page("composition")
    result = composition.run(WAVES())
    said, numbers = texts(app), metrics(app)
    assert app.title[0].value == "Why does depth multiply?"
    assert numbers["Peaks, counted"] == "12" and numbers["The deck: 2 n₁ n₂"] == "2 · 3 · 2 = 12"
    assert numbers["ReLU units"] == "10" and numbers["One layer: 2 units a peak"] == "24"
    assert composition.describe(WAVES(), result) in said
    assert "**f₁(x)**: 3 peaks" in said and "**f₂(x)**: 2 peaks" in said and "**f₂(f₁(x))**: 12 peaks" in said
    assert len(app.get("vega_lite_chart")) == 5 and not app.warning and link(app) == {}
    leave("composition", WAVES())


def test_moving_a_slider_counts_anew_and_moves_the_link(open_page):
    app = open_page("composition", **to_query(SHORT["composition"]))
    widget(app.slider, "composition.n1").set_value(4)
    widget(app.slider, "composition.n2").set_value(5)
    app = healthy(app.run())
    assert metrics(app)["Peaks, counted"] == "40"
    assert link(app)["n1"] == "4" and link(app)["n2"] == "5"


def test_approximation_opens_with_boxes_over_the_function(open_page):
    app = open_page("approximation")
    result = approximation.run(FITS())
    assert app.title[0].value == "Can a network be any function?"
    assert metrics(app)["Error of the boxes"] == f"{result.rms:.3f}" and metrics(app)["dx"] == "0.05"
    said = texts(app)
    assert f"20 boxes of width 0.05: error {result.rms:.2g}" in said
    assert "| 2 | 100 cells | 400 bytes | 400 |" in said and "10⁷⁸⁴ cells" in said
    assert not app.warning and link(app) == {}
    leave("approximation", FITS())


@pytest.mark.parametrize("page", LESSONS)
def test_a_training_from_nothing_to_the_end(open_page, page):
    config, lesson = SHORT[page], LESSONS[page]
    app = open_page(page, **to_query(config))
    job = ended(job_of(page, config))
    assert job.state is State.DONE, job.reason
    app, now = healthy(app.run()), fitted.last(job.snapshots)
    said = texts(app)
    assert "Recorded: 100 steps" in said
    if page == "composition":
        assert lesson.described(config, now) in said
    else:
        assert lesson.describe(config, lesson.run(config), now) in said
        assert metrics(app)["One hidden layer: error"] == f"{sorted(now['one layer'].rms)[2]:.3f}"


def test_all_sizes_are_trained_and_described(open_page):
    config = SHORT["approximation"]
    app = open_page("approximation", **to_query(config))
    job = ended(jobs().submit(approximation_sizes.__name__, approximation_sizes.of(config)))
    assert job.state is State.DONE, job.reason
    app = healthy(app.run())
    assert approximation_sizes.describe(job.snapshots, approximation_sizes.curve_of_boxes("wave")) in texts(app)
    assert "Recorded: 18 sizes" in texts(app)


@pytest.mark.parametrize("page", LESSONS)
def test_a_new_seed_is_the_next_one(open_page, page):
    app = open_page(page, **to_query(SHORT[page]))
    ended(job_of(page, SHORT[page]))
    app = healthy(app.run())
    next(button for button in app.button if button.label == "New seed").click()
    app = healthy(app.run())
    assert link(app)["seed"] == "1"


@pytest.mark.parametrize(("page", "name"), [(page, name) for page, one in LESSONS.items() for name in one.PRESETS])
def test_each_example_is_chosen_by_its_chip(tab, page, name):
    app = visit(tab, page, **to_query(SHORT[page]))
    widget(app.pills, f"{page}.preset").set_value(name)
    app = healthy(app.run())
    preset = LESSONS[page].PRESETS[name]
    assert preset.why in texts(app) and not app.warning
    assert link(app) == to_query(preset.config)
    leave(page, preset.config)


ENDS = [
    (page, s.name, end)
    for page, config in SHORT.items()
    for s in settings(type(config)).values()
    if isinstance(s.declaration, Range) and s.name != "lr_wide"
    for end in (s.kind(s.declaration.low), s.kind(s.declaration.high))
    if end != getattr(config, s.name)
]


@pytest.mark.parametrize(("page", "name", "value"), ENDS)
def test_the_ends_of_the_ranges(tab, page, name, value):
    config = replace(SHORT[page], **{name: value})
    app = visit(tab, page, **to_query(config))
    assert not app.warning and link(app) == to_query(config)
    assert "**What am I looking at?**" in texts(app)
    leave(page, config)


@pytest.mark.parametrize(
    ("page", "query", "message", "left"),
    [
        ("composition", {"n1": "0"}, "'n1' must be an integer in [1, 6]. Got 0 instead. Using 1.", {"n1": "1"}),
        ("composition", {"height": "nan"}, "Got nan instead. Using 1.0.", {}),
        ("composition", {"join": "<b>"}, "'join' must be one of 'compose', 'add'.", {}),
        ("approximation", {"boxes": "1e9"}, "Got 1e9 instead. Using 20.", {}),
        ("approximation", {"units": "9999"}, "Using 205.", {"units": "205"}),
        ("approximation", {"target": "moon"}, "'target' must be one of 'wave', 'corner'", {}),
        ("approximation", {"lr": "-1", "n1": "3"}, "There is no setting 'n1' here", {"lr": "0.0001"}),
    ],
)
def test_a_wrong_link_is_said_and_corrected(tab, page, query, message, left):
    visit(tab, "home")
    app = visit(tab, page, **query)
    said = re.sub(r"\\(.)", r"\1", app.warning[0].value)
    assert "The link was changed to what is possible." in said and message in said
    assert link(app) == left
    for name in LESSONS:
        leave(name, type(SHORT[name])())


def test_the_first_run_is_the_pages_own_job():
    ((_, config),) = first_runs("approximation")
    assert runnable(FITS(), "training") == config
