"""What Composition asks is answered from the waves and the networks, and what it wants no example has."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from core.config import runnable
from core.experiments.composition import COURSE, PRESETS, Config, run, train
from core.learning import fitted

TENT, SLIDE, BESIDE, HALF, EIGHT, NINE = (step for step in COURSE.steps if step.question)
EXAMPLES = [*(preset.config for preset in PRESETS.values()), Config(), *(step.config for step in COURSE.steps)]
SOLVED = (
    Config(n1=5, n2=5),
    Config(height=0.6),
    Config(n1=2, n2=1, width=8, depth=3, lr_deep=1.0, lr_wide=0.05, steps=2500),
)


@cache
def learning(config):
    return list(train(config))


def zigzag(x, peaks):
    return 1 - np.abs(2 * ((peaks * x) % 1) - 1)


def joined(config):
    x = np.linspace(0, 1, 240_001)
    first = config.height * zigzag(x, config.n1)
    if config.join == "add":
        return x, (first + zigzag(x, config.n2)) / 2
    return x, zigzag(first, config.n2)


def peaks(config):
    """Counted on many points of the formula, without a network."""
    _, y = joined(config)
    count, rising = 0, False
    for step in np.diff(y)[np.abs(np.diff(y)) > 1e-9]:
        count += rising and step < 0
        rising = step > 0
    return count


@pytest.mark.parametrize(
    ("step", "counted", "said"),
    [
        (TENT, 2, "two"),
        (SLIDE, 40, "40, twice their product"),
        (BESIDE, 3, "5 or fewer"),
        (HALF, 6, "about half are left"),
    ],
)
def test_how_many_peaks(step, counted, said):
    result = run(step.config)
    assert peaks(step.config) == counted == result.joined.peaks
    assert step.question.options[step.question.truth(step.config, result)] == said
    assert str(counted) in step.question.cause(step.config, result)


@pytest.mark.parametrize("step", [TENT, SLIDE, BESIDE, HALF])
def test_each_answer_can_be_the_right_one(step):
    configs = [Config(n1, n2, join, h) for n1 in (1, 2, 6) for n2 in (1, 3, 6) for join, h in WAYS]
    assert {step.question.truth(config, run(config)) for config in configs} == set(
        range(len(step.question.options))
    )


WAYS = [("compose", 1.0), ("compose", 0.1), ("add", 1.0)]


def winners(config, now):
    """How many seeds have the wave: all peaks, and a tenth of the error of its mean."""
    _, y = joined(runnable(config, "training"))
    found = []
    for output, rms in zip(now.outputs, now.rms, strict=True):
        high = np.concatenate([[0], (output > 0.75).astype(int), [0]])
        found.append(((np.diff(high) > 0).sum() >= peaks(config)) and rms < 0.1 * y.std())
    return sum(found)


@pytest.mark.slow
def test_the_deep_net_learns_eight_peaks_sooner():
    config, found = EIGHT.config, learning(EIGHT.config)
    now = fitted.last(found)
    assert (winners(config, now["deep"]), winners(config, now["one layer"])) == (5, 0)
    assert EIGHT.question.options[EIGHT.question.truth(config, found)] == "only the deep net"
    small = 0.1 * joined(config)[1].std()
    assert now["deep"].rms.max() < small * 0.85 and now["one layer"].rms.min() > small * 1.15
    assert "in 5 of 5 seeds, the one layer in 0." in EIGHT.question.cause(config, found)


def test_nine_units_do_not_learn_what_eight_can_be():
    config, found = NINE.config, learning(NINE.config)
    now = fitted.last(found)["deep"]
    assert winners(config, now) == 0 and now.rms.min() > 0.1 * joined(config)[1].std() * 1.15
    assert NINE.question.options[NINE.question.truth(config, found)] == "in none or one"
    assert run(config).units == 8 and config.width * config.depth == 9
    assert f"{now.rms.min():.2g}" in NINE.question.cause(config, found)


@pytest.mark.parametrize("one", COURSE.exercises, ids=lambda one: one.name)
def test_an_exercise_is_not_solved_by_an_example_and_is_by_its_solution(one):
    for config in EXAMPLES:
        if COURSE.source(one) is run:
            found = run(config)
        else:
            found = learning(config) if config.steps <= 2_500 else None
        assert one.missing(config, found).endswith(".")
    solution = SOLVED[COURSE.exercises.index(one)]
    found = run(solution) if COURSE.source(one) is run else learning(solution)
    assert one.missing(solution, found) == ""


def test_the_goals_of_the_solutions_are_reached_by_another_count():
    many, odd, shallow = SOLVED
    assert peaks(many) == 50 and many.n1 + many.n2 == 10
    assert peaks(odd) == 9
    now = fitted.last(learning(shallow))
    assert (winners(shallow, now["deep"]), winners(shallow, now["one layer"])) == (0, 5)


def test_what_is_missing_is_said_with_its_number():
    many, odd, shallow = COURSE.exercises
    assert many.missing(Config(6, 6), None) == "Both waves have 24 units."
    assert many.missing(Config(), run(Config())) == "The joined wave has 12 peaks."
    assert odd.missing(Config(join="add"), None) == "Put the waves one after the other."
    assert shallow.missing(Config(), None) == "Choose at most 2,500 steps."
    loud = PRESETS["A learning rate too large"].config
    assert shallow.missing(loud, learning(loud)) == "The one layer learns the wave in 0 of 5 seeds."
