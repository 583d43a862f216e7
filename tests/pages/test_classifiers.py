"""The page of Classifiers: what it shows at once and when all have learned, and points that people bring."""

from __future__ import annotations

import numpy as np
import pytest

from core.experiments import classifiers as lesson
from core.experiments.classifiers import Config, points, quick, training
from core.jobs import State, jobs
from tests.helpers.pages import ended, healthy, link, texts, visit

SMALL = {"n": "50", "rounds": "5", "updates": "100"}
CONFIG = Config(n=50, rounds=5, updates=100)


def test_three_are_there_at_once_and_six_when_they_have_learned(tab):
    app = visit(tab, "classifiers", **SMALL)
    job = ended(jobs().submit(lesson.train, CONFIG))
    assert job.state is State.DONE, job.reason
    said, fast, last = texts(healthy(app.run())), quick.run(CONFIG), job.snapshots[-1]
    assert lesson.describe(CONFIG, fast, last) in said and lesson.compared(CONFIG, fast, last) in said
    assert lesson.cells(last) in said and len(app.get("vega_lite_chart")) == 2
    assert "AdaBoost, the SVM and the MLP are still learning." in lesson.describe(CONFIG, fast, None)


def brought(app, text):
    app.text_area(key="classifiers.typed").set_value(text)
    return healthy(app.button(key="classifiers.take").click().run())


def test_points_are_brought_as_text_and_stand_in_the_link(tab):
    app = brought(visit(tab, "classifiers", **SMALL), "x;y;kind\n0,5;1;b\n-1;0,25;a\n0;0;c")
    assert link(app)["data"] == "own"
    assert points.places(link(app)["points"]) == [(50, 100, 1), (-100, 25, 0), (0, 0, 2)]
    assert "3 points of 3 classes: “a”, “b” and “c”." in [one.value for one in app.success]
    app = brought(app, "1,2,a\n3,nan,b")
    assert app.error[0].value.startswith("Line 2 has “nan” where a number is needed.")
    app = brought(app, "0.1,0.2,a\n" * 20_000)
    assert "At most 2,000 points can be shown. Got 20,000 instead." in app.error[0].value
    assert points.places(link(app)["points"]) == [(50, 100, 1), (-100, 25, 0), (0, 0, 2)], "nothing is lost"


@pytest.mark.parametrize("text", ["", points.written([(0, 0, 3)])], ids=["none", "one"])
def test_without_two_classes_the_page_says_what_to_do(tab, text):
    app = visit(tab, "classifiers", data="own", points=text)
    assert lesson.NOTHING in texts(app)
    assert not [one for one in app.button if one.label == "Stop"]


def test_what_was_stopped_says_so_and_the_quick_ones_stay(tab):
    config = Config(n=60, rounds=300, updates=5000, hidden="20-20", seed=77)
    key = jobs().submit(lesson.train, config)
    jobs().cancel(key)
    app = visit(tab, "classifiers", n="60", rounds="300", updates="5000", hidden="20-20", seed="77")
    job = jobs().view(key)
    assert job.state is State.CANCELLED
    found = job.snapshots[-1] if job.snapshots else None
    said = lesson.describe(config, quick.run(config), found, learning=False)
    assert said in texts(app) and "still learning" not in said and f"{said.numbers[1][1]}" in texts(app)


def test_a_network_that_diverges_is_named_with_a_remedy_and_the_others_stay():
    """A learning rate at which no setting diverges is the largest that is allowed: so the loss is made infinite."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.learning.training.Many.finite", lambda self: False)
        with pytest.raises(RuntimeError, match=r"The learning rate 0\.03 is too large here"):
            next(training.train(CONFIG))
    assert np.isfinite([*quick.run(CONFIG).right.values()]).all()
