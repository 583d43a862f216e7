"""What the lesson asks is answered from the errors, and what it wants no example has."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from core.experiments.learning_needs import COURSE, PRESETS, Config, amounts, cover, manifold, run

EXAMPLES = [*(preset.config for preset in PRESETS.values()), Config(), *(step.config for step in COURSE.steps)]
SOLVED = (
    Config("smooth", (0, 3, 5, 6)),
    Config("separable", (0, 1, 2, 3, 4)),
    Config("symmetric", (1, 2, 3, 4, 5, 6)),
)
found = cache(run)
asked = [(step, step.question) for step in COURSE.steps if step.question]


@pytest.mark.parametrize(
    ("number", "truth", "said"),
    [
        (0, 50, "8 worlds"),
        (1, 2, "parity 61.5"),
        (2, 500 / 6, "83.3"),
        (3, 3, "The best of nine"),
    ],
)
def test_the_answers_are_those_of_the_run(number, truth, said):
    step, question = asked[number]
    result = found(step.config)
    assert question.truth(step.config, result) == pytest.approx(truth)
    assert said in question.cause(step.config, result)


def test_each_choice_can_be_the_right_one_somewhere():
    separable, rough = (found(PRESETS[f"{kind} worlds"].config) for kind in ("Separable", "Rough"))
    assert [asked[1][1].truth(None, one) for one in (separable, rough)] == [2, 0]


def test_the_curve_is_counted():
    step, question = asked[4]
    xs, ys = question.truth(step.config, cover.run(step.config))
    assert xs.tolist() == list(range(1, 10))
    assert ys == pytest.approx([100 * cover.count(n, 2) / 2**n for n in range(1, 10)])
    assert "6, it separates 50.0" in question.cause(step.config, cover.run(step.config))
    many = Config(dimension=20)
    assert question.cause(many, cover.run(many)).startswith("A plane has 21 weights")


def test_how_many_random_pictures_look_like_something_is_counted():
    step, question = asked[5]
    one = manifold.compute(Config(dataset="digits"))
    assert question.truth(step.config, [one]) == (one.distances[1] <= one.cut).sum() == 0
    assert f"{np.median(one.distances[1]):.2g}" in question.cause(step.config, [one])


@pytest.mark.parametrize(("permuted", "answer"), [(0.062, 2), (0.5, 1), (0.88, 0)])
def test_what_a_network_loses_by_permuted_pixels_is_measured_between_its_error_and_that_of_guessing(
    permuted, answer
):
    step, question = asked[6]
    errors = np.tile(np.array([0.061, permuted, 0.9, 0.05])[None, :, None], (2, 1, 3))
    one = amounts.Snapshot(np.array([10, 10_000]), errors, 0.9)
    assert question.truth(step.config, [one]) == answer
    assert f"{100 * permuted:.1f}\u202f%" in question.cause(step.config, [one])


@pytest.mark.parametrize("one", COURSE.exercises, ids=lambda one: one.name)
def test_an_exercise_is_not_solved_by_an_example_and_is_by_its_solution(one):
    for config in EXAMPLES:
        assert one.missing(config, found(config)).endswith(".")
    solution = SOLVED[COURSE.exercises.index(one)]
    assert one.missing(solution, found(solution)) == ""


def test_the_solutions_reach_their_goals_by_another_count():
    little, alone, nothing = (found(config) for config in SOLVED)
    nearest = little.wrong[0][little.possible] / (2 * len(little.unseen))
    assert nearest.mean() <= 0.2 and len(little.seen) == 4
    means = alone.wrong[:, alone.possible].mean(1)
    assert np.flatnonzero(means == means.min()).tolist() == [2]
    assert len(nothing.seen) == 6 and (nothing.wrong[:, nothing.possible].mean(1) >= 2 * 0.5 * 2 - 1e-12).all()
