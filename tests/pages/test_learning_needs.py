"""The page of what learning needs: what it opens with, its switches, and what workers compute for it."""

from __future__ import annotations

import pytest

from core.experiments import learning_needs as lesson
from core.experiments.learning_needs import Config, amounts, cases, corners, manifold
from core.jobs import State, jobs
from tests.helpers.pages import ended, healthy, link, texts, visit, widget

OFFLINE = Config(dataset="digits")


def test_it_opens_with_all_worlds_and_every_learner_at_one_half(tab):
    app = visit(tab, "learning_needs")
    said = texts(app)
    assert app.title[0].value == "Why can anything be learned?"
    assert lesson.describe(Config(), lesson.run(Config())) in said and link(app) == {}


def test_what_workers_compute_is_told_when_it_is_there(tab):
    app = visit(tab, "learning_needs", dataset="digits")
    found = []
    for module in (manifold, cases, amounts, corners):
        job = ended(jobs().submit(module.train, module.of(OFFLINE)))
        assert job.state is State.DONE, job.reason
        found.append(job.snapshots[-1])
    said = texts(healthy(app.run()))
    assert lesson.pictured(found[0]) in said and lesson.compared(OFFLINE, found[1]) in said
    assert lesson.learned(found[2]) in said and lesson.seen_more(found[3], "nearest") in said
    assert lesson.morphed(found[0], 1, tuple("0123456789")) in said
    next(button for button in app.button if button.label == "Another pair").click()
    assert link(healthy(app.run()))["pair"] == "2"
    widget(app.toggle, "learning_needs.bent").set_value(False)
    app = healthy(app.run())
    assert link(app)["bent"] == "0"
    assert lesson.compared(Config(dataset="digits", bent=False), found[1]) in texts(app)
    assert " ".join(lesson.leads(found[1])) in texts(app), "for lecturers"


@pytest.mark.parametrize(("step", "said"), [("6", "0."), ("7", "next to nothing."), ("8", "a deep net.")])
def test_what_a_worker_computes_answers_a_question(tab, step, said):
    app = visit(tab, "learning_needs", step=step)
    next(button for button in app.button if button.label == "Just show me").click()
    app = healthy(app.run())
    for module in (manifold, amounts, cases):
        ended(jobs().submit(module.train, module.of(OFFLINE)))
    question = lesson.COURSE.steps[int(step) - 1].question
    assert f"{question.ask} **{said}**" in texts(healthy(app.run()))


def test_the_cover_curve_follows_its_dimension(tab):
    app = visit(tab, "learning_needs", dimension="5")
    config = Config(dimension=5)
    assert lesson.covered(config, lesson.cover.run(config)) in texts(app)
