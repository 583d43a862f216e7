"""What Small and large digits asks is answered from the networks, and what it wants no example has."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from core.course import NEAR
from core.data import images
from core.experiments.small_large import COURSE, PRESETS, Config, groups, train
from core.experiments.small_large.picking import margins
from tests.helpers.archives import needs_archives

LOOP, PLAIN, DRAWING, LOUD = (step for step in COURSE.steps if step.question)
EXAMPLES = [*(preset.config for preset in PRESETS.values()), Config()]
FEW = {"dataset": "digits", "epochs": 3, "batch_size": 10, "seeds": 1, "lr": 0.01}
SPLIT = Config(group=(0,), **FEW)
SQUASH = Config(route="lecture", activation="tanh", **FEW)
QUICK = Config(width=100, epochs=3, lr=0.005, seeds=1)
NARROW = Config(width=1, **FEW)
SOLVED = (SPLIT, SQUASH, QUICK, NARROW)


@cache
def learned(config):
    return [snapshot for snapshot in train(config) if snapshot.step]


def misread(config, snapshot):
    """Shares that the weights of the first seed misread, picture by picture: one layer, and the network."""
    data = images.load(config.dataset)
    one, _ = groups(config.group, 10)
    deep, single = margins(snapshot, data.test_images, config.activation)
    wanted = np.isin(data.test_labels, one)
    return np.mean((single >= 0) != wanted), np.mean((deep >= 0) != wanted)


@pytest.mark.parametrize("step", [LOOP, PLAIN, DRAWING, LOUD], ids=lambda step: step.question.ask[:20])
def test_answers_are_those_of_the_weights(step):
    config = replace(step.config, dataset="digits", seeds=1)
    found, asked = learned(config), step.question
    single, deep = misread(config, found[-1])
    expected = {
        LOOP: 100 * single,
        PLAIN: sum(deep / single > edge for edge in (0.5, 0.85, 1.15)),
        DRAWING: 100 * deep,
        LOUD: sum(deep / single > edge for edge in (0.5, 1)),
    }
    assert asked.truth(config, found) == pytest.approx(expected[step], rel=1e-5)
    said = asked.cause(config, found)
    assert f"{100 * single:.1f}\u202f%" in said and (step is DRAWING or f"{100 * deep:.1f}\u202f%" in said)


def test_what_the_pooling_is_worth_is_said_as_it_is():
    config = replace(DRAWING.config, dataset="digits", seeds=1)
    last = learned(config)[-1]
    for deep, said in ((0.01, "One layer misreads more"), (0.99, "Here this is no better")):
        now = replace(last, test_error=np.array([deep]), single_test_error=np.array([0.2]))
        assert said in DRAWING.question.cause(config, [now])


@pytest.mark.slow
@needs_archives
@pytest.mark.parametrize(("step", "low", "high"), [(LOOP, 11, 16), (PLAIN, 2, 2), (DRAWING, 4, 6.5), (LOUD, 1, 1)])
def test_what_the_answers_are_on_mnist(step, low, high):
    config = replace(step.config, seeds=1)
    single, deep = misread(config, learned(config)[-1])
    assert low <= step.question.truth(config, learned(config)) <= high
    if step in (LOOP, DRAWING):  # the slider does not stand there at first
        assert abs(step.question.axis.share(step.question.truth(config, learned(config))) - 0.5) > NEAR
    if step is PLAIN:
        assert 0.85 * 1.1 < deep / single < 1.15 / 1.1
    if step is LOUD:
        assert 0.5 * 1.15 < deep / single < 1 / 1.15


@pytest.mark.parametrize("one", COURSE.exercises, ids=lambda one: one.name)
def test_no_example_solves_an_exercise_whatever_it_learns(one):
    assert all(one.missing(config, None).endswith(".") for config in EXAMPLES)


@pytest.mark.parametrize("at", [0, 1, 3])
def test_an_exercise_is_solved_on_the_digits_that_need_no_download(at):
    one, config = COURSE.exercises[at], SOLVED[at]
    assert one.missing(config, learned(config)) == ""
    single, deep = misread(config, learned(config)[-1])
    assert (single < 0.02, deep < 2 / 3 * single, None, deep > 2 * single)[at]


@pytest.mark.slow
@needs_archives
@pytest.mark.parametrize("at", range(4))
def test_an_exercise_is_solved_on_mnist(at):
    config = replace(SOLVED[at], dataset="mnist", batch_size=200, lr=0.005)
    assert COURSE.exercises[at].missing(config, learned(config)) == ""
    single, deep = misread(config, learned(config)[-1])
    assert (single < 0.02 * 0.85, deep < 2 / 3 * 0.85 * single, deep < 0.03, deep > 2.3 * single)[at]


def test_what_is_missing_is_said_with_its_number():
    split, squash, quick, narrow = COURSE.exercises
    assert split.missing(Config(), None) == "The networks learn for 12 epochs, not for at most 3."
    assert split.missing(Config(dataset="fashion_mnist"), None) == "Choose pictures of digits."
    assert squash.missing(Config(route="lecture", activation="sigmoid", epochs=3), None).startswith("Choose recog")
    assert quick.missing(SPLIT, None).startswith("Choose MNIST")
    assert narrow.missing(SQUASH, None).startswith("Choose at least two layers")
    now = replace(learned(SPLIT)[-1], test_error=np.array([0.12]), single_test_error=np.array([0.12]))
    assert split.missing(SPLIT, [now]) == "The one layer misreads 12.00\u202f%."
    assert squash.missing(SQUASH, [now]).endswith("two thirds of one layer’s errors are 8.0\u202f%.")
    assert quick.missing(QUICK, [now]) == "The network misreads 12.00\u202f%."
    assert narrow.missing(NARROW, [now]).endswith("twice one layer’s errors are 24.0\u202f%.")
