"""The course of Activations: truths computed another way, and exercises that no example solves."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.data import images
from core.experiments.activations import COURSE, PRESETS, Config
from core.experiments.activations.dead_relu import PICTURES
from tests.helpers.archives import needs_archives

QUESTIONS = {number: step for number, step in enumerate(COURSE.steps, 1) if step.question}
OFFLINE = {"dataset": "digits"}
SOLUTIONS = {
    "As deep as a sigmoid goes": Config(layers=4),
    "Kill a ReLU": Config(bias=1.5, lr=0.1, **OFFLINE),
    "Bring it back": Config(bias=-3.0, lr=0.05, steps=100, **OFFLINE),
    "PReLU of two ReLUs": Config(right=1.0, left=-0.25),
}


def asked(number, **changes):
    """The step's settings with some changed, what its question is asked of, and the truth."""
    step = QUESTIONS[number]
    config = replace(step.config, **changes)
    found = COURSE.source(step.question)(config)
    return config, found, step.question.truth(config, found)


def waking(config, slope):
    """The share of pictures with z > 0 at the end of SGD, example by example and in float64."""
    data = images.load(config.dataset)
    rows = np.flatnonzero(np.isin(data.train_labels, config.classes))[:PICTURES]
    ink = data.train_images[rows].reshape(len(rows), -1) / 255
    target = (data.train_labels[rows] == config.classes[0]).astype(float)
    weight = ink[target == 1].mean(0) - ink[target == 0].mean(0)
    weight /= (ink @ weight).std()
    bias = config.bias
    for step in range(config.steps):
        begin = step % math.ceil(len(ink) / 100) * 100
        by_weight, by_bias, many = 0.0, 0.0, len(ink[begin : begin + 100])
        for x, y in zip(ink[begin : begin + 100], target[begin : begin + 100], strict=True):
            z = x @ weight + bias
            delta = (max(z, slope * z) - y) * (1 if z > 0 else slope) / many
            by_weight, by_bias = by_weight + delta * x, by_bias + delta
        weight, bias = weight - config.lr * by_weight, bias - config.lr * by_bias
    return float((ink @ weight + bias > 0).mean())


def test_with_wide_inputs_a_third_is_flat():
    """The slope of a sigmoid at random z, by differences."""
    config, _, truth = asked(2)
    z = np.random.default_rng(0).normal(0, config.sigma, 400_000)
    values = [1 / (1 + np.exp(-(z + h))) for h in (1e-4, -1e-4)]
    assert truth == pytest.approx(100 * ((values[0] - values[1]) / 2e-4 < config.threshold).mean(), abs=0.3)
    assert 30 < truth < 42


@pytest.mark.parametrize("dataset", ["digits", pytest.param("mnist", marks=needs_archives)])
def test_large_steps_kill_a_relu(dataset):
    """Dead is dead: on both data sets, and with a bias or a learning rate that are a little off."""
    config, found, truth = asked(4, dataset=dataset)
    assert 0.4 < found.awake < 0.6
    assert truth == 100 * waking(config, 0.0) == 0
    for change in ({"bias": 0.25}, {"bias": 0.35}, {"lr": 0.09}):
        assert asked(4, dataset=dataset, **change)[2] == 0


@pytest.mark.parametrize("dataset", ["digits", pytest.param("mnist", marks=needs_archives)])
def test_a_dead_neuron_comes_back_as_a_leaky_relu_only(dataset):
    config, found, truth = asked(5, dataset=dataset)
    assert truth == 1 and found.awake == 0
    assert waking(config, 0.0) == 0 and waking(config, 0.02) == pytest.approx(found.shares[1, -1], abs=0.03)
    assert found.shares[1:, -1].min() > 0.2


def test_two_relus_make_a_straight_line():
    config, found, (xs, ys) = asked(7)
    axes = QUESTIONS[7].question
    assert (np.diff(xs) > 0).all() and ys == pytest.approx(xs)
    assert axes.x.low <= xs[0] < xs[-1] <= axes.x.high and axes.y.low <= ys.min() < ys.max() <= axes.y.high
    assert "a straight line" in axes.cause(config, found)
    other = replace(config, left=1.0)
    assert "with a slope of −1." in axes.cause(other, COURSE.source(axes)(other))


def test_a_cause_is_right_for_other_settings():
    wide, killed, dead = (QUESTIONS[number].question.cause for number in (2, 4, 5))
    said = {name: wide(preset.config, COURSE.of(preset.config)) for name, preset in PRESETS.items()}
    assert said.pop("Wide inputs").endswith("Large weights spread z.")
    assert not [text for text in said.values() if "Large weights" in text]  # z spreads by 1 there
    assert said["Smooth bends"].startswith("With a spread of 1 it would be 1.")
    assert said["|z| from two ReLUs"] == "|z| is nowhere flatter than 0.01."
    config, found, _ = asked(4, lr=0.02, **OFFLINE)
    assert killed(config, found).startswith("Its bias has moved from 0.3 to")
    config, found, _ = asked(5, bias=0.0, **OFFLINE)
    assert "so that it has a gradient" in dead(config, found)


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_an_exercise_has_a_solution(exercise):
    solution = SOLUTIONS[exercise.name]
    assert exercise.missing(solution, COURSE.source(exercise)(solution)) == ""


@needs_archives
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_an_exercise_fails_on_every_example(exercise):
    for config in {Config(), *(preset.config for preset in PRESETS.values())}:
        said = exercise.missing(config, COURSE.source(exercise)(config))
        assert said.endswith(".") and len(said.split()) <= 25


def test_what_can_never_pass_is_said_without_a_result():
    by_name = {exercise.name: exercise.missing for exercise in COURSE.exercises}
    assert by_name["As deep as a sigmoid goes"](Config(focus="relu"), None) == "Look closely at the sigmoid."
    assert by_name["Bring it back"](Config(), None) == "The neuron takes 200 steps."
