"""The course of Learning a template: its answers, found in another way, and its goals, which no example reaches."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.data import images
from core.experiments.template_learning import COURSE, PRESETS, Config, Place, selection, walk_of
from core.experiments.template_learning.course import first
from tests.helpers.archives import needs_archives
from tests.helpers.said import sentences, unknown, words_in

ASKED = [step for step in COURSE.steps if step.question]
SURE, FAILS, CLOTHES = COURSE.exercises
TEN = tuple(range(10))
SOLVED = {
    SURE.name: Config(dataset="digits", lr=0.03),
    FAILS.name: Config(dataset="digits", lr=1.0),
    CLOTHES.name: Config(dataset="fashion_mnist", classes=TEN, lr=0.003),
}


def answered(step, **changes):
    config = replace(step.config, **changes)
    found = COURSE.source(step.question)(config)
    return config, found, step.question.truth(config, found), step.question.cause(config, found)


def softmax(scores):
    up = np.exp(scores - scores.max())
    return up / up.sum()


def learned(config, many):
    """The templates (K, D) after so many pictures, and the last picture (D,) with its class, by a plain loop."""
    walk, weight = walk_of(config), first(config).weight.reshape(len(config.classes), -1).copy()
    for n in range(many):
        picture, label = walk.picture(n)
        ink = picture.ravel() / 255
        chances = softmax(weight @ ink)
        for k in range(len(weight)):
            weight[k] += config.lr * ((k == label) - chances[k]) * ink
    return weight, ink, label


def test_the_steps_begin_with_the_opening_and_have_questions():
    assert COURSE.steps[0].config == Config() and 4 <= len(COURSE.steps) <= 8
    assert len(ASKED) >= 2 and len(COURSE.exercises) >= 3
    assert {step.config for step in COURSE.steps} == {preset.config for preset in PRESETS.values()}
    assert all(isinstance(view, Place) for step in COURSE.steps for view in step.views)


def test_one_update_takes_the_probability_to_what_a_plain_loop_finds():
    config, _, truth, cause = answered(ASKED[0], dataset="digits")
    weight, ink, label = learned(config, 1)
    assert truth == pytest.approx(100 * softmax(weight @ ink)[label])
    before = first(config).weight.reshape(4, -1)
    rise = (weight - before) @ ink
    others = np.delete(rise, label)
    assert unknown(cause, [softmax(before @ ink)[label], rise[label], others.min(), others.max()]) == []
    assert 40 < truth < 75, "most people say a little more than 25"


@pytest.mark.parametrize("dataset", ["digits", pytest.param("mnist", marks=needs_archives)])
def test_what_the_others_lose_is_what_one_template_gains(dataset):
    _, found, truth, _ = answered(ASKED[1], dataset=dataset)
    change = found.update.change
    lost = sum(change[k].sum() for k in range(10) if k != found.label)
    assert lost / change[found.label].sum() == pytest.approx(-1)
    assert ASKED[1].question.options[truth] == "as much as that one gains"
    one = replace(found, update=replace(found.update, error=np.eye(10)[found.label] * 1.8 - 0.9))
    assert ASKED[1].question.truth(Config(), one) == 2, "nine others that lose as much each"


@pytest.mark.parametrize("number", [2, 3])
def test_the_test_error_after_1000_pictures_is_that_of_a_plain_loop(number):
    config, found, truth, cause = answered(ASKED[number], dataset="digits")
    weight, _, _ = learned(config, 1_000)
    data, rows = images.load("digits"), selection(config).test_rows
    ink, labels = data.test_images[rows].reshape(len(rows), -1) / 255, data.test_labels[rows]
    assert truth == pytest.approx(100 * np.mean((ink @ weight.T).argmax(1) != labels))
    assert unknown(cause, [0.75, math.log(4), found.loss]) == []


@needs_archives
def test_the_questions_have_the_answers_that_people_do_not_expect():
    for step, low, high in zip(ASKED, (55, 1, 20, 3), (67, 1, 55, 20), strict=True):
        *_, truth, _ = answered(step)
        assert low <= truth <= high


def test_a_cause_is_right_whatever_the_numbers_are():
    step, result = ASKED[3], first(Config(dataset="digits"))
    tested = COURSE.source(step.question)(replace(step.config, dataset="digits"))._replace(result=result)
    cause = step.question.cause
    assert "too sure of its mistakes" in cause(Config(), tested)
    assert "not too large" in cause(Config(), tested._replace(loss=0.2))
    assert "outweighs all" in cause(Config(), tested._replace(error=0.7))
    assert "add up" in ASKED[2].question.cause(Config(), tested._replace(error=0.6))
    assert "lost in the noise" in ASKED[2].question.cause(Config(), tested._replace(error=0.74))


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_no_example_reaches_a_goal(exercise):
    for config in {Config(), *(preset.config for preset in PRESETS.values())}:
        offline = replace(config, dataset="digits")
        found = None if exercise is CLOTHES else COURSE.source(exercise)(offline)  # its settings alone say it
        said = exercise.missing(offline if found else config, found)
        assert said and all(words_in(sentence) <= 25 for sentence in sentences(said))


@pytest.mark.parametrize("exercise", [SURE, FAILS], ids=lambda exercise: exercise.name)
def test_the_kept_solution_reaches_its_goal(exercise):
    config = SOLVED[exercise.name]
    assert exercise.missing(config, COURSE.source(exercise)(config)) == ""


@needs_archives
def test_pictures_of_clothes_are_learned_and_no_example_of_real_pictures_reaches_a_goal():
    config = SOLVED[CLOTHES.name]
    assert CLOTHES.missing(config, COURSE.source(CLOTHES)(config)) == ""
    faster = replace(config, lr=0.01)
    assert "are misread" in CLOTHES.missing(faster, COURSE.source(CLOTHES)(faster))
    for exercise in (SURE, FAILS):
        for preset in PRESETS.values():
            assert exercise.missing(preset.config, COURSE.source(exercise)(preset.config))


def test_sentences_are_short():
    texts = [step.sentence for step in COURSE.steps] + [exercise.goal for exercise in COURSE.exercises]
    texts += [step.question.ask for step in ASKED] + [answered(step, dataset="digits")[3] for step in ASKED]
    assert all(words_in(sentence) <= 25 for text in texts for sentence in sentences(text))
    assert all(len(sentences(step.sentence)) == 1 for step in COURSE.steps)
