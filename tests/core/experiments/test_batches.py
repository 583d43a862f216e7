"""One update, a batch's update, and the race of serial, mini-batch and full batch, against autograd."""

import os
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data import images
from core.data.batches import Batches
from core.experiments import batches as lesson
from core.experiments import templates
from core.experiments.batches import MODES, PRESETS, Config, batch_update, outer, update
from core.learning.nets import MLP
from core.learning.training import evaluate
from core.words import percent

TINY = Config(dataset="digits", epochs=2, batch_size=100)
E1, E2 = [-0.30, -0.20, 0.80, -0.25], [0.75, -0.30, -0.26, -0.19]  # N3, "Matrix formulation of outer product"
needs_archives = pytest.mark.skipif("MLPSCOPE_DATA" not in os.environ, reason="needs the archives in MLPSCOPE_DATA")


def case(k, shape, bias, many, seed):
    rng = np.random.default_rng(seed)
    weight = rng.standard_normal((k, *shape)) / 20
    constant = rng.standard_normal(k) if bias else None
    return weight, constant, rng.integers(256, size=(many, *shape), dtype=np.uint8), rng.integers(k, size=many)


def by_autograd(weight, bias, pictures, labels, lr, reduction):
    """One step of torch.optim.SGD on the cross-entropy, in float64: (probabilities, weight, bias)."""
    layer = torch.nn.Linear(weight[0].size, len(weight), bias=bias is not None, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weight.reshape(len(weight), -1)))
        if bias is not None:
            layer.bias.copy_(torch.from_numpy(bias))
    optimizer = torch.optim.SGD(layer.parameters(), lr=lr)
    scores = layer(torch.from_numpy(pictures.reshape(len(pictures), -1) / 255))
    torch.nn.functional.cross_entropy(scores, torch.from_numpy(labels), reduction=reduction).backward()
    optimizer.step()
    new_bias = None if bias is None else layer.bias.detach().numpy()
    return torch.softmax(scores, 1).detach().numpy(), layer.weight.detach().numpy().reshape(weight.shape), new_bias


@settings(deadline=None)  # the first call imports half of torch
@given(
    st.sampled_from([4, 10]),
    st.sampled_from([(28, 28), (7, 9), (8, 8, 3)]),
    st.booleans(),
    st.sampled_from([1, 2, 17]),
    st.booleans(),
    st.floats(1e-4, 1),
    st.integers(0, 2**31),
)
def test_an_update_is_autograds_step(k, shape, bias, many, average, lr, seed):
    weight, constant, pictures, labels = case(k, shape, bias, many, seed)
    ours = batch_update(weight, constant, pictures, labels, lr, average=average)
    p, w, b = by_autograd(weight, constant, pictures, labels, lr, "mean" if average else "sum")
    np.testing.assert_allclose(ours.probabilities, p, rtol=0, atol=1e-12)
    np.testing.assert_allclose(ours.weight, w, rtol=0, atol=1e-12)
    assert (ours.bias is None) == (not bias)
    if bias:
        np.testing.assert_allclose(ours.bias, b, rtol=0, atol=1e-12)
    np.testing.assert_allclose(ours.error, np.eye(k)[labels] - p, rtol=0, atol=1e-12)
    np.testing.assert_allclose(ours.error.sum(1), 0, atol=1e-12)
    np.testing.assert_allclose(ours.change, ours.weight - weight, atol=1e-12)
    if many == 1:
        one = update(weight, constant, pictures[0], int(labels[0]), lr)
        assert one.probabilities.shape == one.error.shape == (k,)
        np.testing.assert_allclose(one.weight, w, rtol=0, atol=1e-12)


def test_a_picture_is_added_to_its_class_and_removed_from_the_others():
    weight, _, pictures, _ = case(4, (28, 28), False, 1, 3)
    change = update(weight, None, pictures[0], 2, 0.01).change
    inked = pictures[0] > 0
    assert (change[2][inked] > 0).all() and (change[[0, 1, 3]][:, inked] < 0).all()
    assert not change[:, ~inked].any()


def test_the_slides_two_error_vectors_as_one_matrix_product():
    _, _, pictures, _ = case(4, (28, 28), False, 2, 0)
    errors, ink = np.array([E1, E2]), pictures / 255
    by_hand = [[e1 * ink[0] + e2 * ink[1]] for e1, e2 in zip(E1, E2, strict=True)]
    np.testing.assert_allclose(outer(errors, pictures), np.concatenate(by_hand), atol=1e-15)


@pytest.mark.parametrize(
    ("pictures", "labels", "message"),
    [
        ((2, 28, 27), (0, 1), r"'pictures' must be (B, 28, 28). Got (2, 28, 27) instead."),
        ((0, 28, 28), (), r"'pictures' must be (B, 28, 28). Got (0, 28, 28) instead."),
        ((2, 28, 28), (0, 4), r"'labels' must be 2 integers in [0, 3]. Got [0, 4] instead."),
        ((2, 28, 28), (0, -1), r"'labels' must be 2 integers in [0, 3]. Got [0, -1] instead."),
        ((2, 28, 28), (0,), r"'labels' must be 2 integers in [0, 3]. Got [0] instead."),
    ],
)
def test_what_does_not_fit_is_said(pictures, labels, message):
    with pytest.raises(ValueError) as error:
        batch_update(np.zeros((4, 28, 28)), None, np.zeros(pictures, np.uint8), np.array(labels, int), 0.1)
    assert str(error.value) == message


# The race


