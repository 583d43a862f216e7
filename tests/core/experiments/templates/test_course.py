"""The course of Templates: its answers, found in another way, and its goals, which no example reaches."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.data import images
from core.experiments.templates import COURSE, PRESETS, Config, selection, train
from tests.helpers.archives import needs_archives
from tests.helpers.said import sentences, unknown, words_in

ASKED = [step for step in COURSE.steps if step.question]
SOON, DECAYED, SCRAMBLED, FAST = ASKED
BUILD, PAIR, FIVE, QUICK = COURSE.exercises
SOLVED = {
    BUILD.name: Config(dataset="digits", classes=(0, 1, 2), bias=True),
    PAIR.name: Config(classes=(5, 8), bias=True),
    FIVE.name: Config(classes=(0, 1, 4, 6, 7), bias=True, epochs=6),
    QUICK.name: Config(lr=0.005, epochs=1),
}


@pytest.fixture(scope="module")
def runs():
    """The run of each step with a question, on the offline digits."""
    return {step: list(train(replace(step.config, dataset="digits"))) for step in ASKED}


def answered(step, run):
    config = replace(step.config, dataset="digits")
    return step.question.truth(config, run), step.question.cause(config, run)


def misread(config, now):
    """The share of test pictures that the templates of a snapshot misread, one picture at a time."""
    chosen, data, wrong = selection(config), images.load(config.dataset), 0
    for row in chosen.test_rows:
        seen = chosen.seen(data.test_images[row]) / 255
        scores = [float((template * seen).sum()) for template in now.weight]
        wrong += config.classes[int(np.argmax(scores))] != data.test_labels[row]
    return wrong / len(chosen.test_rows)


def test_the_steps_begin_with_the_opening_and_have_questions():
    assert COURSE.steps[0].config == Config() and 4 <= len(COURSE.steps) <= 8
    assert len(ASKED) >= 2 and len(COURSE.exercises) >= 3
    assert {step.config for step in COURSE.steps} <= {preset.config for preset in PRESETS.values()}


@pytest.mark.parametrize("step", [SCRAMBLED, FAST], ids=["scrambled", "fast"])
def test_the_test_error_is_that_of_the_templates_matched_one_by_one(step, runs):
    config, run = replace(step.config, dataset="digits"), runs[step]
    truth, cause = answered(step, run)
    assert truth == pytest.approx(100 * misread(config, run[-1]), abs=0.3)
    grown = np.mean(np.abs(run[-1].weight)) / np.mean(np.abs(run[0].weight))
    known = [truth / 100, grown, run[-1].test_loss, math.log(10), 0.9]
    assert unknown(cause, known) == []


def test_the_first_update_with_few_mistakes_is_the_one_before_which_all_have_more(runs):
    run = runs[SOON]
    truth, cause = answered(SOON, run)
    config = replace(SOON.config, dataset="digits")
    at = [now.step for now in run].index(truth)
    assert misread(config, run[at]) < 0.2 <= min(misread(config, now) for now in run[:at])
    assert unknown(cause, [run[-1].step - truth, run[-1].test_error]) == []
    truth, cause = answered(SOON, run[:5])
    assert truth == run[4].step and cause.startswith("It is not there sooner: at the end it misreads ")


def test_weights_grow_though_decay_shrinks_them(runs):
    first, last = runs[DECAYED][0].weight, runs[DECAYED][-1].weight
    truth, cause = answered(DECAYED, runs[DECAYED])
    grown = sum(abs(float(w)) for w in last.ravel()) / sum(abs(float(w)) for w in first.ravel())
    assert 1.15 < grown < 3 / 1.15 and DECAYED.question.options[truth] == "one to three times larger"
    rim = np.ones((28, 28), bool)
    rim[1:-1, 1:-1] = False
    left = np.abs(last[:, rim]).mean() / np.abs(first[:, rim]).mean()
    assert unknown(cause, [grown, left]) == []
    assert ("the noise is gone" in cause) == (left < 0.1)
    for factor, option in ((0.5, 0), (2.0, 1), (10.0, 2)):
        run = [replace(runs[DECAYED][0], weight=w) for w in (first, factor * first)]
        assert answered(DECAYED, run)[0] == option


def test_a_cause_is_right_whatever_the_numbers_are(runs):
    end = runs[FAST][-1]
    assert "too sure of its mistakes" in answered(FAST, [runs[FAST][0], end])[1]
    for other in (replace(end, test_error=0.8), replace(end, test_loss=0.5)):
        assert "Blind guessing would misread 90\u202f%" in answered(FAST, [runs[FAST][0], other])[1]
    assert "misreads only" not in answered(SCRAMBLED, [replace(end, test_error=0.8)])[1]


@needs_archives
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_no_example_reaches_a_goal(exercise):
    for config in {Config(), *(preset.config for preset in PRESETS.values())}:
        full = exercise is QUICK and config.batch_size == 60_000  # twelve updates: all else is known before
        said = exercise.missing(config, list(train(config)) if full else None)
        assert said and all(words_in(sentence) <= 25 for sentence in sentences(said))


def test_a_layer_is_built_and_its_numbers_are_counted():
    config = SOLVED[BUILD.name]
    run = list(train(config))
    assert BUILD.missing(config, run) == ""
    assert BUILD.missing(replace(config, bias=False), run) == "The layer has 2,352 numbers."
    other = replace(config, classes=(0, 1, 2, 3, 4))
    assert BUILD.missing(other, list(train(other))) == "The layer has 3,925 numbers, its bias included."


@needs_archives
@pytest.mark.parametrize("exercise", [PAIR, FIVE, QUICK], ids=lambda exercise: exercise.name)
def test_the_kept_solution_reaches_its_goal(exercise):
    config = SOLVED[exercise.name]
    run = list(train(config))
    assert exercise.missing(config, run) == ""
    worse, better = replace(run[-1], test_error=0.5), replace(run[-1], test_error=0.01)
    assert exercise.missing(config, [better if exercise is PAIR else worse])
    if exercise is PAIR:
        assert "leave all else" in exercise.missing(replace(config, lr=1e-5), None)


@pytest.mark.slow
@needs_archives
def test_the_questions_have_the_answers_that_people_do_not_expect():
    for step, low, high in ((SOON, 8, 60), (DECAYED, 1, 1), (SCRAMBLED, 6.5, 8), (FAST, 7, 25)):
        run = list(train(step.config))
        assert low <= step.question.truth(step.config, run) <= high
        if step is DECAYED:
            assert 1.15 < np.abs(run[-1].weight).mean() / np.abs(run[0].weight).mean() < 3 / 1.15


def test_sentences_are_short(runs):
    texts = [step.sentence for step in COURSE.steps] + [exercise.goal for exercise in COURSE.exercises]
    texts += [step.question.ask for step in ASKED] + [answered(step, runs[step])[1] for step in ASKED]
    assert all(words_in(sentence) <= 25 for text in texts for sentence in sentences(text))
    assert all(len(sentences(step.sentence)) == 1 for step in COURSE.steps)
