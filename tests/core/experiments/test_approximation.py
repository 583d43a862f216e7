"""Boxes against closed forms, networks that must fail, and what a grid costs."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from benchmarks import decks, decks_depth
from benchmarks.deck_rows import apart
from core.config import runnable
from core.experiments import approximation as lesson
from core.experiments.approximation import PRESETS, TARGETS, Config, sizes
from core.learning import fitted
from core.learning.nets import count_weights
from core.words import percent

SHORT = Config(steps=200)


def integral(target: str, a: float, b: float, power: int) -> float:
    """Of f^power over [a, b], in closed form."""
    if target == "corner":
        F = lambda u: np.sign(u) * np.abs(u) ** (power + 1) / (power + 1) / 0.6**power  # noqa: E731
        return float(F(b - 0.4) - F(a - 0.4))
    levels, jumps = [0, 0.5, 0.25, 1], [0, 0.317, 0.563, 0.829, 1]
    return sum(h**power * max(0, min(b, t) - max(a, s)) for h, s, t in zip(levels, jumps, jumps[1:], strict=False))


@pytest.mark.parametrize("target", ["corner", "steps"])
@pytest.mark.parametrize("many", [1, 2, 7, 20])
def test_boxes_have_the_mean_of_f_and_the_error_of_its_integral(target, many):
    heights, rms = lesson.boxes(target, many)
    edges = np.linspace(0, 1, many + 1)
    means = [many * integral(target, a, b, 1) for a, b in pairwise(edges)]
    np.testing.assert_allclose(heights, means, atol=2e-3)
    squared = integral(target, 0, 1, 2) - sum(m**2 for m in means) / many
    assert rms == pytest.approx(np.sqrt(squared), abs=2e-3)


@pytest.mark.parametrize(("target", "times"), [("wave", 2), ("corner", 2), ("steps", 2**0.5)])
def test_half_as_wide_errs_half_as_much_and_at_jumps_less_so(target, times):
    ratios = [lesson.boxes(target, n)[1] / lesson.boxes(target, 16 * n)[1] for n in (23, 27, 31, 37, 41)]
    assert np.exp(np.mean(np.log(ratios))) == pytest.approx(times**4, rel=0.2)


def test_the_error_of_boxes_on_a_smooth_wave_is_dx_times_its_slope():
    slope = np.sqrt(((0.6 * np.pi) ** 2 + (0.9 * np.pi) ** 2) / 2)  # of 0.3 sin 2 pi x + 0.15 sin 6 pi x
    assert lesson.boxes("wave", 100)[1] == pytest.approx(slope / 100 / np.sqrt(12), rel=0.01)


@pytest.mark.parametrize("target", TARGETS)
def test_functions_are_about_0_to_1(target):
    y = lesson.function(target, fitted.points())
    assert y.min() > -0.15 and y.max() < 1.15 and np.ptp(y) > 0.5


def test_an_unknown_function_is_refused():
    with pytest.raises(ValueError, match="'target' must be one of wave, corner"):
        lesson.function("moon", fitted.points())
    with pytest.raises(ValueError, match="'boxes' must be an integer in"):
        Config(boxes=0)


def test_deep_and_wide_have_about_as_many_weights():
    for units in range(1, 206):
        one, deep = (shape.widths for shape in lesson.shapes(Config(units=units)).values())
        assert set(deep[1:-1]) == {5}
        assert abs(count_weights(one) - count_weights(deep)) <= 16
    one, deep = (shape.widths for shape in lesson.shapes(Config()).values())
    assert count_weights(one) == count_weights(deep) == 136


def test_without_biases_relu_makes_two_straight_lines_from_the_middle():
    end = fitted.last(list(lesson.train(replace(SHORT, start="none"))))
    x = 2 * fitted.inputs() - 1
    for s in end.values():
        for side in (x < 0, x > 0):
            slopes = s.outputs[:, side] / x[side]
            np.testing.assert_allclose(slopes, slopes[:, :1].repeat(side.sum(), 1), rtol=1e-3, atol=1e-5)
    said = lesson.describe(replace(SHORT, start="none"), lesson.run(SHORT), end)
    assert said.conclusion == "Without biases the nets can draw two straight lines and no more."
    assert ("One hidden layer, 45 units", "90") in [row[:2] for row in said.numbers]


def test_three_units_bend_three_times_at_most():
    end = fitted.last(list(lesson.train(replace(SHORT, units=3))))["one layer"]
    x = fitted.inputs()
    bends = np.abs(np.diff(end.outputs.astype(np.float64), 2)) / (x[1] - x[0])
    assert ((bends > 0.05).sum(1) <= 6).all()  # a bend between two points is seen at both


def test_the_boxes_do_not_begin_a_training():
    assert runnable(Config(boxes=3, units=7), "training") == Config(units=7)


def test_training_is_recorded_from_step_0_to_the_end_in_order():
    found = list(lesson.train(SHORT))
    steps = [s.step for s in found]
    assert steps == sorted(steps) and steps[:2] == [0, 0] and steps[-2:] == [200, 200]
    assert {s.net for s in found} == {"one layer", "deep, narrow"}
    assert np.median(found[-1].rms) < np.median(found[0].rms)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_a_bounded_activation_learns_too(activation):
    config = Config(activation=activation, steps=800, units=20)
    s = fitted.last(list(lesson.train(config)))["one layer"]
    mean = lesson.function("wave", fitted.points()).std()
    assert (s.rms < 0.7 * mean).all() and not any(s.dead)


def test_the_words_are_the_numbers():
    config = replace(SHORT, boxes=8)
    result, end = lesson.run(config), fitted.last(list(lesson.train(config)))
    said = lesson.describe(config, result, end)
    assert said.numbers[1][:4] == ("8 boxes of width 0.12", "16", "", f"{result.rms:.2g}")
    s = end["one layer"]
    assert said.numbers[2][3:] == tuple(f"{of(s.rms):.2g}" for of in (np.median, np.min, np.max))
    assert lesson.describe(config, result, {}).conclusion == (
        f"The networks are not trained yet, and the boxes have an error of {result.rms:.2g}."
    )
    left = f"{result.halved:.2g}: {percent(result.halved / result.rms, 0)} of that of these boxes."
    assert f"Boxes half as wide and twice as many would have an error of {left}" in said


@pytest.mark.parametrize(
    ("units", "layer"), [(1, "1 ReLU unit makes at most 2"), (4, "4 ReLU units makes at most 5")]
)
def test_the_pieces_of_one_hidden_layer_are_those_of_one_hidden_layer(units, layer):
    config = replace(SHORT, units=units)
    said = lesson.describe(config, lesson.run(config), {})
    assert said.conclusion == f"One hidden layer of {layer} straight pieces."


def test_who_comes_nearest_is_concluded_from_clear_differences():
    result, end = lesson.run(SHORT), fitted.last(list(lesson.train(SHORT)))
    errors = dict.fromkeys(end, 0.5 * result.rms)
    for deep, conclusion in (
        (0.5, "Of the three, none comes clearly nearest"),
        (0.3, "The deep net comes nearest"),
    ):
        errors["deep, narrow"] = deep * result.rms
        now = {net: replace(s, rms=np.full_like(s.rms, errors[net])) for net, s in end.items()}
        assert lesson.describe(SHORT, result, now).conclusion.startswith(conclusion)


def test_dead_nets_are_named():
    end = fitted.last(list(lesson.train(replace(PRESETS["Rate too large"].config, units=205, steps=300))))
    dead = {net: sum(s.dead) for net, s in end.items()}
    assert dead == {"one layer": 0, "deep, narrow": 5}  # of 21 layers one dies, whatever the seed
    said = lesson.describe(PRESETS["Rate too large"].config, lesson.run(Config()), end)
    for net, many in dead.items():
        called = {"one layer": "One hidden layer", "deep, narrow": "The deep net"}[net]
        assert (f"{called} is dead in {many} of 5 seeds" in said) == (many > 0)


def test_presets_are_told_apart():
    assert len({preset.config for preset in PRESETS.values()}) == len(PRESETS) >= 4


# Sizes


def test_all_sizes_come_one_by_one_from_small_to_large_with_few_weights_first():
    found = list(sizes.train(sizes.Config(steps=100)))
    assert [(s.net, s.widths) for s in found] == sizes.shapes()
    many = [count_weights(s.widths) for s in found]
    assert many == sorted(many) and {s.step for s in found} == {100}
    said = sizes.describe(found, sizes.curve_of_boxes("wave"))
    best = min(float(np.median(s.rms)) for s in found if s.net == "one layer")
    assert f"One hidden layer: the least error is {best:.2g}" in said


def test_the_curve_of_boxes_counts_two_numbers_a_box():
    curve = sizes.curve_of_boxes("wave")
    assert curve[0] == (4, lesson.boxes("wave", 2)[1]) and curve[-1][0] == 2 * sizes.BOXES[-1]


def test_sizes_are_trained_as_the_page_says():
    config = Config(target="spike", activation="tanh", start="zero", lr=0.1, steps=500, seed=3, boxes=9, units=9)
    assert sizes.of(config) == sizes.Config("spike", "tanh", "zero", 0.1, 500, 3)


def test_the_cheap_rows_beside_the_decks_are_measured_as_they_are_written():
    written = [row for row in json.loads(decks.OUT.read_text())["rows"] if row["page"] == "approximation"]
    for old, new in ((written[0], decks_depth.narrow_boxes()), (written[-1], decks_depth.cells())):
        assert apart(old, new) == []


# The curse of dimension


@pytest.mark.parametrize(("d", "cells", "size"), [(1, 10, "40 bytes"), (2, 100, "400 bytes"), (3, 1000, "4 kB")])
def test_a_grid_in_few_dimensions(d, cells, size):
    grid = lesson.grid(10, d)
    assert round(10**grid.digits) == cells == np.prod([len(np.linspace(0, 1, 10))] * d)
    assert grid.size == size


def test_a_grid_in_many_dimensions():
    assert lesson.grid(10, 10).size == "40 GB" and lesson.grid(10, 784).size == "4 · 10⁷⁸⁴ bytes"
    assert lesson.grid(10, 784).many == "10⁷⁸⁴" and lesson.grid(20, 6).many == "6.4 · 10⁷"
    assert lesson.grid(20, 3).many == "8,000" and lesson.grid(1, 9).many == "1"
    assert lesson.grid(2, 10).digits == pytest.approx(np.log10(1024)) and lesson.grid(2, 10).size == "4.1 kB"
