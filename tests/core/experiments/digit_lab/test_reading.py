"""What a network says of one picture: the same as in its test, and of a picture that is nobody's."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.data import images, pictures
from core.experiments import digit_lab as lesson
from core.experiments.digit_lab import Config, Reading, reading

SMALL = Config(dataset="digits", widths="8", epochs=2)


@pytest.fixture(scope="module")
def end():
    return list(lesson.train(SMALL))[-1]


def parameters(end):
    return dict(zip(end.names, end.parameters, strict=True))


@pytest.mark.parametrize(
    "config",
    [
        SMALL,
        replace(SMALL, permute_pixels=True, bias=True),
        replace(SMALL, activation="prelu", widths="8-8"),
        replace(SMALL, activation="prelu", dropout=0.2, batch_norm=True),
        replace(SMALL, network="convnet", filters=2, epochs=1),
    ],
)
def test_a_test_picture_is_read_as_in_the_test(config):
    last = list(lesson.train(config))[-1]
    for row, chances in zip(last.worst[:5], last.probabilities[:5], strict=True):
        number, picture, true = reading.example(config, int(row) + 1)
        found = reading.read(config, parameters(last), picture)
        np.testing.assert_allclose(found, chances, atol=1e-5)
        assert number == row + 1 and true != found.argmax()


def test_any_picture_is_read_by_the_weights_and_before_training_by_the_initial_ones(end):
    picture = np.random.default_rng(0).integers(0, 256, (28, 28), np.uint8)
    x = torch.from_numpy(picture.reshape(-1).copy()).double() / 255
    first = torch.nn.Linear(784, 8, bias=False)
    bound, draw = 784**-0.5, torch.Generator().manual_seed(SMALL.seed)
    initial = (first.weight.data.uniform_(-bound, bound, generator=draw),)
    initial += (torch.empty(10, 8).uniform_(-(8**-0.5), 8**-0.5, generator=draw),)
    for given, weights in ((parameters(end), map(torch.tensor, end.parameters)), ({}, initial)):
        one, two = (weight.double() for weight in weights)
        expected = torch.softmax(two @ torch.relu(one @ x), 0)
        np.testing.assert_allclose(reading.read(SMALL, given, picture), expected, atol=1e-6)


def test_test_pictures_are_counted_from_one_and_begin_anew():
    data = images.load("digits")
    for asked, number in ((1, 1), (360, 360), (361, 1)):
        got, picture, true = reading.example(SMALL, asked)
        assert got == number and true == data.test_labels[number - 1]
        assert (picture == data.test_images[number - 1]).all()


@pytest.mark.skipif(images.status("mnist").state != "ready", reason="no MNIST archives in MLPSCOPE_DATA")
def test_the_first_picture_of_mnist_is_a_four_thinner_than_most():
    """A blot would fill the pad that invites a person to draw."""
    _, picture, true = reading.example(Config(), Reading().number)
    others = [reading.example(Config(), number)[1] for number in range(1, 1001)]
    assert true == 4 and thickness(picture) < np.median([thickness(other) for other in others])


def thickness(picture):
    """Of the pixels with ink, how many have ink on all four sides."""
    ink = picture > 127
    inner = ink[1:-1, 1:-1] & ink[:-2, 1:-1] & ink[2:, 1:-1] & ink[1:-1, :-2] & ink[1:-1, 2:]
    return inner.sum() / ink.sum()


def test_the_mistakes_come_one_after_the_other_and_begin_anew(end):
    first = reading.next_mistake(end, 0)
    seen, number = [first], reading.next_mistake(end, first)
    while number != first:
        seen.append(number)
        number = reading.next_mistake(end, number)
    assert [n - 1 for n in seen] == list(end.worst)
    assert (
        reading.next_mistake(None, 1) is None and reading.next_mistake(replace(end, worst=end.worst[:0]), 1) is None
    )


def test_what_it_says_is_weighed_by_sizes():
    names = tuple("abc")

    def said(*chances, true=None, trained=True):
        return reading.answer(names, np.array(chances), true, trained=trained)

    assert said(0.995, 0.005, 0.0) == "The network gives “a” a probability of 99.5\u202f%."
    doubt = said(0.2, 0.7, 0.1, true=1)
    assert doubt.startswith("The network gives “b” a probability of 70.0\u202f%. Next comes “a” with 20.0\u202f%.")
    assert doubt.endswith("The class of this test picture is “b”: the network is right.")
    assert said(0.2, 0.7, 0.1, true=0).endswith("the network is **wrong**.")
    assert said(0.995, 0.005, 0.0, true=2).endswith("the network is **wrong**, and sure of it.")


def test_initial_weights_answer_until_training_has_ended_or_without_any():
    chances = np.array([0.4, 0.3, 0.3])
    for running, words in (
        (True, "The answers are those of its initial weights: they change when training has ended."),
        (False, "These are the answers of its initial weights, without any training."),
    ):
        said = reading.answer(tuple("abc"), chances, 2, trained=False, running=running)
        assert said.endswith(words) and "wrong" not in said


def test_the_link_has_the_picture():
    assert Reading in lesson.LINK
    token = pictures.to_text(images.load("digits").test_images[0])
    assert Reading(number=3, picture=token).picture == token
    with pytest.raises(ValueError, match="'number' must be an integer in"):
        Reading(number=0)
