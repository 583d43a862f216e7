"""A picture matched with the templates: its sums, scrambled pixels, and which picture is picked."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.data import images
from core.data.selection import Selection
from core.experiments import templates as lesson
from core.experiments.templates import Config
from core.experiments.templates.picking import Pick, confidently_wrong, pick
from tests.helpers.archives import needs_archives

TINY = Config(dataset="digits", epochs=3)


@given(
    st.integers(2, 10).flatmap(
        lambda k: st.tuples(st.just(k), st.sampled_from([(28, 28), (8, 8), (32, 32, 3)]), st.integers(0, 2**31))
    ),
    st.floats(1e-3, 10),
)
def test_match_sums_to_the_scores_of_the_layer(case, size):
    k, shape, seed = case
    rng = np.random.default_rng(seed)
    weight = (size * rng.standard_normal((k, *shape))).astype(np.float32)
    bias, picture = rng.standard_normal(k).astype(np.float32), rng.integers(256, size=shape, dtype=np.uint8)
    layer = torch.nn.Linear(picture.size, k)
    layer.weight.data, layer.bias.data = torch.tensor(weight.reshape(k, -1)), torch.tensor(bias)
    want = layer.double()(torch.tensor(picture.ravel() / 255)).detach()
    result = lesson.match(weight, bias, picture)
    assert result.products.shape == weight.shape
    np.testing.assert_allclose(result.products.reshape(k, -1).sum(1) + bias, want, atol=1e-5)
    np.testing.assert_allclose(result.scores, want, atol=1e-5)
    np.testing.assert_allclose(result.probabilities, want.softmax(0), atol=1e-9)


def test_match_refuses_a_picture_of_another_size():
    with pytest.raises(ValueError, match=r"'picture' must be \(28, 28\).*Got \(8, 8\) instead"):
        lesson.match(np.zeros((2, 28, 28)), np.zeros(2), np.zeros((8, 8), np.uint8))


def test_scrambling_moves_pixels_and_nothing_else():
    chosen = Selection("digits", (0, 1), permute_pixels=True)
    picture = images.load("digits").test_images[0]
    scrambled = chosen.seen(picture)
    assert sorted(scrambled.ravel()) == sorted(picture.ravel())
    assert not np.array_equal(scrambled, picture)
    assert np.array_equal(chosen.unscrambled(scrambled[None])[0], picture)
    assert np.array_equal(Selection("digits", (0, 1)).seen(picture), picture)
    many = images.load("digits").test_images[:5]
    assert np.array_equal(chosen.seen(many), np.stack([chosen.seen(p) for p in many]))


@needs_archives
def test_scrambling_keeps_the_colours_of_a_pixel_together():
    chosen = Selection("cifar10", (0, 1), permute_pixels=True)
    picture = images.load("cifar10").test_images[0]
    scrambled = chosen.seen(picture)
    assert sorted(map(tuple, scrambled.reshape(-1, 3))) == sorted(map(tuple, picture.reshape(-1, 3)))
    assert np.array_equal(chosen.unscrambled(scrambled[None])[0], picture)


def test_confidently_wrong_puts_the_worst_first():
    chances = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.99, 0.01]])
    assert confidently_wrong(chances, np.array([1, 1, 0, 1])).tolist() == [3, 0, 2]


@pytest.mark.parametrize("config", [TINY, replace(TINY, permute_pixels=True), replace(TINY, classes=(2, 5, 9))])
def test_the_chances_are_those_of_match_and_of_the_test_error(config):
    last, chosen = list(lesson.train(config))[-1], lesson.selection(config)
    together = lesson.chances(config, last)
    for row, chances in zip(chosen.test_rows[:20], together[:20], strict=True):
        alone = lesson.match(last.weight, last.bias, chosen.seen(chosen.data.test_images[row])).probabilities
        np.testing.assert_allclose(alone, chances, atol=1e-5)
    wrong = confidently_wrong(together, chosen.labels(chosen.data.test_labels[chosen.test_rows]))
    assert len(wrong) / len(together) == pytest.approx(last.test_error, abs=1e-6)


def test_pick_counts_within_its_class_and_starts_anew():
    chosen = lesson.selection(TINY)
    labels = chosen.data.test_labels
    first, many = pick(chosen, Pick("3", 1), lambda: np.empty(0))
    assert labels[first] == 3 and many == (labels == 3).sum()
    assert pick(chosen, Pick("3", many + 1), lambda: np.empty(0))[0] == first
    chances = np.eye(10)[labels]
    assert pick(chosen, Pick("wrong", 1), lambda: chances) == (-1, 0)
    chances[[7, 9]] = np.roll(chances[[7, 9]], 1, axis=1)
    chances[7] *= 0.5
    assert pick(chosen, Pick("wrong", 1), lambda: chances) == (9, 2)


def test_pick_of_a_class_left_out_gives_the_first_there_is():
    chosen = Selection("digits", (4, 5))
    assert chosen.data.test_labels[pick(chosen, Pick("2", 1), lambda: np.empty(0))[0]] == 4