@pytest.fixture(scope="module")
def race():
    return list(lesson.train(TINY))


def of(race, mode):
    return [snapshot for snapshot in race if snapshot.mode == mode]


def test_the_three_start_from_the_same_templates_and_see_as_many_pictures(race):
    first = [of(race, mode)[0] for mode in MODES]
    assert len({s.weight.tobytes() for s in first}) == 1 and all(s.step == s.seen == 0 for s in first)
    ends = [of(race, mode)[-1] for mode in MODES]
    assert [s.seen for s in ends] == [2 * 1437] * 3
    assert [s.step for s in ends] == [2 * 1437, 2 * 15, 2] == [lesson.total_steps(TINY, mode) for mode in MODES]
    assert len({s.weight.tobytes() for s in ends}) == 3


def test_the_three_are_recorded_in_step_by_pictures_seen(race):
    seen = [s.seen for s in race]
    assert seen == sorted(seen)


def test_one_step_of_the_full_batch_is_batch_update(race):
    data = images.load("digits")
    start, then = of(race, "full")[:2]
    ours = batch_update(
        start.weight, None, data.train_images, data.train_labels.astype(int), TINY.lr_full, average=True
    )
    np.testing.assert_allclose(then.weight, ours.weight, atol=1e-6)


def test_the_first_serial_step_is_update_of_one_of_the_pictures(race):
    data = images.load("digits")
    start, then = of(race, "serial")[:2]
    steps = (
        update(start.weight, None, x, int(y), TINY.lr_serial).weight
        for x, y in zip(data.train_images, data.train_labels, strict=True)
    )
    assert any(np.allclose(then.weight, step, atol=1e-6) for step in steps)


def test_the_lectures_sum_is_the_average_at_a_rate_times_the_batch():
    summed = replace(TINY, reduction="sum", lr_mini=0.005, lr_full=0.5 / 1437, batch_size=479)
    average = replace(TINY, lr_mini=0.005 * 479, lr_full=0.5, batch_size=479)
    for mode in ("mini", "full"):
        a, b = (of(list(lesson.train(config)), mode)[-1] for config in (summed, average))
        np.testing.assert_allclose(a.weight, b.weight, atol=1e-4)
        assert a.test_error == pytest.approx(b.test_error, abs=0.01)


def test_the_figures_are_those_of_the_recorded_weights(race):
    data = images.load("digits")
    for mode in MODES:
        end = of(race, mode)[-1]
        net = MLP((784, 10), bias=False, generator=torch.Generator().manual_seed(0))
        with torch.no_grad():
            net.linear[0].weight.copy_(torch.tensor(end.weight.reshape(10, 784)))
        for x, y, loss, error in (
            (data.train_images, data.train_labels, end.train_loss, end.train_error),
            (data.test_images, data.test_labels, end.test_loss, end.test_error),
        ):
            batches = Batches(torch.tensor(x).reshape(len(x), -1), torch.tensor(y.astype(int)))
            assert (loss, error) == pytest.approx(evaluate(net, batches), rel=1e-5)


def test_stop_ends_all_three():
    assert len(list(lesson.train(replace(TINY, epochs=50), stop=lambda: True))) <= 6


def test_what_is_said_names_the_numbers_and_the_failures(race):
    now = lesson.last(race)
    said = lesson.describe(TINY, now)
    for mode, s in now.items():
        assert f"{s.seen:,} pictures in {s.step:,} updates" in said and percent(s.test_error) in said
        gap = f"{100 * (s.test_error - s.train_error):+.1f}".replace("-", "−")
        assert f"{MODES[mode]} {gap}" in said
    assert "too large" not in said
    loud = replace(TINY, reduction="sum", lr_full=0.01)
    now = lesson.last(list(lesson.train(loud)))
    said = lesson.describe(loud, now)
    assert "The learning rate of full batch, 0.01 x 1,437 pictures = 14.37, is too large" in said
    assert "same initial templates" in lesson.describe(TINY, {})


def with_gaps(race, *points):
    now = lesson.last(race)
    errors = zip(now.items(), points, strict=True)
    return {m: replace(s, train_error=0.1, test_error=0.1 + gap / 100) for (m, s), gap in errors}


@pytest.mark.parametrize(
    ("points", "verdict"),
    [
        ((-0.04, 0.2, -1), "serial +0.0, mini-batch +0.2, full batch −1.0. None of the three overfits."),
        ((6, 5, 4), "Serial overfits most, not the full batch."),
        ((1, 2, 4), "The full batch overfits most."),
    ],
)
def test_the_lectures_claim_on_overfitting_is_judged_by_the_gaps(race, points, verdict):
    assert lesson.overfitting(TINY, with_gaps(race, *points)).endswith(verdict)
    assert lesson.overfitting(TINY, lesson.last(race[:-1])) == ""


@needs_archives
@pytest.mark.slow
def test_on_mnist_a_batch_needs_its_own_rate_and_serial_is_far_ahead_of_the_full_batch():
    ends = lesson.last(list(lesson.train(replace(PRESETS["Each at its best"].config, epochs=1))))
    assert ends["serial"].test_error < 0.1 and ends["mini"].test_error < 0.11 and ends["full"].test_error > 0.2
    assert ends["serial"].seconds < 25
    one_layer = replace(
        templates.Config(), optimizer="sgd", lr=PRESETS["Each at its best"].config.lr_mini, epochs=1
    )
    assert list(templates.train(one_layer))[-1].test_error == ends["mini"].test_error
