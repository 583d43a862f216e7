"""The course of Backpropagation: truths computed another way, and exercises that no example solves."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import torch

from core.experiments.backprop import COURSE, PRESETS, Config, network, run
from core.learning.nets import ACTIVATIONS

QUESTIONS = {number: step for number, step in enumerate(COURSE.steps, 1) if step.question}
TWINS = PRESETS["Twins"].config
SOLUTIONS = {
    "Explode": Config(activation="identity", scale=10.0, loss="squared"),
    "Wake the ReLU": replace(PRESETS["A dead ReLU"].config, moved="1.1.1:3"),
    "Part the twins": replace(TWINS, moved=TWINS.moved.replace("1.1.1:0.5", "1.1.1:0.6")),
    "A blind weight": Config(x="0, -0.5"),
}


def asked(number, **changes):
    """The step's settings with some changed, the truth, and its cause."""
    step = QUESTIONS[number]
    config = replace(step.config, **changes)
    found = COURSE.source(step.question)(config)
    return config, step.question.truth(config, found), step.question.cause(config, found)


def error(net, weights):
    """E of a network without biases, in PyTorch."""
    z = torch.tensor(net.x)
    for weight in weights[:-1]:
        z = ACTIVATIONS[net.activation].value(weight @ z)
    return -(torch.tensor(net.t) * torch.log_softmax(weights[-1] @ z, 0)).sum()


def learning(config, lr, steps):
    """The weights after so many steps of gradient descent, and E before and after, by autograd."""
    net = network(config)
    weights = [torch.tensor(w, requires_grad=True) for w in net.weights]
    before = error(net, weights)
    for _ in range(steps):
        slopes = torch.autograd.grad(error(net, weights), weights)
        weights = [(w - lr * g).detach().requires_grad_() for w, g in zip(weights, slopes, strict=True)]
    return [w.detach().numpy() for w in weights], before.item(), error(net, weights).item()


def test_what_the_outputs_send_back_adds_up_to_0():
    config, truth, cause = asked(2)
    scores = torch.tensor(run(config).forward.a[-1], requires_grad=True)
    loss = torch.nn.functional.cross_entropy(scores, torch.tensor(run(config).net.t))
    (slopes,) = torch.autograd.grad(loss, scores)
    assert truth == pytest.approx(float(slopes.sum()), abs=1e-12) and truth == 0
    assert slopes.abs().max() > 0.5  # though none of them is small
    assert "The p sum to 1 and the t sum to 1." in cause
    assert "The targets sum to 2" in asked(2, t="1, 1, 0")[2] and "a − t" in asked(2, loss="squared")[2]


def test_paths_multiply():
    _, truth, cause = asked(4)
    assert truth == len(list(product(range(4), range(4), range(2)))) == 32
    assert "4 · 4 · 2" in cause and "48 weights" in cause  # 2 · 4 + 4 · 4 + 4 · 4 + 4 · 2
    assert asked(4, weight="4.1.1")[1:] == (1, "Its unit is an output, so that there is one way to the error.")


def test_a_saturated_network_has_a_large_error_and_next_to_no_gradient():
    config, truth, cause = asked(5)
    net = network(config)
    weights = [torch.tensor(w, requires_grad=True) for w in net.weights]
    loss = error(net, weights)
    (slope, *_) = torch.autograd.grad(loss, weights)
    assert truth == pytest.approx(abs(float(slope[0, 0])), rel=1e-6)
    assert 1e-7 < truth < 1e-4 and loss.item() > 10
    assert f"The error E is {loss.item():.3g}." in cause
    assert "so that the error comes through" in asked(5, activation="identity")[2]


def test_twins_stay_twins():
    config, truth, cause = asked(7)
    (into, out), *_ = learning(config, 0.5, 50)
    assert np.abs(into - network(config).weights[0]).min() > 0.01  # they have learned
    assert (into[0] == into[1]).all() and (out[:, 0] == out[:, 1]).all() and truth == 1
    assert "the same gradient in each weight" in cause
    config, truth, cause = asked(7, moved="")
    (into, _), *_ = learning(config, 0.5, 50)
    assert np.abs(into[0] - into[1]).max() > 0.1 and truth == 0 and "differ by up to" in cause


def test_a_step_that_is_too_long_raises_the_error():
    config, truth, cause = asked(8)
    assert QUESTIONS[8].views[0].lr == 20
    _, before, after = learning(config, 20.0, 1)
    assert truth == 2 and after > 1.5 * before
    for lr in (17.0, 23.0):
        assert learning(config, lr, 1)[2] > 1.15 * before
    assert f"from {before:.3g} to {after:.3g}" in cause
    short = asked(8, activation="identity", loss="squared", scale=0.1, x="0.1, 0.1")
    assert short[1] == 0 and "nearly straight" in short[2]
    assert "no step moves anything" in asked(8, scale=0.0, t="0.5, 0.5")[2]


@pytest.mark.parametrize("number", QUESTIONS)
def test_a_cause_is_said_of_every_example(number):
    question = QUESTIONS[number].question
    for preset in PRESETS.values():
        if number != 7 or preset.config.hidden != "1-1":  # a chain has no two units
            assert question.cause(preset.config, COURSE.source(question)(preset.config)).endswith(".")


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_an_exercise_fails_on_every_example_and_has_a_solution(exercise):
    for config in [Config(), *(preset.config for preset in PRESETS.values())]:
        said = exercise.missing(config, run(config))
        assert said.endswith(".") and len(said.split()) <= 25
    solution = SOLUTIONS[exercise.name]
    assert exercise.missing(solution, run(solution)) == ""


def test_the_dead_weight_is_looked_at_whichever_is_marked():
    """Who moves a weight by hand marks it."""
    missing = {exercise.name: exercise.missing for exercise in COURSE.exercises}["Wake the ReLU"]
    dead = PRESETS["A dead ReLU"].config
    woken, asleep = (replace(dead, weight="1.1.2", moved=f"1.1.2:{value}") for value in (-9, 9))
    said = {missing(config, run(config)) for config in (woken, asleep)}
    assert said == {"", "The gradient of the weight from ℓ₁ to i₁ is still exactly 0."}


def test_what_can_never_pass_is_said_without_a_result():
    missing = {exercise.name: exercise.missing for exercise in COURSE.exercises}
    for name, config, said in (
        ("Explode", Config(hidden="2-2"), "Take three hidden layers."),
        ("Explode", Config(weight="2.1.1"), "Mark a weight of the first layer."),
        ("Wake the ReLU", Config(), "Begin with the example “A dead ReLU”, and change nothing but one weight."),
        ("Part the twins", Config(), "Begin with the example “Twins”, and change nothing but one weight."),
        ("Part the twins", TWINS, "No weights differ from those of the twins, and not one."),
        ("A blind weight", Config(scale=0.0), "Choose an activation with a slope, and weights that are not 0."),
    ):
        assert missing[name](config, None) == said
