"""The recording of templates, what is said of it, and its presets."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.data import images
from core.experiments import templates as lesson
from core.experiments.templates import PRESETS, Config
from core.words import percent
from tests.helpers.archives import needs_archives

TINY = Config(dataset="digits", epochs=3)


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
    assert last.test_error < 0.2  # a guess misreads half, and these templates 7 to 10 %, whatever the seed
    chosen = lesson.selection(config)
    assert set(chosen.data.test_labels[chosen.test_rows]) == {3, 8}


def test_stop_ends_the_recording():
    steps = [s.step for s in lesson.train(replace(TINY, batch_size=1, epochs=50), stop=lambda: True)]
    assert steps in ([0], [0, 1])


def test_describe_says_the_plotted_numbers(tiny):
    start, end = lesson.describe(TINY, tiny[0], tiny[0]), lesson.describe(TINY, tiny[0], tiny[-1])
    assert start.conclusion.startswith("Before training the templates are random noise")
    assert "Blind guessing among 10 classes misreads about 90\u202f%" in start
    assert f"{percent(tiny[-1].test_error)} of the test pictures are misread" in end
    untouched = np.all(tiny[-1].weight == tiny[0].weight, axis=0).mean()
    assert untouched > 0.02 and f"The weights of {percent(untouched)} of the pixels are still the noise" in end
    never_inked = (images.load("digits").train_images == 0).all(0)
    assert np.all(tiny[-1].weight == tiny[0].weight, axis=0)[never_inked].all()
    assert untouched == pytest.approx(never_inked.mean(), abs=0.01)


def test_a_hole_is_learned_when_it_is_large_and_noise_is_called_noise(tiny):
    """The full batch's few steps leave the middle of template 0 a little below zero, as chance may: no hole."""
    few = replace(TINY, optimizer="sgd", lr=0.01, batch_size=1437, epochs=12)
    run = list(lesson.train(few))
    middle = run[-1].weight[0][11:17, 12:16].mean()
    said = lesson.describe(few, run[0], run[-1])
    assert middle < 0 and said.conclusion.startswith("The templates are still the noise") and "hole" not in said
    longer = replace(TINY, epochs=12)
    run = list(lesson.train(longer))
    zero = run[-1].weight[0]
    assert zero[11:17, 12:16].mean() < -np.sqrt((zero**2).mean())
    assert lesson.describe(longer, run[0], run[-1]).conclusion.startswith("Template 0 has learned its hole")
    scrambled = replace(longer, permute_pixels=True)
    assert "hole" not in lesson.describe(scrambled, run[0], run[-1])


def test_a_pixel_that_has_no_ink_yet_is_not_said_never_to_have_any():
    """After one step many more pixels are as they were drawn than at the end: those without ink in its pictures."""
    config = replace(TINY, batch_size=10, epochs=1)
    first, now, *_ = lesson.train(config)
    order = torch.randperm(1437, generator=torch.Generator().manual_seed(config.seed))
    dark = (images.load("digits").train_images[order[:10].numpy()] == 0).all(0).mean()
    assert dark > 1.3 * (images.load("digits").train_images == 0).all(0).mean()
    said = lesson.describe(config, first, now)
    assert now.step == 1 and f"The weights of {percent(dark)} of the pixels are still" in said
    assert "No picture so far has moved them" in said and "never" not in said


def test_describe_names_what_went_wrong():
    for config, words in (
        (replace(TINY, lr=10.0), "worse than blind guessing"),
        (replace(TINY, classes=(1, 8), epochs=100), None),
        (replace(TINY, weight_decay=0.1), "Weight decay 0.1 pulls"),
        (replace(TINY, permute_pixels=True), "The layer does not know which pixels are neighbours."),
    ):
        run = list(lesson.train(config))
        text = lesson.describe(config, run[0], run[-1])
        assert words is None or words in text


def test_scrambled_pixels_are_said_to_be_learned_only_where_few_pictures_are_misread(tiny):
    config, first = replace(TINY, permute_pixels=True), tiny[0]
    moved = replace(tiny[-1], weight=2 * first.weight + 1)
    well, badly = (lesson.describe(config, first, replace(moved, test_error=error)) for error in (0.44, 0.46))
    assert well.conclusion == (
        "The pixels are scrambled and no tile looks like anything, but only 44.0\u202f% of the test pictures are "
        "misread."
    )
    assert badly.conclusion == (
        "With one template for each class, the layer misreads 46.0\u202f% of the test pictures."
    )
    for said, error in ((well, "44.0"), (badly, "46.0")):
        assert said.count(error) == 1 and "At step" not in said


def test_presets_each_have_a_reason_and_one_is_the_default():
    assert len(PRESETS) >= 4 and PRESETS["Ten digits"].config == Config()
    assert all(len(preset.why) > 30 for preset in PRESETS.values())
    assert len({preset.config for preset in PRESETS.values()}) == len(PRESETS)
    assert PRESETS["Four digits"].config.classes == (0, 1, 2, 3)


@needs_archives
@pytest.mark.slow
@pytest.mark.parametrize(("preset", "most"), [("Ten digits", 0.085), ("Clothes", 0.17), ("Four digits", 0.03)])
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


def test_scrambled_templates_match_scrambled_pictures(tiny):
    """Put back in order, a scrambled template meets the tidy picture with the same score."""
    config = replace(TINY, permute_pixels=True)
    last, chosen = list(lesson.train(config))[-1], lesson.selection(config)
    picture = images.load("digits").test_images[5]
    scrambled = lesson.match(last.weight, last.bias, chosen.seen(picture))
    tidy = lesson.match(chosen.unscrambled(last.weight), last.bias, picture)
    np.testing.assert_allclose(scrambled.scores, tidy.scores, atol=1e-9)
    assert abs(last.test_error - tiny[-1].test_error) < 0.03
