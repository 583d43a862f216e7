"""The page of softmax: its first screen, a digit's scores that are taken into the bars, slips, and the code."""

from __future__ import annotations

import contextlib
import io
import re
from dataclasses import replace

import numpy as np
import pytest

from core.config import to_query
from core.experiments import softmax, templates
from core.experiments.softmax import PRESETS, Config
from core.jobs import jobs
from tests.helpers.pages import ended, healthy, link, opened, texts, visit
from ui import lesson
from ui.lessons.softmax import code


def test_it_opens_with_the_slides_scores(tab):
    app = visit(tab, "softmax")
    said = texts(app)
    assert softmax.describe(Config(), softmax.run(Config())) in said and "37.7\u202f% of the probability" in said
    assert [header.value for header in app.header][:4] == [
        "How large must a lead be?",
        "When numbers run out",
        "What does a score learn?",
        "A real digit",
    ]


def test_beyond_float32_there_is_no_number_and_the_page_says_why(tab):
    config = PRESETS["Beyond float32"].config
    said = texts(visit(tab, "softmax", **to_query(config)))
    assert "infinity divided by infinity is no number" in said
    assert "| The formula as it stands, in float32 | ∞ | ∞ | no number |" in said


def test_the_slips_of_the_slide_are_named(tab):
    said = texts(visit(tab, "softmax"))
    assert "Class 1 of −2, −0.5, 2, 1.5: the slide prints .04, and it is 0.0481." in said
    assert "Class 2 of −2, −0.5, 7, 1.5: the slide prints .99, and it is 0.9953." in said
    assert len(re.findall(r"the slide prints", said)) >= 3


def test_a_digits_scores_are_those_of_the_templates_and_go_into_the_bars():
    _, run = lesson.home_run()
    app = opened("softmax", digit="3", nth="2")
    job = ended(jobs().submit(templates.train, run))
    app = healthy(app.run())
    assert "Picture 2 of" in texts(app)
    selection, now = templates.selection(job.config), job.snapshots[-1]
    rows = selection.test_rows[selection.data.test_labels[selection.test_rows] == 3]
    wanted = templates.match(now.weight, now.bias, selection.data.test_images[rows[1]]).scores
    next(button for button in app.button if button.label == "Take these scores into the figure").click()
    app = healthy(app.run())
    taken = [float(s) for s in link(app)["scores"].split(",")]
    assert np.abs(np.array(taken) - wanted).max() < 1e-3 and link(app)["target"] == "3"


@pytest.mark.parametrize("config", [Config(), PRESETS["Beyond float32"].config, PRESETS["Hot"].config])
def test_the_code_runs_and_prints_the_probabilities(config):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code(config), {})
    printed = [float(v) for v in re.findall(r"nan|\d\.\d+(?:e-\d+)?", said.getvalue())]
    assert printed == pytest.approx(softmax.run(config).shown, abs=1e-4, nan_ok=True)


def test_fewer_classes_than_the_right_one(tab):
    config = replace(Config("1,2"), target=9)
    said = texts(visit(tab, "softmax", **to_query(config)))
    assert "raises the score of class 1" in said
