"""The course of Vanishing gradients: truths against plain PyTorch, and exercises that no example solves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from torch import nn

from core.experiments.gradients import COURSE, PRESETS, Config, run, train
from core.experiments.gradients import data as gradient_data
from core.experiments.gradients.config import INITS
from tests.helpers.archives import needs_archives
from tests.helpers.gradients import plainly, plan_of
from tests.helpers.plain import Plain

QUESTIONS = {number: step for number, step in enumerate(COURSE.steps, 1) if step.question}
ON = [{"dataset": "digits"}, pytest.param({"dataset": "mnist"}, marks=needs_archives)]
OFFLINE = {"dataset": "digits", "seeds": 1}
QUICK = {**OFFLINE, "width": 32, "batch_size": 64, "residual": True, "norm": "batch"}
SOLUTIONS = {
    "Twenty sigmoids": Config(activations=(1,), init="normal", scale=2.0, steps=10, **OFFLINE),
    "Deep, and it learns": Config(activations=(3,), depth=50, init="he", lr=3e-3, steps=60, **QUICK),
    "Tame an explosion": Config(activations=(3,), init="normal", scale=1.0, lr=1e-2, steps=80, **QUICK),
    "Cut every path": Config(activations=(3,), depth=10, width=1, init="he", steps=10, dataset="digits"),
    "Beyond all numbers": Config(
        activations=(3,), depth=10, init="normal", scale=10.0, optimizer="sgd", lr=10.0, steps=50, **OFFLINE
    ),
}


def plain(config, name):
    """|dE/dW| and the mean |dE/dz| of each layer (S, L + 1), by autograd, one network after the other."""
    x, y, classes = gradient_data.sample(config.dataset, config.seed)
    norms, deltas = [], []
    for seed in range(config.seed, config.seed + config.seeds):
        net = Plain(plan_of(config, classes), name, seed)
        nn.functional.cross_entropy(net(x), y).backward()
        norms.append([float(g.norm()) for g in net.gradients()])
        deltas.append([float(delta.abs().mean()) for delta in net.deltas()])
    return np.array(norms), np.array(deltas)


def asked(number, **changes):
    config = replace(QUESTIONS[number].config, **changes)
    question = QUESTIONS[number].question
    found = run(config)
    return config, question.truth(config, found), question.cause(config, found)


@pytest.mark.parametrize("on", ON, ids=str)
def test_the_gradient_of_sigmoid_vanishes_with_xaviers_draw(on):
    config, (xs, ys), cause = asked(2, **on)
    norms, _ = plain(config, "sigmoid")
    assert ys == pytest.approx([sorted(draws)[1] for draws in norms.T], rel=1e-6)  # the median of three
    axes = QUESTIONS[2].question
    assert list(xs) == [*range(1, 22)] and (axes.x.low, axes.x.high) == (1, 21)
    assert axes.y.low < ys.min() < 1e-11 and 0.1 < ys.max() < axes.y.high
    assert "0.23" in cause and "¼" in cause


@pytest.mark.parametrize("on", ON, ids=str)
def test_the_gradient_of_relu_arrives_with_hes_draw(on):
    config, truth, cause = asked(3, **on)
    norms, _ = plain(config, "relu")
    assert truth == pytest.approx(sorted(norms[:, 0] / norms[:, -1])[1], rel=1e-6)
    assert 0.5 < truth < 10 and "make up for it" in cause


@pytest.mark.parametrize("on", ON, ids=str)
def test_the_gradient_explodes_with_large_weights(on):
    config, truth, cause = asked(4, **on)
    _, deltas = plain(config, "relu")
    assert truth == pytest.approx(sorted(deltas[:, 0] / deltas[:, -1])[1], rel=1e-6)
    axis = QUESTIONS[4].question.axis
    assert 1e13 < truth < 1e16 < axis.high and "δ by 5." in cause and "20 of them" in cause


@pytest.mark.parametrize("on", ON, ids=str)
def test_clipping_changes_no_share(on):
    config, truth, cause = asked(5, **on)
    norms, _ = plain(config, "relu")
    clipped = norms * np.minimum(1, config.clip / np.linalg.norm(norms, axis=1))[:, None]
    assert clipped[:, 0] / clipped[:, -1] == pytest.approx(norms[:, 0] / norms[:, -1]) and truth == 1
    assert "multiplied by one number" in cause
    assert asked(5, **on, init="he", clip=1e3)[2] == "No gradient is long enough to be clipped."


def test_zeros_learn_nothing_but_the_output():
    config = replace(QUESTIONS[7].config, steps=10, activations=(3,), **OFFLINE)
    seen = list(train(config))
    truth = QUESTIONS[7].question.truth(config, seen)
    assert truth == pytest.approx(100 * list(plainly(config, "relu", 0))[-1][-1])
    assert truth > 85 and QUESTIONS[7].question.cause(config, seen).startswith("No hidden layer ever")
    other = replace(config, init="he")
    assert QUESTIONS[7].question.cause(other, list(train(other))).startswith("Some hidden layer")


@pytest.mark.slow
@needs_archives
def test_zeros_misread_most_pictures_of_mnist():
    config = QUESTIONS[7].config
    assert QUESTIONS[7].question.truth(config, list(train(config))) > 85


@pytest.mark.parametrize("name", INITS)
def test_causes_are_said_of_every_draw(name):
    for number in (2, 3, 4, 5):
        assert asked(number, **OFFLINE, init=name, depth=3)[2].endswith(".")


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_an_exercise_fails_on_every_example_by_its_settings_alone_and_has_a_solution(exercise):
    for config in [Config(), *(preset.config for preset in PRESETS.values())]:
        said = exercise.missing(config, None)
        assert said.endswith(".") and len(said.split()) <= 25
    solution = SOLUTIONS[exercise.name]
    assert exercise.missing(solution, list(train(solution))) == ""


def test_what_is_missing_is_said_with_its_number():
    missing = {exercise.name: exercise.missing for exercise in COURSE.exercises}
    config = replace(SOLUTIONS["Twenty sigmoids"], scale=1.0)
    seen = list(train(config))
    assert missing["Twenty sigmoids"](config, seen).startswith(
        "Before training, the first layer’s gradient is 0.00"
    )
    config = replace(SOLUTIONS["Deep, and it learns"], lr=1e-5, steps=10)
    assert "of the test pictures" in missing["Deep, and it learns"](config, list(train(config)))
    config = replace(SOLUTIONS["Cut every path"], width=32, seeds=2)
    assert missing["Cut every path"](config, list(train(config))).startswith("In 0 of 2 draws")
    config = replace(SOLUTIONS["Beyond all numbers"], scale=0.1, lr=0.01, steps=10)
    assert (
        missing["Beyond all numbers"](config, list(train(config))) == "After 10 steps all numbers are still finite."
    )
