"""What Folding asks is answered from the paper, and what it wants no example has."""

from __future__ import annotations

import numpy as np
import pytest

from core.course import NEAR
from core.experiments.folding import COURSE, PRESETS, Config, run
from core.experiments.folding.folds import lines

MANY, PRESSED, MISSED, AGAIN = (step for step in COURSE.steps if step.question)
EXAMPLES = [*(preset.config for preset in PRESETS.values()), Config()]
SOLVED = (
    Config(way="hand", folds="0:0;90:0;0:0.5;90:0.5;0:0.75"),
    Config(way="hand", folds="115:-0.8;165:0.6;40:-0.65"),
    Config(way="hand", folds="0:-0.95;90:-0.95", activation="relu"),
)


def sheet(points):
    side = (np.arange(points) + 0.5) / points * 2 - 1
    return np.stack(np.meshgrid(side, side), -1).reshape(-1, 2)


def sides(config, points=400):
    """Of each place of a fine grid, fold by fold, on which side of its line it lies."""
    place, found = sheet(points), []
    for angle, offset in lines(config.folds):
        normal = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        z = place @ normal - offset
        found.append(z > 0)
        moved = np.abs(z) if config.activation == "abs" else np.maximum(z, 0)
        place = place + (moved - z)[:, None] * normal
    return np.stack(found, 1)


def different(signs):
    return len({row.tobytes() for row in np.packbits(signs, 1)})


def truth(step):
    return step.question.truth(step.config, run(step.config))


def cause(step):
    return step.question.cause(step.config, run(step.config))


def test_five_layers_fold_ten_times():
    place, signs = sheet(256), []
    for _ in range(5):
        signs.append(place > 0)
        place = 2 * np.abs(place) - 1
    assert truth(MANY) == different(np.hstack(signs)) == 2**10
    assert NEAR < MANY.question.axis.share(truth(MANY)) - 0.5 < 0.4  # not where the slider stands at first
    assert "2 to the power of 10 is 1,024. Side by side, 10 units make 56 at most." in cause(MANY)
    by_hand = PRESETS["A fold that misses"].config
    assert "here there are 4." in MANY.question.cause(by_hand, run(by_hand))


def test_relu_presses_flat_what_is_not_moved_apart():
    """A place is pressed flat where small steps to the right and upwards do not both move its image."""
    step = 1e-6

    def image(place):
        for _ in range(2):
            place = np.maximum(2 * place - 1 if _ else place, 0)
        return place

    place = sheet(400)
    moved = [image(place + np.array(shift)) - image(place) for shift in ((step, 0), (0, step))]
    flat = np.abs(np.linalg.det(np.stack(moved, -1))) < step**2 / 10
    assert truth(PRESSED) == pytest.approx(100 * flat.mean(), abs=1) and "6.2" in cause(PRESSED)
    folded = Config(depth=2)
    assert "nothing is pressed flat" in PRESSED.question.cause(folded, run(folded))


def test_a_fold_that_misses_and_one_that_is_repeated_add_nothing():
    for step, regions in ((MISSED, 4), (AGAIN, 2)):
        signs = sides(step.config)
        assert different(signs) == different(signs[:, :-1]) == regions
        assert truth(step) == 0 and "none left" in cause(step)
        assert f"The regions were {regions}, and are {regions}." in cause(step)


@pytest.mark.parametrize(("folds", "option"), [("0:0;90:0", 2), ("0:-0.5;0:0.5", 1), ("0:0;0:-0.5", 0)])
def test_what_another_last_fold_would_add(folds, option):
    config = Config(way="hand", folds=folds)
    assert MISSED.question.truth(config, run(config)) == AGAIN.question.truth(config, run(config)) == option
    assert different(sides(config)) == 2 + option
    assert ("none left" in MISSED.question.cause(config, run(config))) == (option == 0)


@pytest.mark.parametrize("one", COURSE.exercises, ids=lambda one: one.name)
def test_an_exercise_is_not_solved_by_an_example_and_is_by_its_solution(one):
    assert all(one.missing(config, run(config)).endswith(".") for config in EXAMPLES)
    solution = SOLVED[COURSE.exercises.index(one)]
    assert one.missing(solution, run(solution)) == ""


def test_the_goals_of_the_solutions_are_reached_by_another_count():
    doubled, five, pale = map(sides, SOLVED)
    assert different(doubled) == 32
    assert [different(five[:, :k]) for k in (1, 2, 3)] == [2, 3, 5]
    assert different(pale) == 4 and 1 - pale.all(1).mean() < 0.1 * 0.85


def test_what_is_missing_is_said_with_its_number():
    doubled, five, pale = COURSE.exercises
    hand = PRESETS["By hand"].config
    for one, config, said in (
        (doubled, Config(), "Fold by hand, with units that compute |x|."),
        (doubled, hand, "There are 3 folds, not 5."),
        (five, hand, "After the folds the numbers of regions are 2, 4, 8."),
        (pale, Config(), "Choose units of ReLU."),
        (pale, Config(way="hand", folds="0:0", activation="relu"), "There are 2 regions, and 4 are needed."),
        (pale, Config(depth=2, activation="relu"), "93.8\u202f% of the sheet is pressed flat."),
    ):
        assert one.missing(config, run(config)) == said
    assert doubled.missing(hand, None) and five.missing(Config(), None) and pale.missing(Config(), None)
