"""What the lesson asks is answered from the draws, what it says agrees with them, and its goals can be reached."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from core.experiments.classifiers import (
    COURSE,
    METHODS,
    PRESETS,
    Config,
    ceiling,
    cells,
    compared,
    describe,
    scores,
    train,
)
from core.experiments.classifiers import quick as fast
from core.experiments.classifiers.points import written
from tests.helpers.said import unknown, whole

SOLVED = (
    Config(data="board4", n=1200, lines="free", rounds=200, updates=100),
    Config(data="board4", n=1200, hidden="10-10", bend="tanh", updates=3000, rounds=1),
    Config(data="moons", noise=0.4, k=20, rounds=1, updates=100),
)


@cache
def found(config):
    return tuple(train(config))


def told(config):
    quick = fast.run(config)
    last = found(config)[-1] if found(config) else None
    return describe(config, quick, last), scores(config, quick, last)


asked = [(step, step.question) for step in COURSE.steps if step.question]


@pytest.mark.parametrize(
    ("number", "low", "high"), [(0, 40, 60), (1, 90, 100), (2, 80, 97), (3, 90, 100), (4, 2, 3)]
)
def test_the_answers_are_those_of_the_draws(number, low, high):
    """What the deck leads one to expect, with room: AdaBoost with upright lines fails, the others do not."""
    step, question = asked[number]
    truth = question.truth(step.config, found(step.config))
    assert low <= truth <= high
    said = question.cause(step.config, found(step.config))
    assert said.endswith(".") and len(said) > 40
    if number < 3:
        row = {0: 1, 1: 1, 2: 5}[number]
        assert truth == pytest.approx(100 * found(step.config)[-1].right[row].mean())


def test_every_number_that_is_said_is_one_of_the_draws():
    config = Config()
    quick, last = fast.run(config), found(config)[-1]
    said, every = told(config)
    shares = [share for one in every.values() for share in (one.right, one.known)]
    sizes = [one.numbers for one in every.values()]
    known = [*shares, *sizes, quick.base, ceiling.best(2)]
    assert not unknown(whole(said), known), unknown(whole(said), known)
    said = compared(config, quick, last)
    ends = 100 * last.right  # of a range, whose unit stands before it
    known = [ends, last.right, last.right.mean(1), last.numbers.mean(1), last.seconds.mean(1), 5]
    assert not unknown(whole(said), known), unknown(whole(said), known)


def test_what_is_said_names_the_best_and_those_that_are_no_better_than_the_base_rate():
    said, every = told(Config())
    best = max(every, key=lambda name: every[name].right)
    assert f"{METHODS[best]} is best, with" in said.conclusion
    assert "AdaBoost are hardly better than the base rate" in said.conclusion and "more than 75" in said
    assert len(said.numbers) == 7
    said, _ = told(PRESETS["Random labels"].config)
    assert said.conclusion.startswith("On new points no method is much better than the base rate")


@pytest.mark.parametrize(
    ("places", "part"),
    [
        ([], "nothing to tell apart"),
        ([(0, 0, 1), (5, 5, 0)], "With fewer than 10 points none can be left out"),
        ([(k, 0, int(k > 0)) for k in range(-40, 44, 4)], "On new points"),
    ],
)
def test_own_points_are_told_however_few_they_are(places, part):
    said, _ = told(Config(data="own", points=written(places), updates=100, rounds=3))
    assert part in said.conclusion


def test_the_chart_and_the_cells_say_what_was_counted():
    config = Config()
    last = found(config)[-1]
    said = compared(config, fast.run(config), last)
    good = [row for row in range(6) if last.right[row].mean() >= last.right.mean(1).max() - 0.05]
    least = min(good, key=lambda row: last.numbers[row].mean())
    assert list(METHODS.values())[least] in said.conclusion and said.conclusion.endswith(
        f": {last.numbers[least].mean():,.0f}."
    )
    told_cells = cells(last)
    wrong = sum("**wrong**" in cell for row in told_cells.numbers for cell in row)
    assert f"{wrong} of the four" in told_cells.conclusion and wrong >= 1
    few = Config(data="own", points=written([(0, 0, 1), (5, 5, 0)]), updates=100, rounds=3)
    assert compared(few, fast.run(few), found(few)[-1]).conclusion == "There are too few points to leave some out."


@pytest.mark.parametrize("one", COURSE.exercises, ids=lambda one: one.name)
def test_an_exercise_is_not_solved_by_a_step_and_is_by_its_solution(one):
    for step in COURSE.steps:
        assert one.missing(step.config, found(step.config)).endswith(".")
    solution = SOLVED[COURSE.exercises.index(one)]
    assert one.missing(solution, found(solution)) == ""


def test_a_goal_is_missed_by_too_many_weights_and_by_noise():
    few = COURSE.exercises[1]
    last = found(SOLVED[1])
    many = replace(last[-1], numbers=last[-1].numbers + 1000)
    assert "weights" in few.missing(SOLVED[1], [many])
    assert "clean" in few.missing(replace(SOLVED[1], noise=0.1), last)
    assert np.isfinite(last[-1].right).all()
