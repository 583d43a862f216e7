"""A linear layer as templates: what train() records and what match() computes."""

import os
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.data import images
from core.data.selection import Selection
from core.experiments import templates as lesson
from core.experiments.templates import PRESETS, Config
from core.experiments.templates.picking import Pick, confidently_wrong, pick
from core.words import percent

TINY = Config(dataset="digits", epochs=3)
needs_archives = pytest.mark.skipif("MLPSCOPE_DATA" not in os.environ, reason="needs the archives in MLPSCOPE_DATA")


@pytest.fixture(scope="module")
def tiny():
    return list(lesson.train(TINY))


def test_a_recording_starts_at_0_and_ends_at_the_end(tiny):
    assert tiny[0].step == 0 and np.isnan(tiny[0].train_error)
    assert tiny[-1].step == lesson.total_steps(TINY) == 3 * 8  # 1,437 pictures in batches of 200
    assert tiny[-1].epoch == 3.0
    assert all(s.weight.shape == (10, 28, 28) and s.weight.dtype == np.float32 for s in tiny)
    assert all(not s.bias.any() for s in tiny)
    assert len({s.weight.tobytes() for s in tiny}) == len(tiny)


def test_the_same_config_gives_the_same_bits(tiny):
    again = list(lesson.train(TINY))
    assert [s.weight.tobytes() for s in tiny] == [s.weight.tobytes() for s in again]
    other = list(lesson.train(replace(TINY, seed=1)))
    assert other[0].weight.tobytes() != tiny[0].weight.tobytes()


def test_the_figures_are_those_of_the_recorded_weights(tiny):
    """An oracle in NumPy: cross-entropy and error of the recorded templates on the pictures themselves."""
    data, last = images.load("digits"), tiny[-1]
    for pictures, labels, loss, error in (
        (data.train_images, data.train_labels, last.train_loss, last.train_error),
        (data.test_images, data.test_labels, last.test_loss, last.test_error),
    ):
        scores = pictures.reshape(len(pictures), -1) / 255 @ last.weight.reshape(10, -1).T.astype(np.float64)
        log_p = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        assert loss == pytest.approx(-log_p[np.arange(len(labels)), labels].mean(), rel=1e-5)
        assert error == pytest.approx((scores.argmax(1) != labels).mean(), abs=1e-9)


def test_classes_are_a_subset_with_labels_of_their_own():
    config = replace(TINY, classes=(3, 8), bias=True, epochs=30)
    last = list(lesson.train(config))[-1]
    assert last.weight.shape == (2, 28, 28) and last.bias.any()
    assert last.test_error < 0.1
    chosen = lesson.selection(config)
    assert set(chosen.data.test_labels[chosen.test_rows]) == {3, 8}


def test_stop_ends_the_recording():
    steps = [s.step for s in lesson.train(replace(TINY, batch_size=1, epochs=50), stop=lambda: True)]
    assert steps in ([0], [0, 1])


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


def test_scrambled_templates_match_scrambled_pictures(tiny):
    """Put back in order, a scrambled template meets the tidy picture with the same score."""
    config = replace(TINY, permute_pixels=True)
    last, chosen = list(lesson.train(config))[-1], lesson.selection(config)
    picture = images.load("digits").test_images[5]
    scrambled = lesson.match(last.weight, last.bias, chosen.seen(picture))
    tidy = lesson.match(chosen.unscrambled(last.weight), last.bias, picture)
    np.testing.assert_allclose(scrambled.scores, tidy.scores, atol=1e-9)
    assert abs(last.test_error - tiny[-1].test_error) < 0.03


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


def test_describe_says_the_plotted_numbers(tiny):
    start, end = lesson.describe(TINY, tiny[0], tiny[0]), lesson.describe(TINY, tiny[0], tiny[-1])
    assert f"between −{-tiny[0].weight.min():.2f} and {tiny[0].weight.max():.2f}:" in start
    assert "blind guessing among 10 classes misreads about 90\u202f%" in start
    assert f"{percent(tiny[-1].test_error)} of the test pictures are misread" in end
    untouched = np.all(tiny[-1].weight == tiny[0].weight, axis=0).mean()
    assert untouched > 0.02 and f"{percent(untouched, 0)} of the pixels are never inked" in end
    never_inked = (images.load("digits").train_images == 0).all(0).mean()
    assert untouched == pytest.approx(never_inked, abs=0.01)


def test_describe_names_what_went_wrong():
    for config, words in (
        (replace(TINY, lr=10.0), "worse than blind guessing"),
        (replace(TINY, classes=(1, 8), epochs=100), None),
        (replace(TINY, weight_decay=0.1), "Weight decay 0.1 pulls"),
        (replace(TINY, permute_pixels=True), "does not know which pixels are neighbours"),
    ):
        run = list(lesson.train(config))
        text = lesson.describe(config, run[0], run[-1])
        assert words is None or words in text


def test_presets_each_have_a_reason_and_one_is_the_default():
    assert len(PRESETS) >= 4 and PRESETS["Lab 01: 7,840 weights"].config == Config()
    assert all(len(preset.why) > 30 for preset in PRESETS.values())
    assert len({preset.config for preset in PRESETS.values()}) == len(PRESETS)
    assert PRESETS["Four digits"].config.classes == (0, 1, 2, 3)


@needs_archives
@pytest.mark.slow
@pytest.mark.parametrize(
    ("preset", "most"), [("Lab 01: 7,840 weights", 0.085), ("Clothes", 0.17), ("Four digits", 0.03)]
)
def test_the_lab_reaches_its_error_on_several_seeds(preset, most):
    for seed in (0, 1):
        last = list(lesson.train(replace(PRESETS[preset].config, seed=seed)))[-1]
        assert last.test_error <= most
        assert last.weight.size == 784 * len(PRESETS[preset].config.classes)


@needs_archives
@pytest.mark.slow
def test_the_instructive_failures_fail():
    error = {name: list(lesson.train(PRESETS[name].config))[-1] for name in ("Too fast", "Too few steps")}
    assert error["Too fast"].test_loss > 2 * np.log(10)
    assert error["Too few steps"].test_error > 0.5


@needs_archives
def test_colour_templates_have_three_channels():
    config = replace(PRESETS["Colour photos"].config, epochs=1)
    last = list(lesson.train(config))[-1]
    assert last.weight.shape == (10, 32, 32, 3)
    picture = images.load("cifar10").test_images[0]
    assert lesson.match(last.weight, last.bias, picture).products.shape == (10, 32, 32, 3)
