"""Three views of one network, held against plain Python."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.experiments import three_views as lesson
from core.experiments.three_views import FUNCTIONS, LECTURE, PRESETS, Config
from core.experiments.three_views.entries import matrix

PLAIN = {
    "relu": lambda z: max(z, 0),
    "leaky_relu": lambda z: z if z > 0 else z / 50,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)) if z > -700 else 0.0,
    "tanh": math.tanh,
    "softplus": lambda z: math.log(1 + math.exp(-abs(z))) + max(z, 0),
    "elu": lambda z: z if z > 0 else math.exp(z) - 1,
    "silu": lambda z: z / (1 + math.exp(-z)) if z > -700 else 0.0,
    "abs": abs,
    "step": lambda z: float(z > 0),
    "identity": lambda z: z,
}


def numbers(text, kind=Fraction):
    return [[kind(Fraction(entry)) for entry in row.split(",")] for row in text.split(";")]


def through(rows, values):
    return [sum(weight * value for weight, value in zip(row, values, strict=True)) for row in rows]


def plain(config, x, kind=float):
    """z1, h, z2, g, s in plain Python."""
    f = PLAIN[config.activation]
    z1 = through(numbers(config.u, kind), x)
    h = [f(z) for z in z1]
    z2 = through(numbers(config.v, kind), h)
    g = [f(z) for z in z2]
    return z1, h, z2, g, through(numbers(config.w, kind), g)


@st.composite
def configs(draw, activations=tuple(FUNCTIONS)):
    def entry():
        if draw(st.booleans()):
            return f"{draw(st.integers(-9, 9))}/{draw(st.integers(2, 9))}"
        return f"{draw(st.integers(-10_000, 10_000)) / 1000:g}"

    def text(rows, columns):
        return ";".join(",".join(entry() for _ in range(columns)) for _ in range(rows))

    return Config(draw(st.sampled_from(activations)), text(1, 2), text(3, 2), text(4, 3), text(2, 4))


# The lecture


def test_the_weights_give_the_lectures_vectors_exactly():
    tenths = [[-3, 2, 1], [0, 2, 1], [12, -7, -14, 6], [12, 0, 0, 6], [28, -2]]
    exact = plain(LECTURE, numbers(LECTURE.x)[0], Fraction)
    assert exact == tuple([Fraction(value, 10) for value in values] for values in tenths)
    result = lesson.run(LECTURE)
    got = (result.before[0], result.after[0], result.before[1], result.after[1], result.scores)
    for found, expected in zip(got, tenths, strict=True):
        assert np.abs(found - np.array(expected) / 10).max() < 1e-12
    assert result.neurons == 9 and result.strengths == 26 and result.matrix.shape == (2, 2)


def test_one_matrix_gives_other_scores_than_the_slide_says():
    result = lesson.run(LECTURE)
    assert np.abs(result.collapsed - [-1, 1.7]).max() < 1e-12
    linear = lesson.run(replace(LECTURE, activation="identity"))
    assert np.abs(linear.scores - [-1, 1.7]).max() < 1e-12


# One matrix, or none


@settings(max_examples=60, deadline=None)
@given(configs(["identity"]))
def test_without_a_bend_every_chain_is_one_matrix(config):
    result = lesson.run(config)
    sizes = [np.abs(matrix(text)) for text in (config.w, config.v, config.u)]
    most = max(1.0, float((sizes[0] @ sizes[1] @ sizes[2] @ np.abs(result.x)).max()))
    assert result.difference <= 1e-12 * most and result.excess <= 1e-12 * most
    assert result.bend <= 1e-12 * max(1.0, float((sizes[0] @ sizes[1] @ sizes[2]).max() * 200))
    exact = np.array(
        through(numbers(config.w), through(numbers(config.v), through(numbers(config.u), numbers(config.x)[0])))
    )
    assert np.abs(result.collapsed - exact.astype(float)).max() <= 1e-12 * most
    assert np.abs(result.slopes - result.matrix).max() <= 1e-12 * max(1.0, float(np.abs(result.matrix).max()) * 50)


@settings(max_examples=60, deadline=None)
@given(configs())
def test_every_number_is_that_of_plain_python(config):
    result = lesson.run(config)
    x = result.x.tolist()
    got = (result.before[0], result.after[0], result.before[1], result.after[1], result.scores)
    if config.activation == "step" and min(np.abs(z).min() for z in result.before) < 1e-9:
        return  # a sum of 0 is 1e-17 in one order
    for found, expected in zip(got, plain(config, x), strict=True):
        assert np.allclose(found, expected, rtol=1e-9, atol=1e-9)
    for found, place in zip(result.alone, ([x[0], 0.0], [0.0, x[1]], [0.0, 0.0]), strict=True):
        assert np.allclose(found, plain(config, place)[-1], rtol=1e-9, atol=1e-9) or config.activation == "step"
    middle = [float(result.along[30]), x[1]]
    assert (
        np.allclose(result.line[30], plain(config, middle)[-1], rtol=1e-9, atol=1e-9) or config.activation == "step"
    )


@settings(max_examples=30, deadline=None)
@given(configs(["relu", "leaky_relu", "abs"]))
def test_without_biases_a_bend_at_0_is_the_matrix_of_its_slopes_times_x(config):
    result = lesson.run(config)
    assert np.allclose(result.slopes @ result.x, result.scores, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "softplus", "silu"])
def test_slopes_are_those_of_finite_differences(activation):
    config = Config(activation, u="0.5,0.2;0.3,-0.4;0.1,0.6", v="1,0.5,0.2;0.3,-1,0.4;0.6,0.2,1;0.4,-0.7,0.3")
    result, step = lesson.run(config), 1e-6
    for k in (0, 1):
        ends = [
            plain(config, [v + sign * step * (j == k) for j, v in enumerate(result.x.tolist())])[-1]
            for sign in (1, -1)
        ]
        assert np.allclose((np.array(ends[0]) - ends[1]) / (2 * step), result.slopes[:, k], atol=1e-8)


def test_a_bias_would_not_help_either():
    config = Config("sigmoid")
    first, second, zero = (plain(config, place)[-1] for place in ([0.3, 0.0], [0.0, 0.9], [0.0, 0.0]))
    added = np.array(first) + second - np.array(zero)
    result = lesson.run(config)
    assert np.abs(result.together - added).max() < 1e-12
    assert result.excess == pytest.approx(np.abs(added - plain(config, [0.3, 0.9])[-1]).max())


def test_a_bend_does_not_add_and_says_so():
    result = lesson.run(LECTURE)
    assert np.abs(result.alone - [[3.6, -1.4], [5.6, -0.4], [0, 0]]).max() < 1e-12
    assert result.excess == pytest.approx(6.4) and result.bend > 1
    said = lesson.describe(LECTURE, result)
    numbers = dict(said.numbers)
    assert (numbers["scores of x₁ alone"], numbers["scores of x₂ alone"]) == ("[3.6 −1.4]", "[5.6 −0.4]")
    assert numbers["what x₁ and x₂ give one at a time, added up"] == "[9.2 −1.8]"
    assert (numbers["scores"], numbers["A x, with A = W V U"]) == ("[2.8 −0.2]", "[−1 1.7]")
    assert said.conclusion.startswith("No matrix does what this network does: ")
    assert "ReLU sets 3 of 7 numbers to 0" in said and "does not change the scores" not in said


def test_numbers_that_relu_sets_to_0_may_leave_the_scores_as_they_are():
    """The first hidden number is below 0, and no weight leads on from it."""
    config = Config("relu", "1,1", "-1,0;0,1;1,1", "0,1,1;0,1,0;0,0,1;0,2,1", "1,0,1,2;0,1,1,1")
    result = lesson.run(config)
    said = lesson.describe(config, result)
    assert result.before[0].min() < 0 and result.difference == 0
    assert (
        "ReLU sets 1 of 7 numbers to 0. Here the non-linearity does not change the scores, so the one matrix"
        in said
    )
    assert "changes no number" not in said


# Examples


def test_what_the_examples_promise():
    found = {name: lesson.run(preset.config) for name, preset in PRESETS.items()}
    said = {name: lesson.describe(PRESETS[name].config, result) for name, result in found.items()}
    linear = found["Without the non-linearity"]
    assert linear.difference < 1e-12 and "Three layers are one matrix" in said["Without the non-linearity"]
    same = found["Nothing negative"]
    assert same.difference < 1e-12 and min(z.min() for z in same.before) > 0 and same.bend > 1
    assert "Here the non-linearity does not change the scores" in said["Nothing negative"]
    dead = found["A dead layer"]
    assert not dead.after[0].any() and not dead.scores.any() and not dead.slopes.any() and dead.line.any()
    assert "**Layer 2 is dead" in said["A dead layer"] and "the layer wakes" in said["A dead layer"]
    assert [name for name, text in said.items() if "dead" in text] == ["A dead layer"]
    asleep = replace(PRESETS["Sigmoid instead"].config, activation="tanh", x="0,0")
    assert "dead" not in lesson.describe(asleep, lesson.run(asleep)), "its slopes are not 0, so it learns"
    smooth = found["Sigmoid instead"]
    assert smooth.excess > 0.01 and smooth.alone[2].any()
    assert ("scores of no input", lesson.vector(smooth.alone[2])) in said["Sigmoid instead"].numbers
    assert "**No matrix does what this network does" in said["Random weights"]


def test_random_weights_come_from_their_seed():
    assert lesson.drawn(1) == lesson.drawn(1) == PRESETS["Random weights"].config != lesson.drawn(2)
    every = np.array([[*matrix(lesson.drawn(seed).u).ravel()] for seed in range(300)])
    assert every.std() == pytest.approx(1, rel=0.05) and lesson.drawn(3, "tanh").activation == "tanh"
