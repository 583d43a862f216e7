"""The course of Serial and batch: its answers, found in another way, and its goals, which no example reaches."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.data import images
from core.experiments.batches import COURSE, MODES, PRESETS, Config, View, last, selection, train
from core.words import percent
from tests.helpers.archives import needs_archives
from tests.helpers.said import sentences, unknown, words_in

ASKED = [step for step in COURSE.steps if step.question]
CURVE, SUM, RATE, KNOWN = ASKED
TAME, KEEP_UP, CLOTHES = COURSE.exercises
SOLVED = {
    TAME.name: Config(
        dataset="digits", epochs=20, reduction="sum", lr_serial=0.01, lr_mini=0.005, lr_full=2 / 1_437
    ),
    KEEP_UP.name: Config(dataset="digits", epochs=20, lr_full=2.0),
    CLOTHES.name: Config(dataset="fashion_mnist", epochs=1, lr_mini=0.1, batch_size=50),
}
SHORT = {CURVE: 3, SUM: 3, RATE: 3, KNOWN: 8}  # epochs


def offline(step):
    return replace(step.config, dataset="digits", epochs=SHORT[step])


@pytest.fixture(scope="module")
def runs():
    """The run of each step with a question, on the 8x8 digits."""
    return {step: list(train(offline(step))) for step in ASKED}


def answered(step, run):
    return step.question.truth(offline(step), run), step.question.cause(offline(step), run)


def misread(config, weight, part):
    """The share of the training or test pictures that templates misread."""
    data, rows = images.load(config.dataset), getattr(selection(config), f"{part}_rows")
    pictures, labels = getattr(data, f"{part}_images")[rows], getattr(data, f"{part}_labels")[rows]
    scores = np.einsum("khw,nhw->nk", weight.astype(float), pictures / 255)
    return float(np.mean(scores.argmax(1) != labels))


def changed(run, **errors):
    """The ends of a run with other numbers: serial, mini-batch, full batch."""
    for name, values in errors.items():
        run = [replace(s, **{name: v}) for s, v in zip(last(run).values(), values, strict=True)]
    return run


def test_the_steps_begin_with_the_opening_and_have_questions():
    assert COURSE.steps[0].config == Config() and 4 <= len(COURSE.steps) <= 8
    assert len(ASKED) >= 2 and len(COURSE.exercises) >= 3
    assert {step.config for step in COURSE.steps} == {preset.config for preset in PRESETS.values()}
    assert all(isinstance(view, View) for step in COURSE.steps for view in step.views)


def test_the_curve_of_serial_learning_is_that_of_its_templates(runs):
    (seen, errors), cause = answered(CURVE, runs[CURVE])
    mine = [s for s in runs[CURVE] if s.mode == "serial"][1:]
    assert list(seen) == [s.step for s in mine] == sorted({s.step for s in mine}), "a picture is an update"
    for at in (0, len(mine) // 2, -1):
        found = 100 * misread(offline(CURVE), mine[at].weight, "test")
        assert errors[at] == pytest.approx(found, abs=0.3)
    x, y = CURVE.question.x, CURVE.question.y
    assert x.low <= min(seen) and max(seen) <= x.high and y.low <= min(errors) and max(errors) <= y.high
    there = next(s for s in mine if s.seen >= 1_000)
    rest = mine[-1].seen - there.seen
    assert unknown(cause, [there.seen, there.test_error, rest, mine[-1].test_error]) == []
    worse = replace(mine[-1], test_error=0.9)
    assert "end at 90.0\u202f%" in CURVE.question.cause(offline(CURVE), [*mine, worse])
    assert "The other" not in CURVE.question.cause(offline(CURVE), mine[:3])


def test_the_sum_breaks_whose_loss_is_worse_than_that_of_guessing(runs):
    truth, cause = answered(SUM, runs[SUM])
    losses = [last(runs[SUM])[mode].test_loss for mode in MODES]
    assert [loss > math.log(10) * 1.15 for loss in losses] == [False, False, True]
    assert [loss < math.log(10) / 1.15 for loss in losses] == [True, True, False]
    assert SUM.question.options[truth] == "the full batch"
    assert unknown(cause, [*losses, math.log(10), 0.01, 2.0, 0.01 * 1_437]) == []
    for given, which in (((1, 1, 1), 0), ((1, 9, 9), 2), ((9, 1, 1), 3), ((9, 9, 9), 3), ((1, 1, math.nan), 1)):
        assert answered(SUM, changed(runs[SUM], test_loss=given))[0] == which


def test_serial_misreads_least_where_all_have_one_rate(runs):
    truth, cause = answered(RATE, runs[RATE])
    found = [misread(offline(RATE), last(runs[RATE])[mode].weight, "test") for mode in MODES]
    assert RATE.question.options[truth] == "serial" and 1.15 * found[0] < min(found[1:])
    told = [*(s.step for s in last(runs[RATE]).values()), *(s.test_error for s in last(runs[RATE]).values())]
    assert unknown(cause, told) == []


def test_serial_knows_the_training_pictures_best(runs):
    truth, cause = answered(KNOWN, runs[KNOWN])
    found = [misread(offline(KNOWN), last(runs[KNOWN])[mode].weight, "train") for mode in MODES]
    assert KNOWN.question.options[truth] == "serial" and 1.15 * found[0] < min(found[1:])
    assert all(percent(s.train_error, 2) in cause for s in last(runs[KNOWN]).values())
    assert "overfit" in cause


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_no_example_reaches_a_goal(exercise):
    for config in {Config(), *(preset.config for preset in PRESETS.values())}:
        said = exercise.missing(config, None)  # its settings alone say it
        assert said and words_in(said) <= 25


def test_no_example_tames_the_sum_on_the_8x8_digits(runs):
    assert "full batch 8" in TAME.missing(offline(SUM), runs[SUM])
    assert "full batch" in KEEP_UP.missing(offline(CURVE), runs[CURVE])


@pytest.mark.parametrize("exercise", [TAME, KEEP_UP], ids=lambda exercise: exercise.name)
def test_the_kept_solution_reaches_its_goal(exercise):
    config = SOLVED[exercise.name]
    run = list(train(config))
    assert exercise.missing(config, run) == ""
    assert exercise.missing(config, changed(run, test_error=(0.4, 0.4, 0.4)))
    assert "at most 20" in exercise.missing(replace(config, epochs=21), None)


def test_clothes_are_judged_by_the_mini_batch(runs):
    config, run = SOLVED[CLOTHES.name], runs[CURVE]
    assert CLOTHES.missing(config, changed(run, test_error=(0.9, 0.19, 0.9))) == ""
    said = CLOTHES.missing(config, changed(run, test_error=(0.1, 0.2, 0.1)))
    assert said == "The test error of the mini-batch is 20.0\u202f%."


@pytest.mark.slow
@needs_archives
def test_clothes_are_learned_in_one_epoch():
    config = SOLVED[CLOTHES.name]
    assert CLOTHES.missing(config, list(train(config))) == ""


@pytest.mark.slow
@needs_archives
@pytest.mark.parametrize(("step", "answer"), [(SUM, 1), (RATE, 0), (KNOWN, 0)], ids=["sum", "rate", "known"])
def test_the_questions_have_the_answers_that_people_do_not_expect(step, answer):
    assert step.question.truth(step.config, list(train(step.config))) == answer


def test_sentences_are_short(runs):
    texts = [step.sentence for step in COURSE.steps] + [exercise.goal for exercise in COURSE.exercises]
    texts += [step.question.ask for step in ASKED] + [answered(step, runs[step])[1] for step in ASKED]
    assert all(words_in(sentence) <= 25 for text in texts for sentence in sentences(text))
    assert all(len(sentences(step.sentence)) == 1 for step in COURSE.steps)
