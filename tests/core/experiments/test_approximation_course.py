"""What Universal approximation asks is answered from errors and outputs, and what it wants no example has."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from core.experiments.approximation import COURSE, PRESETS, Config, function, run, train
from core.learning import fitted

BOXES, JUMPS, SPIKE, PINNED, LOST = (step for step in COURSE.steps if step.question)
EXAMPLES = [*(preset.config for preset in PRESETS.values()), Config(), *(step.config for step in COURSE.steps)]
SOLVED = (
    Config(target="spike", boxes=100),
    Config(target="spike", units=10, activation="sigmoid", lr=0.1),
    Config(units=95, activation="tanh", steps=2000),
)


@cache
def learning(config):
    return list(train(config))


def error_of_boxes(target, many):
    """Box by box, on other points than the lesson's."""
    squares = []
    for k in range(many):
        y = function(target, (k + (np.arange(400) + 0.5) / 400) / many)
        squares.append(np.mean((y - y.mean()) ** 2))
    return np.sqrt(np.mean(squares))


def medians(config, run):
    """Of the boxes and both networks, from the outputs of the seeds."""
    y, now = function(config.target, fitted.inputs()), fitted.last(run)
    errors = [np.sqrt(((now[net].outputs - y) ** 2).mean(1)) for net in ("one layer", "deep, narrow")]
    return [error_of_boxes(config.target, config.boxes), *(sorted(error)[2] for error in errors)]


def snapshot(net, outputs, rms=0.1, dead=0):
    rows = np.tile(outputs, (5, 1))
    return fitted.Snapshot(net, (1, 5, 1), 1, 1.0, rows, np.full(5, rms), (1,) * dead + (0,) * (5 - dead))


def made(wide, deep, *, outputs=None, dead=0):
    outputs = np.zeros(512) if outputs is None else outputs
    return [snapshot("one layer", outputs, wide), snapshot("deep, narrow", outputs, deep, dead)]


@pytest.mark.parametrize(("step", "left"), [(BOXES, "10"), (JUMPS, "34")])
def test_the_curve_of_the_boxes_and_what_ten_times_as_many_leave(step, left):
    found = step.question.of(step.config)
    many, errors = found
    assert (np.diff(many) > 0).all()
    for n, error in zip(many, errors, strict=True):
        assert error == pytest.approx(error_of_boxes(step.config.target, int(n)), rel=0.05)
    share = errors[many == 300] / errors[many == 30]
    assert f"{100 * share[0]:.0f}" == left and f" {left}\u202f% of it." in step.question.cause(step.config, found)


def test_the_curve_lies_on_its_axes():
    found = BOXES.question.of(BOXES.config)
    many, errors = BOXES.question.truth(BOXES.config, found)
    x, y = BOXES.question.x, BOXES.question.y
    assert x.low <= many.min() and many.max() <= x.high and y.low <= errors.min() and errors.max() <= y.high
    assert "ten times narrower" in BOXES.question.cause(BOXES.config, found)


def test_a_jump_leaves_a_third_of_the_error():
    asked = JUMPS.question
    for target, option in (("steps", 2), ("wave", 1), ("corner", 1)):
        found = asked.of(Config(target=target))
        share = error_of_boxes(target, 300) / error_of_boxes(target, 30)
        assert asked.truth(Config(target=target), found) == option
        assert share < 0.18 * 0.85 if option == 1 else share > 0.18 * 1.15
    assert "jumps or is rough" in asked.cause(JUMPS.config, asked.of(JUMPS.config))


def test_the_right_answer_follows_the_errors():
    spike, lost, config = SPIKE.question, LOST.question, Config(target="spike")
    assert [spike.truth(config, made(*e)) for e in ((0.9, 0.8), (0.01, 0.8), (0.9, 0.02))] == [0, 1, 2]
    assert [lost.truth(config, made(*e)) for e in ((0.2, 0.1), (0.2, 0.21), (0.01, 0.2))] == [0, 1, 2]
    assert "In 4 of 5 seeds" in lost.cause(config, made(0.01, 0.2, dead=4))
    assert "That weights exist" in lost.cause(config, made(0.01, 0.2))


def test_corners_are_counted():
    x, asked = fitted.inputs(), PINNED.question
    for outputs, option in ((2 * x, 0), (np.abs(x - 0.5), 1), (np.abs(np.abs(x - 0.5) - 0.2), 2)):
        assert asked.truth(Config(), made(0.1, 0.1, outputs=outputs)) == option
    assert "at 3 of them" in asked.cause(Config(), made(0.1, 0.1, outputs=np.abs(np.abs(x - 0.5) - 0.2)))


def test_without_biases_there_is_one_corner():
    config = replace(PINNED.config, steps=500)
    y = fitted.last(learning(config))["one layer"].outputs[0]
    slopes = np.diff(y.astype(float)) * 512
    assert np.ptp(slopes[:254]) < 0.01 > np.ptp(slopes[258:]) and abs(slopes[0] - slopes[-1]) > 0.1
    assert PINNED.question.truth(config, learning(config)) == 1
    assert "bends at x = ½" in PINNED.question.cause(config, learning(config))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("step", "said"), [(SPIKE, "a deep net of 5 layers"), (LOST, "the one layer’s"), (PINNED, "one")]
)
def test_what_training_comes_to(step, said):
    found = learning(step.config)
    assert step.question.options[step.question.truth(step.config, found)] == said
    boxes, wide, deep = medians(step.config, found)
    if step is SPIKE:
        assert deep < 0.85 * min(boxes, wide) and len(fitted.last(found)["deep, narrow"].widths) == 7
    if step is LOST:
        assert deep > 1.15 * 1.5 * wide and len(fitted.last(found)["deep, narrow"].widths) == 23


@pytest.mark.parametrize("one", COURSE.exercises, ids=lambda one: one.name)
def test_an_exercise_is_not_solved_by_an_example(one):
    for config in EXAMPLES:
        assert one.missing(config, run(config) if COURSE.source(one) is run else None).endswith(".")


def test_the_boxes_of_the_solution_are_narrow_enough():
    solution = SOLVED[0]
    assert COURSE.exercises[0].missing(solution, run(solution)) == ""
    assert error_of_boxes("spike", solution.boxes) < 0.03 * 0.85


@pytest.mark.slow
@pytest.mark.parametrize(("one", "most"), [(1, 0.02), (2, 0.05)])
def test_the_networks_of_the_solutions_come_near(one, most):
    solution, found = SOLVED[one], learning(SOLVED[one])
    assert COURSE.exercises[one].missing(solution, found) == ""
    assert medians(solution, found)[one] < 0.85 * most


def test_what_is_missing_is_said_with_its_number():
    boxes, few, deep = COURSE.exercises
    spike = PRESETS["A spike"].config
    assert boxes.missing(spike, run(spike)) == "The error of the boxes is 0.13."
    assert few.missing(spike, None) == "The one layer has 45 units."
    assert few.missing(SOLVED[1], made(0.2, 0.1)) == "The median error of the one layer is 0.2."
    assert deep.missing(Config(units=25), None).startswith("The deep net has 3 layers:")
    assert deep.missing(PRESETS["Deep, narrow, lost"].config, None) == "Choose at most 2,500 steps."
    assert deep.missing(SOLVED[2], made(0.1, 0.2)) == "The median error of the deep net is 0.2."
