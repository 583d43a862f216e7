"""What Softmax asks is answered from the arrays, and what it wants no example has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.experiments.softmax import COURSE, DECK, PRESETS, Config, run

SHARE, REST, CONSTANT, OVERFLOW, HEAT = (step for step in COURSE.steps if step.question)
EXAMPLES = [*(preset.config for preset in PRESETS.values()), Config(), *(step.config for step in COURSE.steps)]
FOUR = PRESETS["Four scores"].config
TEN = [float(s) for s in DECK["ten"].split(",")]


def plain(config):
    """By the definition, without care."""
    e = np.exp([float(s) / config.temperature for s in config.scores.split(",")])
    return e / e.sum()


def half():
    """The score that is as much as all others together."""
    others = [e for k, e in enumerate(np.exp(TEN)) if k != 3]
    return Config(",".join(f"{np.log(sum(others)):.3f}" if k == 3 else str(s) for k, s in enumerate(TEN)))


SOLVED = (
    half(),
    replace(FOUR, scores="-2,-0.6,2,1.5"),
    replace(PRESETS["One clear winner"].config, temperature=6.4),
    Config("2.197,0"),
    Config("-120,-121", arithmetic="plain"),
)


def answer(step, config=None):
    config = config or step.config
    return step.question.truth(config, run(config))


def test_the_answers_are_those_of_the_definition():
    assert answer(SHARE) == pytest.approx(100 * plain(SHARE.config).max())
    assert answer(HEAT) == pytest.approx(100 * plain(HEAT.config).max())
    assert REST.question.options[answer(REST)] == "less than 1\u202f%" and 1 - plain(REST.config).max() < 0.01
    assert CONSTANT.question.options[answer(CONSTANT)] == "none of them moves"
    assert OVERFLOW.question.options[answer(OVERFLOW)] == "no numbers at all"
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(np.float32(max(TEN) + OVERFLOW.config.shift)))


def test_other_settings_have_other_answers():
    assert {answer(REST, Config(f"{lead},0")) for lead in (1, 3, 6)} == {0, 1, 2}
    assert answer(CONSTANT, replace(Config(), temperature=0.5)) == 2, "a temperature is no constant"
    assert {answer(OVERFLOW, replace(OVERFLOW.config, shift=by)) for by in (0.0, 100.0)} == {0, 2}
    assert answer(OVERFLOW, Config("88.5,88.5", arithmetic="plain")) == 1


@pytest.mark.parametrize(
    "step", [step for step in COURSE.steps if step.question], ids=lambda step: step.sentence[:20]
)
def test_a_cause_has_the_numbers_of_its_step(step):
    said = step.question.cause(step.config, run(step.config))
    wanted = {SHARE: "1.65 times", REST: "factor of 245", CONSTANT: "exp(50)", OVERFLOW: "infinite", HEAT: "12.1"}
    assert wanted[step] in said


@pytest.mark.parametrize("one", COURSE.exercises, ids=lambda one: one.name)
def test_an_exercise_is_not_solved_by_an_example_and_is_by_its_solution(one):
    for config in EXAMPLES:
        assert one.missing(config, run(config)).endswith("."), config
    solution = SOLVED[COURSE.exercises.index(one)]
    assert one.missing(solution, run(solution)) == ""


def test_the_goals_of_the_solutions_are_reached_by_the_definition():
    assert plain(SOLVED[0])[3] == pytest.approx(0.5, abs=0.001)
    assert [f"{p:.2f}" for p in plain(SOLVED[1])] == ["0.01", "0.04", "0.59", "0.36"]
    assert plain(SOLVED[2])[2] == pytest.approx(0.5, abs=0.01)
    assert plain(SOLVED[3])[0] == pytest.approx(0.9, abs=0.0005)


def test_what_is_missing_is_said_with_its_number():
    three, slide, heat, nine, nothing = COURSE.exercises
    assert three.missing(Config(), run(Config())) == "Class 3 has 0.6\u202f%."
    assert slide.missing(FOUR, run(FOUR)) == "Class 1 has 0.0481."
    assert heat.missing(FOUR, run(FOUR)) == "The score of class 2 must be 7, as on the slide."
    assert nine.missing(Config("2,0"), run(Config("2,0"))) == "Class 0 has 88.08\u202f%."
    moved = replace(SOLVED[3], shift=1.0)
    assert nine.missing(moved, run(moved)) == "Let the constant be 0."
    above = Config("-1,-2", arithmetic="plain", shift=5.0)
    assert nothing.missing(above, run(above)) == "Let the constant be 0 or below."
