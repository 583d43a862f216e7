"""What Perceptron asks is answered from its numbers, and what it wants no example has."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from core.course import NEAR, Number
from core.experiments.perceptron import COURSE, PRESETS, Config, run

EXAMPLES = [Config(), *(preset.config for preset in PRESETS.values())]
SOLVED = (
    Config(table="1110", w1=-2, w2=-2, b=3, shown=0),
    Config(data="own", points="3:3:1;3:3.2:0;2:2:1;2:2.2:0", shown=0),
    Config(data="own", points="0:0:0;2:0:0;0:2:0;0.5:0.5:1", shown=0),
)
ASKED = [step for step in COURSE.steps if step.question]


def truth(step):
    return step.question.truth(step.config, COURSE.source(step.question)(step.config))


def test_and_is_counted_by_another_rule():
    w, mistakes, right = np.zeros(3), 0, 0
    while right < 4:
        right = 0
        for x in product((0, 1), repeat=2):
            y, one = (1 if sum(x) == 2 else -1), np.array([*x, 1])
            if y * (w @ one) <= 0:
                w, mistakes = w + y * one, mistakes + 1
            else:
                right += 1
    assert truth(ASKED[0]) == mistakes == 18


def test_xor_comes_back_and_clouds_do_not():
    assert truth(ASKED[1]) == 1
    cause = ASKED[1].question.cause(ASKED[1].config, run(ASKED[1].config))
    assert cause == "After 4 examples, each of them a mistake, w₁, w₂ and b are 0 again."
    assert ASKED[1].question.truth(Config(), run(Config())) == 0


def test_tables_are_counted_by_trying_small_whole_weights():
    """Every threshold function of two or three inputs has weights of at most 2, and a half-whole threshold."""
    for step, inputs in ((ASKED[2], 2), (ASKED[3], 3)):
        corners = np.array(list(product((0, 1), repeat=inputs)))
        weights = np.array(list(product(range(-2, 3), repeat=inputs)))
        sums = corners @ weights.T
        found = {tuple(s > t) for s in sums.T for t in np.arange(-6.5, 7)}
        assert truth(step) == len(found)


def test_the_answers_are_not_where_the_slider_stands():
    for step in ASKED:
        if isinstance(step.question, Number):
            share = step.question.axis.share(truth(step))
            assert abs(share - 0.5) > NEAR and 0 < share < 1
            assert step.question.cause(step.config, COURSE.source(step.question)(step.config)).endswith(".")


@pytest.mark.parametrize("one", COURSE.exercises, ids=lambda one: one.name)
def test_an_exercise_is_not_solved_by_an_example_and_is_by_its_solution(one):
    assert all(one.missing(config, run(config)).endswith(".") for config in EXAMPLES)
    solution = SOLVED[COURSE.exercises.index(one)]
    assert one.missing(solution, run(solution)) == ""


def test_what_is_missing_is_said():
    nand, hard, inside = COURSE.exercises
    for one, config, said in (
        (nand, Config(table="1110"), "From this line the rule makes 18 mistakes: drag it until there is none."),
        (hard, PRESETS["Your own points"].config, "The rule makes 1 mistake."),
        (hard, SOLVED[2], "No line separates these points."),
        (inside, PRESETS["Your own points"].config, "There are 2 discs and 2 crosses."),
        (inside, Config(data="own", points="0:0:0;2:0:0;0:2:0;3:3:1"), "A line separates them."),
        (inside, Config(data="own", points="0:0:0;2:0:0;0:2:0;0:0:1"), "Two points lie on one place."),
    ):
        assert one.missing(config, run(config)) == said
