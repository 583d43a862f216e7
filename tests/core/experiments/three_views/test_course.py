"""The course of Three views: truths computed another way, and exercises that no example solves."""

from __future__ import annotations

import numpy as np
import pytest

from core.experiments.three_views import COURSE, LECTURE, PRESETS, Config, run

QUESTIONS = {number: step for number, step in enumerate(COURSE.steps, 1) if step.question}
SOLUTIONS = {
    "A linear module": Config(x="1,1", u="1,2;-2,1;3,-3"),
    "Two layers of three": Config(v="1,0,0;0,1,0;0,0,1;0,0,0"),
    "ReLU in vain": Config(u="-1,1;2,-0.5;0.5,1", v="2,-0.5,1;1,1,-0.1;1,2,0.5;-0.1,1,1", w="1,-1,2,1;-1,1,1,-2"),
    "Wake the layer": Config(x="-1,0.5", u="-1,-1;-2,-0.5;-0.5,-1"),
    "A fold": Config(u="1,0;-1,0;0,0", v="1,0,0;0,1,0;0,0,0;0,0,0", w="1,1,0,0;0,0,0,0"),
}


def scores(config, x, bend):
    """Row by row, product by product."""
    h = list(x)
    for k, text in enumerate((config.u, config.v, config.w)):
        rows = [[eval(entry) for entry in row.split(",")] for row in text.split(";")]
        h = [sum(w * value for w, value in zip(row, h, strict=True)) for row in rows]
        h = [max(0.0, value) if bend and k < 2 else value for value in h]
    return np.array(h)


def truth(number):
    step = QUESTIONS[number]
    return step.question.truth(step.config, run(step.config))


def test_without_the_non_linearity_a_score_moves_by_far_more_than_1():
    bent, straight = (scores(LECTURE, (0.3, 0.9), bend) for bend in (True, False))
    assert np.abs(bent - straight).max() == pytest.approx(3.8)
    assert truth(2) == 2


def test_where_nothing_is_negative_one_matrix_is_right_for_a_part_of_the_line():
    config = QUESTIONS[3].config
    line = np.linspace(-2, 2, 81)
    same = [np.allclose(scores(config, (x, 0.9), True), scores(config, (x, 0.9), False)) for x in line]
    assert 0.3 < np.mean(same) < 0.85  # far from all of it, and from one point of it
    assert truth(3) == 1


def test_a_dead_layer_has_scores_of_exactly_0():
    config = QUESTIONS[4].config
    assert not scores(config, (0.3, 0.9), True).any()
    assert scores(config, (0.3, 0.9), False).min() < -5  # so that who forgets ReLU guesses another answer
    assert truth(4) == 2


@pytest.mark.parametrize("number", QUESTIONS)
def test_a_cause_is_right_for_every_network(number):
    """Its words hang on conditions: no sentence is said of a network of which it is not true."""
    cause = QUESTIONS[number].question.cause
    said = {name: cause(preset.config, run(preset.config)) for name, preset in PRESETS.items()}
    wrong = {2: "had nothing to do", 3: "On this whole line", 4: "a whole layer to 0"}[number]
    true = {
        2: {"Nothing negative"},
        3: {"Without the non-linearity"},
        4: {"A dead layer"},
    }[number]
    assert {name for name, text in said.items() if wrong in text} == true


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_an_exercise_fails_on_every_example_and_has_a_solution(exercise):
    for config in [Config(), *(preset.config for preset in PRESETS.values())]:
        said = exercise.missing(config, run(config))
        assert said.endswith(".") and len(said.split()) <= 25
    solution = SOLUTIONS[exercise.name]
    assert exercise.missing(solution, run(solution)) == ""


def test_what_can_never_pass_is_said_without_a_result():
    by_name = {exercise.name: exercise.missing for exercise in COURSE.exercises}
    sigmoid = Config(activation="sigmoid")
    for name in ("Two layers of three", "ReLU in vain", "Wake the layer", "A fold"):
        assert by_name[name](sigmoid, None) == "Choose ReLU as the non-linearity."
    assert by_name["A linear module"](Config(), None) == "Let the input x be [1 1]."
    assert by_name["ReLU in vain"](PRESETS["Nothing negative"].config, None) == "U has no weight below 0."
