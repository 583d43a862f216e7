"""The course of the digit lab: its answers, found in another way, and its goals, which no example reaches."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.data import images
from core.experiments.digit_lab import COURSE, PRESETS, Config, selection, sweep, train, widths
from tests.helpers.archives import needs_archives
from tests.helpers.said import sentences, unknown, words_in

ASKED = [step for step in COURSE.steps if step.question]
FIRST, CURVE, PHOTOS, CONVNET, HUNDRED = ASKED
NUMBERS = [FIRST, PHOTOS, CONVNET, HUNDRED]
TWO, COLOUR, TINY = COURSE.exercises
SOLVED = {
    TWO.name: Config(epochs=2, batch_size=50, lr=3e-3),
    COLOUR.name: Config(dataset="cifar10", widths="64", epochs=5, batch_size=50, lr=1e-3),
    TINY.name: Config(network="convnet", widths="", filters=3, epochs=3, batch_size=50, lr=5e-3),
}


def offline(step):
    return replace(step.config, dataset="digits", epochs=min(step.config.epochs, 5))


@pytest.fixture(scope="module")
def runs():
    """The run of each step that asks for a number, of a few epochs, on the offline digits."""
    return {step: list(train(offline(step))) for step in NUMBERS}


def answered(step, run):
    return step.question.truth(offline(step), run), step.question.cause(offline(step), run)


def misread(config, parameters, part):
    """The share of pictures that an MLP with ReLU and these (weight, bias, weight, ...) misreads."""
    data = images.load(config.dataset)
    seen, labels = (getattr(data, f"{part}_{what}") for what in ("images", "labels"))
    x = seen[getattr(selection(config), f"{part}_rows")].reshape(len(labels), -1) / 255
    each = 2 if config.bias else 1
    layers = [parameters[i : i + each] for i in range(0, len(parameters), each)]
    for depth, (weight, *bias) in enumerate(layers):
        x = x @ weight.T.astype(float) + (bias[0] if bias else 0)
        x = np.maximum(x, 0) if depth < len(layers) - 1 else x
    return float(np.mean(x.argmax(1) != labels))


def test_the_steps_begin_with_the_opening_and_have_questions():
    assert COURSE.steps[0].config == Config() and 4 <= len(COURSE.steps) <= 8
    assert len(ASKED) >= 2 and len(COURSE.exercises) >= 3


def test_steps_say_how_many_weights_there_are():
    def numbers(config, inputs):
        sizes = [inputs, *map(int, filter(None, config.widths.split("-"))), 10]
        return sum((a + config.bias) * b for a, b in pairwise(sizes))

    narrow = next(step for step in COURSE.steps if step.question is CURVE.question)
    assert f"{numbers(narrow.config, 784):,} weights" in narrow.sentence
    assert f"{numbers(PRESETS['No hidden layer'].config, 784):,}" in narrow.sentence
    assert f"{numbers(PHOTOS.config, 3 * 32 * 32):,} weights" in PHOTOS.sentence
    assert f"{numbers(HUNDRED.config, 784):,} weights" in HUNDRED.sentence and HUNDRED.config.subset == 100


@pytest.mark.parametrize("step", NUMBERS, ids=["first", "photos", "convnet", "hundred"])
def test_the_test_error_is_counted_from_the_confusions(step, runs):
    truth, cause = answered(step, runs[step])
    end = runs[step][-1]
    wrong = sum(int(end.confusion[i, j]) for i in range(10) for j in range(10) if i != j)
    assert truth == pytest.approx(100 * wrong / end.confusion.sum())
    if step is not CONVNET:
        assert truth == pytest.approx(100 * misread(offline(step), end.parameters, "test"), abs=0.3)
        assert unknown(cause, [end.train_error, 0.9, end.step]) == []
        return
    behind = sum(p.size for p in end.parameters if p.ndim < 4) - 2 * step.config.filters  # biases of convolutions
    assert unknown(cause, [behind / sum(p.size for p in end.parameters), 3]) == []


def test_a_cause_is_right_whatever_the_numbers_are(runs):
    end = runs[CONVNET][-1]
    ends = [replace(end, train_error=a, test_error=b) for a, b in ((0.0, 0.03), (0.03, 0.03), (0.6, 0.6))]
    said = [answered(step, [one])[1] for step in NUMBERS for one in ends]
    assert ["alone" in text for text in said[:3]] == [True, False, False]
    assert not any("horse" in text for text in said)
    assert "horse" in PHOTOS.question.cause(PHOTOS.config, ends)
    half = replace(end, confusion=end.confusion[:2, :2])
    assert all("misreads 50\u202f%" in answered(step, [half])[1] for step in (PHOTOS, HUNDRED))
    assert ["learn all the same" in text for text in said[6:9]] == [True, True, False]
    assert ["nothing more to teach" in text for text in said[9:]] == [True, False, False]


def test_the_curve_of_widths_is_that_of_networks_trained_one_by_one(monkeypatch):
    monkeypatch.setattr(widths, "SHOWN", 6_000)
    config = replace(CURVE.config, dataset="digits")
    assert COURSE.source(CURVE.question) is widths.train
    found = list(widths.train(config))
    xs, ys = CURVE.question.truth(config, found)
    x, y = CURVE.question.x, CURVE.question.y
    assert list(xs) == sorted(set(xs)) and x.low <= xs[0] and xs[-1] <= x.high
    assert y.low <= min(ys) and max(ys) <= y.high and ys[0] > 2 * ys[-1]
    *_, end = sweep.train(sweep.Config("digits", width=16, epochs=4, seeds=3))
    assert ys[list(xs).index(16)] == pytest.approx(100 * sum(end.test_error) / 3)
    cause = CURVE.question.cause(config, found)
    assert unknown(cause, [xs[0], xs[2], xs[-1], ys[0] / 100, ys[2] / 100, ys[-1] / 100]) == []
    assert "few neurons already" in cause
    straight = [replace(s, test_error=0.9 - 0.1 * i) for i, s in enumerate(found)]
    assert "few neurons already" not in CURVE.question.cause(config, straight)
    assert widths.progress(config, found[:3])[:2] == (3, len(xs))
    assert list(widths.train(config, stop=lambda: True)) == []


@needs_archives
@pytest.mark.slow
def test_the_curve_falls_steeply_at_first():
    xs, ys = CURVE.question.truth(CURVE.config, list(widths.train(CURVE.config)))
    error = dict(zip(xs, ys, strict=True))
    assert error[2] > 25 and error[8] < 10 and 1.5 < error[128] < 4.5


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_no_example_reaches_a_goal(exercise):
    for config in {Config(), *(preset.config for preset in PRESETS.values())}:
        for one in (config, replace(config, dataset="digits")):
            said = exercise.missing(one, None)  # its settings alone say it
            assert said and words_in(said) <= 25


def test_weights_are_counted_before_anything_runs(runs):
    end = replace(runs[CONVNET][-1], test_error=0.03)
    solution = SOLVED[TINY.name]
    assert TINY.missing(solution, [end]) == ""
    assert TINY.missing(solution, [replace(end, test_error=0.05)]) == "The test error is 5.00\u202f%."
    many = 5 * 9 + 5 * 5 * 9 + 12 * 12 * 5 * 10
    said = f"The network has {many:,} weights, and at most 5,000 are allowed."
    assert TINY.missing(replace(solution, filters=5), None) == said


@needs_archives
@pytest.mark.parametrize("exercise", [TWO, COLOUR], ids=lambda exercise: exercise.name)
def test_the_kept_solution_reaches_its_goal(exercise):
    config = SOLVED[exercise.name]
    run = list(train(config))
    assert exercise.missing(config, run) == ""
    assert exercise.missing(config, [replace(run[-1], test_error=0.9)]) == "The test error is 90.00\u202f%."
    assert "epochs" in exercise.missing(replace(config, epochs=6), None)


@needs_archives
@pytest.mark.slow
def test_five_thousand_weights_are_enough():
    assert TINY.missing(SOLVED[TINY.name], list(train(SOLVED[TINY.name]))) == ""


def test_sentences_are_short(runs):
    texts = [step.sentence for step in COURSE.steps] + [exercise.goal for exercise in COURSE.exercises]
    texts += [step.question.ask for step in ASKED] + [answered(step, runs[step])[1] for step in NUMBERS]
    assert all(words_in(sentence) <= 25 for text in texts for sentence in sentences(text))
    assert all(len(sentences(step.sentence)) == 1 for step in COURSE.steps)
