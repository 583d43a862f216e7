"""Pictures of five kinds and their nearest ones, counted again by another way, on the offline digits."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from core.data import images
from core.effort import TooDear, allowance
from core.experiments.learning_needs import Config, manifold, morphed, pictured

DIGITS = Config(dataset="digits")
found = cache(lambda: manifold.compute(DIGITS))


def distance(a, b):
    return np.sqrt(((a.astype(float) - b.astype(float)) ** 2).sum()) / 255


def test_the_nearest_picture_is_a_training_picture_and_none_is_nearer():
    every, now = images.load("digits").train_images, found()
    for k, kind in enumerate(manifold.KINDS):
        for at in range(manifold.SHOWN):
            away = [distance(now.examples[k, at], one) for one in every]
            assert distance(now.examples[k, at], now.nearest[k, at]) == pytest.approx(min(away), abs=1e-6), kind
            assert now.distances[k, at] == pytest.approx(min(away), abs=0.05), "but for rounded pixels"


def test_random_pixels_are_nothing_that_was_seen_and_new_pictures_are():
    now = found()
    new, noise, drawn, scrambled, half = now.shares
    assert new == pytest.approx(manifold.NEAR, abs=0.005) and noise == drawn == 0
    assert half > 0.9 and scrambled < 0.1
    assert now.distances[1].min() > 2 * now.cut


def test_kinds_are_what_they_are_called():
    now, test = found(), images.load("digits").test_images
    new, noise, _, scrambled, _ = now.examples
    for at in range(manifold.SHOWN):
        assert any(np.array_equal(new[at], one) for one in test)
        assert np.array_equal(np.sort(scrambled[at].ravel()), np.sort(new[at].ravel()))
    assert 120 < noise.mean() < 136


def test_a_way_goes_from_one_picture_to_another_of_another_class():
    now = found()
    assert (now.ends[:, 0] != now.ends[:, 1]).all()
    middle = now.blends[:, manifold.STEPS // 2].astype(float)
    assert np.abs(middle - (now.blends[:, 0].astype(float) + now.blends[:, -1]) / 2).max() <= 1
    assert now.sure[:, 0, [0, -1]] == pytest.approx(now.sure[:, 1, [0, -1]], abs=1e-5), (
        "both ways have the same ends"
    )
    every = images.load("digits")
    for picture, k in zip(now.met[0], now.classes[0], strict=True):
        assert any(np.array_equal(picture, one) for one in every.train_images[every.train_labels == k])
    assert (now.classes[:, 0] == now.ends[:, 0]).mean() > 0.7 and (
        now.classes[:, -1] == now.ends[:, 1]
    ).mean() > 0.7


def test_it_is_left_to_a_worker_and_can_be_stopped():
    with allowance(manifold.AT_ONCE), pytest.raises(TooDear):
        manifold.compute(DIGITS)
    assert list(manifold.train(DIGITS, stop=lambda: True)) == []


def test_it_is_told_with_its_numbers():
    now, names = found(), tuple("0123456789")
    assert "not one looks like anything" in pictured(now).conclusion
    for pair in range(1, len(now.ends) + 1):
        said = morphed(now, pair, names)
        runs = [names[k] for i, k in enumerate(now.classes[pair - 1]) if not i or k != now.classes[pair - 1][i - 1]]
        assert said.conclusion.endswith(f": {', then '.join(runs)}.")
