"""What Surfaces asks is answered from losses, and what it wants can be reached."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.experiments.surfaces import COURSE, PRESETS, Config, Snapshot, train
from core.experiments.surfaces.compared import Snapshot as Pair
from core.experiments.surfaces.course import errors_at, times_outside

TWO, FOUR, DEEPER, CHEAPEST, SHARPER, BEYOND = (step for step in COURSE.steps if step.question)
VALLEY, FLOWER, TEMPLE = COURSE.exercises


def ended(loss):
    return [Snapshot(9, 1.0, loss, loss, np.zeros((51, 51), np.float32), np.zeros(3))]


def pairs(*losses):
    return [Pair(seed, *both) for seed, both in enumerate(losses)]


def test_a_loss_is_asked_for_as_a_share_of_the_variance():
    assert TWO.question.truth(TWO.config, ended(0.478)) == pytest.approx(47.8)
    assert "misses 47.8" in TWO.question.cause(TWO.config, ended(0.478))
    for loss, option in ((0.3, 0), (0.01, 1), (4e-5, 2)):
        assert FOUR.question.truth(FOUR.config, ended(loss)) == option
    assert "1 × 4 tanh misses 0.0040" in FOUR.question.cause(FOUR.config, ended(4e-5))


@pytest.mark.parametrize("step", [DEEPER, SHARPER])
def test_two_networks_are_compared_by_the_medians_of_their_seeds(step):
    ask = step.question
    assert ask.truth(step.config, pairs((0.1, 0.4), (0.9, 0.3), (0.1, 0.5))) == 0, "one seed disagrees"
    assert ask.truth(step.config, pairs((0.1, 0.102), (0.1, 0.09), (0.1, 0.11))) == 1
    assert ask.truth(step.config, pairs((0.4, 0.1), (0.4, 0.2), (0.4, 0.1))) == 2
    assert "0.4 for" in ask.cause(step.config, pairs((0.4, 0.1), (0.4, 0.2), (0.4, 0.1)))
    assert len(ask.options) == 3


def test_the_cheapest_of_four_is_that_with_the_least_error():
    svd, dct, small, _ = errors_at(CHEAPEST.config, ended(0.5))
    ask = CHEAPEST.question
    for loss, option in ((1e-9, 3), (1.0, int(np.argmin([svd, dct, small])))):
        assert ask.truth(CHEAPEST.config, ended(loss)) == option
    assert f"at most {477} numbers" in ask.cause(CHEAPEST.config, ended(0.5))


def test_outside_is_measured_against_inside():
    short = replace(BEYOND.config, steps=10)
    run = list(train(short))
    times = times_outside(short, run)
    assert times > 0
    assert BEYOND.question.truth(short, run) == sum(times > end for end in (3, 100))


def test_what_is_missing_is_said_until_nothing_is():
    valley = Config(target="rosenbrock", layers=1, width=4)
    assert "Choose Rosenbrock" in VALLEY.missing(Config(), ended(0.001))
    assert "one layer" in VALLEY.missing(replace(valley, width=5), ended(0.001))
    assert "one layer" in VALLEY.missing(replace(valley, residual=True), ended(0.001))
    assert "0.02" in VALLEY.missing(valley, ended(0.02)) and VALLEY.missing(valley, ended(0.001)) == ""
    assert "Choose the flower" in FLOWER.missing(valley, ended(0.01))
    assert "837 weights" in FLOWER.missing(Config(width=19), ended(0.01))
    assert "3.1" in FLOWER.missing(Config(), ended(0.031)) and FLOWER.missing(Config(), ended(0.029)) == ""
    temple = Config(target="china")
    assert "Choose the temple" in TEMPLE.missing(Config(), ended(0.001))
    assert "DCT misses" in TEMPLE.missing(temple, ended(0.5)) and TEMPLE.missing(temple, ended(0.001)) == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("exercise", "config"),
    [
        (VALLEY, Config(target="rosenbrock", layers=1, width=4)),
        (FLOWER, Config(layers=4, width=12, steps=2_000)),
        (TEMPLE, Config(target="china", seed=1)),
    ],
)
def test_an_exercise_has_a_solution_and_no_example_is_one(exercise, config):
    seeds = (replace(config, seed=config.seed + more) for more in range(3))
    assert any(exercise.missing(one, list(train(one))) == "" for one in seeds)
    for preset in PRESETS.values():
        short = replace(preset.config, steps=min(preset.config.steps, 60))
        assert exercise.missing(preset.config, list(train(short)))
