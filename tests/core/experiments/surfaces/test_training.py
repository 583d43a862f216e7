"""Training on surfaces: recorded, the same each time, stopped and ended in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.data import pictures
from core.experiments.surfaces import COURSE, PRESETS, Config, compared, frontier, ladder, seen, train, words
from core.experiments.surfaces.nets import says, shape_of
from core.experiments.surfaces.targets import inputs, target
from core.experiments.surfaces.training import gradual, progress
from core.learning.training import Diverged, run

FEW = Config(target="rosenbrock", layers=1, width=4, steps=40)


def test_a_recording_goes_from_the_first_weights_to_the_last_step_and_its_loss_falls():
    found = list(train(FEW))
    assert found[0].step == 0 and found[-1].step == 40 and progress(FEW, found).at == 40
    losses = np.array([s.loss for s in found])
    assert (np.diff(losses) <= 1e-12).all() and losses[-1] < 0.5 * losses[0], "a line search never goes up"
    assert all(s.exact <= s.loss for s in found)
    out, _ = says(shape_of(FEW), found[-1].weights, inputs())
    assert found[-1].outputs.ravel() == pytest.approx(out, abs=1e-5)
    assert found[-1].loss == pytest.approx(np.square(out - target(FEW).z.ravel()).mean())


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
def test_the_same_settings_give_the_same_weights_bit_for_bit(optimizer):
    config = replace(FEW, optimizer=optimizer, steps=12)
    one, two = (list(train(config))[-1] for _ in range(2))
    assert (one.weights == two.weights).all() and one.loss == two.loss
    assert (one.weights != list(train(replace(config, seed=1)))[-1].weights).any()


def test_adam_learns_too_and_its_networks_are_the_same_together_and_alone():
    shape, x = shape_of(FEW), torch.from_numpy(inputs(9))
    z = x[0] * x[1]
    two, one = shape.draw([0, 1]), shape.draw([1])
    both, alone = gradual(shape, two, x, z, 0.01), gradual(shape, one, x, z, 0.01)
    before = shape.errors(two, x, z)
    for _ in range(200):
        both.update(0.01)
        alone.update(0.01)
    assert torch.allclose(two[1], one[0], atol=1e-9)
    assert (shape.errors(two, x, z) < before).all()


def test_it_stops_at_once_and_keeps_what_was_recorded():
    asked = iter([False] * 5 + [True] * 100)
    found = list(train(FEW, stop=lambda: next(asked)))
    assert [s.step for s in found] == [0, 1, 2, 3, 4, 5]
    assert len(list(ladder.train(ladder.of(FEW), stop=lambda: True))) <= 1
    assert list(compared.train(FEW, stop=lambda: True)) == []


def test_weights_that_are_no_numbers_end_it_with_a_reason():
    shape, x = shape_of(FEW), torch.from_numpy(inputs(9))
    broken = gradual(shape, shape.draw([0]), x, x[0] * float("nan"), 0.5)
    with pytest.raises(Diverged, match=r"step 3 .* try 0\.05"):
        list(run(broken, total=3, steps=[3], lr=0.5))


def test_a_constant_picture_is_learned_and_said():
    picture = pictures.to_text(np.full((51, 51), 90, np.uint8))
    config = Config(target="own", picture=picture, layers=1, width=3, steps=60)
    found = list(train(config))
    assert found[-1].loss < 1e-6 and "the same everywhere" in words.describe(config, found)
    assert frontier.run(config).at("svd", 500) < 1e-12
    assert np.isfinite(seen.look(config, found[-1].weights).beyond).all()


def test_a_picture_that_is_not_there_is_a_reason_and_no_crash():
    with pytest.raises(ValueError, match="Upload a PNG or JPEG"):
        list(train(Config(target="own")))


def test_the_ladder_trains_every_row_from_five_seeds_and_its_first_is_that_of_the_page():
    config = ladder.of(replace(FEW, steps=20))
    found = list(ladder.train(config))
    assert [(s.row, s.seed) for s in found] == [(row, seed) for seed in range(5) for row in range(3)]
    alone = list(train(replace(config, widths="4", layers=1)))[-1]
    assert found[2].loss == alone.loss and ladder.progress(config, found).at == 15
    assert ladder.of(replace(FEW, width=9, residual=True)) == ladder.of(FEW)


def test_rivals_have_one_difference_or_as_many_weights():
    for preset in PRESETS.values():
        config, other = preset.config, compared.rival(preset.config)
        if config.residual:
            assert not other.residual
        elif config.activation != "tanh":
            assert other == replace(config, activation="tanh")
        else:
            assert 0 <= words.size(other) - words.size(config) < 4
    assert words.size(compared.rival(Config(layers=2, width=20))) == 501


def test_a_close_look_sums_to_what_the_network_says():
    (config,) = [step.config for step in COURSE.steps if step.config.residual]
    short = replace(config, steps=10)
    now = list(train(short))[-1]
    found = seen.look(short, now.weights)
    assert found.parts.sum(0) + found.constant == pytest.approx(now.outputs, abs=1e-4)
    assert sorted(found.order) == list(range(10)) and (np.diff(found.parts.std((1, 2))) <= 1e-6).all()
    assert seen.frame().mean() == pytest.approx(0.25, abs=0.01)


def test_outside_its_frame_a_function_is_known_and_a_picture_is_not():
    waves = replace(PRESETS["Lost outside"].config, steps=10)
    there = seen.look(waves, list(train(waves))[-1].weights)
    assert there.outside > 0 and all(error > 0 for error in there.errors)
    assert np.isnan(seen.look(replace(waves, target="flower"), list(train(waves))[-1].weights).outside)
