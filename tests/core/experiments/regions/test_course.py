"""What Linear regions asks is answered from the networks, and what it wants no example has."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from core.course import NEAR
from core.experiments.regions import COURSE, PRESETS, Config, drawn, look, train, trains
from core.experiments.regions.config import window

LINES, RANDOM, FOLDED, DEAD, LEARNING = (step for step in COURSE.steps if step.question)
EXAMPLES = [*(preset.config for preset in PRESETS.values()), Config()]
SOLVED = (
    Config(depth=1, width=12, r=3.0, seed=1),
    Config(net="sawtooth", depth=2, width=6, x=0.5, y=0.5, r=0.5),
    Config(x=0.35, y=0.9, r=0.1),
    Config(net="trained", points="spirals", widths="10-6", lr=0.02, steps=4000),
)


@cache
def learned(config):
    return list(train(config))


def found(asked, config):
    source = COURSE.source(asked)
    if source is train:
        return learned(config) if trains(config) else None
    return source(config)


def seen(net, config):
    """Signs of all neurons, met on a fine grid and in the middle of each region: as many as there are regions."""
    regions = look(net, config)
    middles = [regions.vertices[regions.corners[a:b]].mean(0) for a, b in pairwise(regions.ptr)]
    x0, x1, y0, y1 = window(config)
    grid = np.stack(np.meshgrid(np.linspace(x0, x1, 100), np.linspace(y0, y1, 100)), -1).reshape(-1, 2)
    z, signs = np.concatenate([np.array(middles), grid]), []
    for weight, bias in net.hidden:
        z = z @ weight.T + bias
        signs.append(z > 0)
        z = np.abs(z) if config.activation == "abs" else np.maximum(z, 0)
    return np.concatenate(signs, 1), z


def different(net, config):
    return len({row.tobytes() for row in np.packbits(seen(net, config)[0], 1)})


def truth(step):
    return step.question.truth(step.config, found(step.question, step.config))


def cause(step):
    return step.question.cause(step.config, found(step.question, step.config))


def test_three_lines_make_seven_regions():
    assert different(drawn(LINES.config), LINES.config) == 7
    assert LINES.question.options[truth(LINES)] == "7" and "here they make 7." in cause(LINES)
    for net, regions, option in ((Config(depth=1, width=2), 3, 0), (Config(depth=1, width=3), 6, 1)):
        assert LINES.question.truth(net, COURSE.of(net)) == option and different(drawn(net), net) == regions


@pytest.mark.parametrize("step", [RANDOM, FOLDED])
def test_a_number_of_regions_is_the_number_of_different_signs(step):
    axis = step.question.axis
    assert truth(step) == different(drawn(step.config), step.config)
    assert NEAR < 0.5 - axis.share(truth(step)) < 0.4  # not where the slider stands at first


def test_random_layers_make_few_regions_and_folds_make_many():
    assert "about 1,152 regions in the whole plane" in cause(RANDOM) and "178 of them" in cause(RANDOM)
    assert "there are 4, 16, 64 and 256 regions" in cause(FOLDED)


def test_a_dead_layer_leaves_one_affine_map():
    net, config = drawn(DEAD.config), DEAD.config
    assert len(np.unique(seen(net, config)[1] @ net.head[0].T)) == 1  # the output, everywhere
    assert truth(DEAD) == 0 and "one affine map" in cause(DEAD)
    alive = Config()
    assert DEAD.question.truth(alive, COURSE.of(alive)) == 2
    assert DEAD.question.truth(replace(alive, depth=1), COURSE.of(replace(alive, depth=1))) == 1


def test_training_makes_more_regions():
    run = learned(LEARNING.config)
    before, after = (different(run[k].net, LEARNING.config) for k in (0, -1))
    assert truth(LEARNING) == 2 and after / before > 1.2 * 1.15
    assert f"were {before} regions before" in cause(LEARNING) and f"are {after} after" in cause(LEARNING)
    assert LEARNING.question.truth(LEARNING.config, [run[-1], run[0]]) == 0
    assert LEARNING.question.truth(LEARNING.config, [run[0], run[0]]) == 1


def test_what_is_too_much_to_count_is_not_counted():
    for config in (PRESETS["A million regions"].config, Config(widths="999"), PRESETS["While it learns"].config):
        assert COURSE.of(config).facts is None
    large = Config(widths="65-2")
    assert "smaller network" in COURSE.exercises[2].missing(large, COURSE.of(Config(widths="999")))


@pytest.mark.parametrize("one", COURSE.exercises, ids=lambda one: one.name)
def test_an_exercise_is_not_solved_by_an_example_and_is_by_its_solution(one):
    for config in EXAMPLES:
        run = None if COURSE.source(one) is train else found(one, config)
        assert one.missing(config, run).endswith(".")
    solution = SOLVED[COURSE.exercises.index(one)]
    assert one.missing(solution, found(one, solution)) == ""


def test_the_goals_of_the_solutions_are_reached_by_another_count():
    few, teeth, silent, spirals = SOLVED
    assert different(drawn(few), few) >= 64
    assert different(drawn(teeth), teeth) > 1 + 12 + 66
    signs, _ = seen(drawn(silent), silent)
    assert (signs[:, :8] != signs[0, :8]).any() and (signs[:, 8:] == signs[0, 8:]).all()
    assert learned(spirals)[-1].error < 0.02 * 0.85


def test_what_is_missing_is_said_with_its_number():
    few, teeth, silent, spirals = COURSE.exercises
    for one, config, said in (
        (few, Config(net="fold", activation="abs", depth=3), "Choose ReLU."),
        (few, Config(), "The network has 16 neurons."),
        (few, Config(depth=1, width=12), "There are 60 regions in the window, and 64 are needed."),
        (teeth, Config(depth=1, width=12, r=3.0), "There are 74 regions in the window, and 80 are needed."),
        (silent, Config(depth=1), "Choose at least two layers."),
        (silent, Config(x=0.7, y=0.7, r=0.05), "No line of layer 1 crosses this window."),
        (silent, Config(), "8 lines of layer 2 cross this window."),
        (spirals, Config(), "Choose weights that are trained on points, and the two spirals."),
        (spirals, PRESETS["While it learns"].config, "The network has 32 neurons."),
    ):
        assert one.missing(config, None if one is spirals else found(one, config)) == said
