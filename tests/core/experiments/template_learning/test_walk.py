"""Learning a template, one update at a time."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.data import images, pictures
from core.experiments import template_learning as lesson
from core.experiments.batches import update
from core.experiments.template_learning import Config, Place, run
from core.experiments.template_learning.walk import _Walk, _walk
from core.experiments.templates import match
from core.words import percent

TINY = Config(dataset="digits")
NAMES = tuple("0123")


@pytest.mark.parametrize("bias", [False, True])
def test_each_place_is_reached_by_applying_update(bias):
    config = replace(TINY, bias=bias, lr=0.05)
    first = run(config, Place())
    weight, constant = first.weight, first.bias
    assert (constant is None) == (not bias)
    for n in range(1, 12):
        here = run(config, Place(seen=n))
        assert here.number == n
        np.testing.assert_allclose(here.weight, weight, atol=1e-12)
        step = update(weight, constant, here.picture, here.label, config.lr)
        np.testing.assert_allclose(here.update.weight, step.weight, atol=1e-12)
        weight, constant = step.weight, step.bias


def test_places_are_the_same_in_whatever_order_they_are_visited():
    config = replace(TINY, seed=5)
    forward = [run(config, Place(seen=n)).update.weight for n in (1, 499, 500, 501, 1500)]
    _walk.cache_clear()
    back = [run(config, Place(seen=n)).update.weight for n in (1500, 501, 500, 499, 1)]
    for a, b in zip(forward, reversed(back), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_stream_has_every_picture_of_the_classes_once_a_pass_in_an_order_of_its_own():
    config = replace(TINY, classes=(3, 8))
    rows = lesson.selection(config).train_rows
    walk = _Walk(lesson.selection(config), 0.01, False, 0)
    n = len(rows)
    shown = [walk.picture(i) for i in range(2 * n)]
    assert {label for _, label in shown} == {0, 1}
    passes = [[picture.tobytes() for picture, _ in shown[a : a + n]] for a in (0, n)]
    everything = sorted(p.tobytes() for p in images.load("digits").train_images[rows])
    assert sorted(passes[0]) == sorted(passes[1]) == everything and passes[0] != passes[1]


def test_the_same_picture_again_and_again_becomes_certain():
    chances = [run(TINY, Place(seen=3, again=n)) for n in (0, 1, 5, 100)]
    of_its_class = [r.update.probabilities[r.label] for r in chances]
    assert of_its_class == sorted(of_its_class) and of_its_class[-1] > 0.99
    assert len({r.picture.tobytes() for r in chances}) == 1
    assert [r.number for r in chances] == [3, 4, 8, 103]
    np.testing.assert_allclose(chances[1].weight, chances[0].update.weight, atol=1e-12)


def test_a_picture_of_your_own_comes_after_those_of_the_stream():
    mine = np.zeros((28, 28), np.uint8)
    mine[4:24, 12:16] = 200
    place = Place(seen=7, picture=pictures.to_text(mine), label=1)
    here = run(TINY, place)
    np.testing.assert_array_equal(here.picture, mine)
    assert (here.label, here.number) == (1, 8)
    np.testing.assert_allclose(here.weight, run(TINY, Place(seen=7)).update.weight, atol=1e-12)
    twice = run(TINY, replace(place, again=1))
    np.testing.assert_allclose(twice.weight, here.update.weight, atol=1e-12)
    assert run(TINY, replace(place, label=9)).label == 0  # a class that was left out


def test_a_picture_that_does_not_fit_is_refused_in_words():
    with pytest.raises(ValueError, match="picture"):
        run(TINY, Place(picture=pictures.to_text(np.zeros((3, 3), np.uint8))))


def test_after_and_the_test_figures_are_those_of_the_new_templates():
    config, data = replace(TINY, bias=True), images.load("digits")
    here = run(config, Place(seen=200))
    new = here.update
    np.testing.assert_allclose(here.after, match(new.weight, new.bias, here.picture).probabilities, atol=1e-12)
    rows = np.flatnonzero(data.test_labels < 4)
    scores = torch.tensor(
        data.test_images[rows].reshape(len(rows), -1) / 255 @ new.weight.reshape(4, -1).T + new.bias
    )
    labels = torch.tensor(data.test_labels[rows].astype(int))
    error, loss = lesson.test(config, here)
    assert error == pytest.approx((scores.argmax(1) != labels).double().mean().item())
    assert loss == pytest.approx(torch.nn.functional.cross_entropy(scores, labels).item(), rel=1e-5)


def described(config, place):
    result = run(config, place)
    return lesson.describe(config, NAMES, result, lesson.test(config, result))


def test_the_words_have_the_numbers_and_name_a_bad_learning_rate():
    good = run(TINY, Place(seen=30))
    said = described(TINY, Place(seen=30))
    error, k = good.update.error[good.label], good.label
    assert f"The error is 1 − {1 - error:.3f} = +{error:.3f} for {NAMES[k]}, the class of the picture" in said
    assert percent(good.after[good.label]) in said and "learning rate" not in said
    small, large = replace(TINY, lr=1e-4), replace(TINY, lr=10.0)
    assert "0.0001 is too small" in described(small, Place(seen=2))
    assert "10 is too large" in described(large, Place(seen=2))
    assert "Try 1." in described(large, Place(seen=2))


def test_what_is_added_is_the_learning_rate_times_the_error_times_the_picture():
    here = run(TINY, Place(seen=30))
    added = TINY.lr * here.update.error[:, None, None] * here.picture / 255
    np.testing.assert_allclose(here.update.weight, here.weight + added, atol=1e-12)
    assert "Learning rate × error × picture is added to its old template." in described(TINY, Place(seen=30)).drawn


def test_a_picture_that_is_known_already_does_not_make_the_learning_rate_small():
    """The same picture again and again raises its probability by less and less; others are still misread."""
    for again in (30, 60):
        place = Place(seen=2, again=again)
        here = run(TINY, place)
        assert here.after[here.label] - here.update.probabilities[here.label] < 0.005
        assert lesson.test(TINY, here)[0] > 0.3 and here.update.error[here.label] < 0.1
        assert lesson.test(TINY, here)[1] > 1.5 * np.log(4)  # the others have suffered, but not from one large step
        assert "learning rate" not in described(TINY, place).conclusion.lower()
    assert "1 is too large" in described(replace(TINY, lr=1.0), Place(seen=2, again=30))


def test_a_picture_that_teaches_nothing_is_said_to():
    config, place = replace(TINY, lr=5.0), Place(seen=3, again=50)
    assert run(config, place).update.error.max() < 5e-4
    assert "already certain of" in described(config, place)


@pytest.mark.parametrize("name", lesson.PRESETS)
def test_every_example_shows_something(name):
    config = replace(lesson.PRESETS[name].config, dataset="digits")
    assert np.abs(run(config, Place()).update.change).max() > 0
