"""What wakes a unit, and the way of a picture from its pixels to the two scores, in sums that add up."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from core.data import images
from core.experiments.small_large import Snapshot, explain, explain_single
from core.experiments.small_large.training import Run, total_steps
from tests.helpers.small_large_plain import BENDS, SHORT, last


@pytest.mark.parametrize(
    "config",
    [
        replace(SHORT, depth=3, activation="tanh", bias=True),
        replace(SHORT, route="lecture", activation="sigmoid"),
    ],
)
def test_what_wakes_a_unit_and_how_selective_it_is(config):
    now, digits = last(config), images.load("digits")
    ways = [explain(now, picture, config.activation) for picture in digits.test_images]
    answers = np.array([way.logits.argmax() for way in ways])
    labels = digits.test_labels
    wrong = answers != np.isin(labels, config.group, invert=True)
    assert now.test_error[0] == pytest.approx(wrong.mean(), abs=1e-6)
    np.testing.assert_allclose(now.by_class[0], [wrong[labels == d].mean() for d in range(10)], atol=1e-6)
    for i, (wakes, selectivity) in enumerate(zip(now.wakes, now.selectivity, strict=True)):
        a = np.array([way.activations[i] for way in ways])  # (M, n)
        means = np.array([a[labels == d].mean(0) for d in range(10)])  # (D, n)
        np.testing.assert_allclose(wakes, means.T, atol=1e-5)
        left = sum(((a[labels == d] - means[d]) ** 2).sum(0) for d in range(10))
        np.testing.assert_allclose(selectivity[0], 1 - left / ((a - a.mean(0)) ** 2).sum(0), atol=1e-4)
    assert all((0 <= s).all() and (s <= 1 + 1e-6).all() for s in now.selectivity)


def test_a_unit_that_never_moves_selects_nothing():
    run = Run(replace(SHORT, activation="tanh"), total_steps(SHORT))
    run.deep.stack.weights[0][:, 0] = 0.0
    now = run.look(0.0)
    assert (now.selectivity[0][:, 0] == 0).all() and (now.selectivity[0][:, 1:] > 0).all()


def snapshot(first, others, biases, single):
    nothing = np.zeros(1)
    return Snapshot(0, 0.0, 0.0, (first, *others), biases, single, np.zeros(2), (), (), *[nothing] * 6)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 3),
    st.integers(1, 9),
    st.sampled_from(sorted(BENDS)),
    st.booleans(),
    st.sampled_from([(28, 28), (5, 7), (4, 4, 3)]),
)
def test_contributions_sum_to_the_logits_that_the_network_has(seed, hidden, width, bend, bias, picture):
    rng = np.random.default_rng(seed)
    widths = (int(np.prod(picture)), *[width] * hidden, 2)
    weights = [rng.normal(size=(b, a)).astype(np.float32) for a, b in pairwise(widths)]
    biases = tuple(rng.normal(size=len(w)).astype(np.float32) * bias for w in weights)
    ink = rng.integers(0, 256, picture, dtype=np.uint8)
    h = torch.from_numpy(ink.reshape(-1)).double() / 255
    for i, (weight, b) in enumerate(zip(weights, biases, strict=True)):
        z = nn.functional.linear(h, torch.from_numpy(weight).double(), torch.from_numpy(b).double())
        h = BENDS[bend](z) if i < hidden else z
    first = weights[0].reshape(-1, *picture)
    way = explain(snapshot(first, weights[1:], biases, rng.normal(size=(2, *picture))), ink, bend)
    parts = way.contributions[-1] if hidden else way.products.reshape(2, -1)
    np.testing.assert_allclose(parts.sum(1) + way.biases, h, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(way.logits, h, rtol=1e-9, atol=1e-9)
    assert len(way.activations) == len(way.pre_activations) == len(way.contributions) == hidden


def test_contributions_of_a_trained_network_sum_to_its_float32_logits():
    config = replace(SHORT, dataset="digits", depth=3, bias=True)
    run = Run(config, total_steps(config))
    for _ in range(run.total):
        run.update(config.lr)
    now, digits = run.look(0.0), images.load("digits")
    x = torch.from_numpy(digits.test_images[:50].reshape(50, -1) / 255).float()
    run.deep.stack.forward(x)
    for picture, logits in zip(digits.test_images[:50], run.deep.stack.outputs[0], strict=True):
        way = explain(now, picture)
        np.testing.assert_allclose(way.contributions[-1].sum(1) + way.biases, logits, atol=1e-5)
    run.single.stack.forward(x)
    for picture, logits in zip(digits.test_images[:50], run.single.stack.outputs[0], strict=True):
        way = explain_single(now, picture)
        np.testing.assert_allclose(way.products.reshape(2, -1).sum(1) + way.biases, logits, atol=1e-5)


def test_a_picture_of_another_size_is_refused():
    first = np.zeros((3, 28, 28), np.float32)
    now = snapshot(first, [np.zeros((2, 3))], (np.zeros(3), np.zeros(2)), first[:2])
    with pytest.raises(ValueError, match=r"'picture' must be \(28, 28\) for these templates\. Got \(8, 8\)"):
        explain(now, np.zeros((8, 8), np.uint8))
