"""What a network learns from few digits and from many, in three worlds, and what the learners gain by corners."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from core.data import images
from core.effort import TooDear, allowance
from core.experiments.learning_needs import (
    LEARNERS,
    NAMES,
    WORLDS,
    Config,
    amounts,
    corners,
    learned,
    run,
    seen_more,
)

DIGITS = Config(dataset="digits")
found = cache(lambda: amounts.compute(DIGITS))
shown = cache(lambda: corners.compute(Config()))


def test_more_pictures_help_with_any_order_of_pixels_and_not_with_random_labels():
    now = found()
    net, permuted, blind, nearest = now.errors.mean(2).T
    assert (np.diff(net) < 0).all() and (np.diff(nearest) < 0).all() and net[-1] < 0.12
    assert np.abs(net - permuted).max() < 0.05
    assert np.abs(blind - 0.9).max() < 0.05 and now.blind == pytest.approx(0.9, abs=0.02)
    assert (now.errors >= 0).all() and now.sizes[-1] <= len(images.load("digits").train_images)


def test_worlds_differ_by_their_pixels_or_by_their_labels_alone():
    one = amounts.draw("digits", 0, 300)
    straight, permuted, same = one.pixels
    assert np.array_equal(np.sort(permuted), straight) and not np.array_equal(permuted, straight)
    assert np.array_equal(same, straight) and np.array_equal(one.labels[0], one.labels[1])
    assert (one.labels[2] == one.labels[0]).mean() < 0.2 and (one.labels_new[2] == one.labels_new[0]).mean() < 0.2
    every = images.load("digits")
    close = [np.allclose(ink.ravel() / 255, one.known[0], atol=1e-6) for ink in every.train_images]
    assert every.train_labels[close.index(True)] == one.labels[0, 0]


def test_the_nearest_picture_is_found_by_another_way():
    one = amounts.draw("digits", 1, 300)
    for pixels in one.pixels:
        apart = np.linalg.norm(one.new[:, None, pixels] - one.known[None, :100, pixels], axis=2)
        wrong = (one.labels[0, apart.argmin(1)] != one.labels_new[0]).mean()
        assert amounts._nearest(one, 100) == pytest.approx(wrong, abs=0.005), "but for ties"


def test_over_all_worlds_no_number_of_corners_helps_anybody():
    assert (shown().errors[0] == 0.5).all()


@pytest.mark.parametrize("kind", ["smooth", "symmetric"])
def test_means_are_those_of_every_choice_counted_alone(kind):
    at, seen = list(WORLDS).index(kind), 2
    runs = [run(Config(kind, choice)) for choice in combinations(range(8), seen)]
    for k, name in enumerate(NAMES):
        mean = sum((one.mean(name) for one in runs), Fraction(0)) / len(runs)
        assert shown().errors[at, k, corners.SEEN.index(seen)] == pytest.approx(float(mean), abs=1e-12)


@pytest.mark.parametrize("learner", LEARNERS)
def test_what_a_learner_gains_is_told_with_its_numbers(learner):
    said, mine = seen_more(shown(), learner), shown().errors[:, NAMES.index(learner)]
    fall = mine[:, 0] - mine[:, -1]
    assert LEARNERS[learner] in said.spoken and "stays at 50" in said.conclusion
    assert ("falls nowhere" in said.conclusion) == (fall.max() < 1e-9)
    if fall.max() > 1e-9:
        kind = list(WORLDS.values())[int(fall.argmax())]
        assert f"in {kind} worlds it falls" in said.conclusion
        assert f"{100 * mine[fall.argmax(), -1]:.1f}\u202f%" in said.conclusion


def test_what_pictures_bring_is_told_with_its_numbers():
    now = found()
    ends = [f"{100 * now.errors[at, 0].mean():.1f}\u202f%" for at in (0, -1)]
    said = learned(now).conclusion
    assert f"falls from {ends[0]} to {ends[1]};" in said and f"to {now.sizes[-1]:,} pictures" in said


@pytest.mark.parametrize(("module", "config"), [(amounts, DIGITS), (corners, Config())])
def test_it_is_left_to_a_worker_and_can_be_stopped(module, config):
    with allowance(module.AT_ONCE), pytest.raises(TooDear):
        module.compute(config)
    assert list(module.train(config, stop=lambda: True)) == []
    assert module.of(Config(worlds="smooth", dimension=5, bent=False)) == module.of(Config())
