"""The perceptron's rule against one written by hand, and its mistakes against Novikoff's bound."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.learning.perceptron import RETURNED, SETTLED, STOPPED, learn
from core.learning.separability import corners, gamma_squared

AND, OR, XOR = (-1, -1, -1, 1), (-1, 1, 1, 1), (-1, 1, 1, -1)


def by_hand(points, labels, start, most):
    """The same rule with matrices of float64, in which these numbers are exact."""
    inputs = np.hstack([points, np.ones((len(points), 1))])
    w, scores, changes, right = np.array(start, float), [], [], 0
    while len(scores) < most and right < len(labels):
        row = len(scores) % len(labels)
        if row == 0:
            right = 0
        s = inputs[row] @ w
        wrong = s <= 0 if labels[row] > 0 else s >= 0
        w = w + labels[row] * inputs[row] if wrong else w
        right += not wrong
        scores.append(s)
        changes.append(wrong)
    return scores, changes, w


def test_it_updates_as_by_hand_on_200_random_sets():
    draw, ended = np.random.default_rng(0), []
    for _ in range(200):
        many = int(draw.integers(1, 15))
        points, labels = draw.integers(-9, 10, (many, 2)), draw.choice([-1, 1], many)
        start = draw.integers(-5, 6, 3) * int(draw.integers(0, 2))
        trace = learn(points.tolist(), labels.tolist(), start=start.tolist(), most=500)
        scores, changes, w = by_hand(points, labels, start, len(trace.score))
        assert (trace.score == scores).all() and (trace.mistake == changes).all() and (trace.weights[-1] == w).all()
        ended.append(trace.ended)
    assert {SETTLED, STOPPED} <= set(ended)


def test_and_or_and_xor_from_zero():
    square = corners(2)
    assert [learn(square, labels).updates for labels in (AND, OR)] == [18, 9]
    trace = learn(square, XOR, again=40)
    assert trace.ended == RETURNED and len(trace.score) == 44 and trace.mistake.all()
    assert (trace.weights[::4] == 0).all() and trace.weights[1:4].any(axis=1).all()
    assert len(learn(square, XOR, again=40, most=9).score) == 9


def test_the_unit_changes_no_decision():
    """What is written in hundredths is the same as what is written in ones."""
    square = corners(2)
    small, large = learn(square, AND), learn([[100 * v for v in x] for x in square], AND, unit=100)
    assert (small.mistake == large.mistake).all() and (100 * small.weights == large.weights).all()
    assert (10_000 * small.score == large.score).all()


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(-6, 6), st.integers(-6, 6)), min_size=1, max_size=8, unique=True),
    st.tuples(st.integers(-5, 5), st.integers(-5, 5), st.integers(-9, 9)),
)
def test_the_mistakes_never_exceed_the_bound(points, line):
    """At most (R/γ)² from zero, for points that some line separates."""
    w1, w2, b = line
    apart = [(x, w1 * x[0] + w2 * x[1] + b) for x in points]
    points, labels = [x for x, s in apart if s], [1 if s > 0 else -1 for _, s in apart if s]
    if not points:
        return
    far = max(x * x + y * y + 1 for x, y in points)
    bound = Fraction(far) / gamma_squared(points, labels)
    trace = learn(points, labels)
    assert trace.ended == SETTLED and trace.updates <= bound


def test_the_bounds_of_and_and_or():
    assert [3 / gamma_squared(corners(2), labels) for labels in (AND, OR)] == [51, 27]
    assert gamma_squared(corners(2), XOR) == 0
    in_tenths = [[10 * v for v in x] for x in corners(2)]
    assert gamma_squared(in_tenths, AND, unit=10) == Fraction(1, 17)


@pytest.mark.parametrize("labels", [AND, OR])
def test_the_last_weights_are_right_everywhere(labels):
    trace = learn(corners(2), labels)
    scores = np.array([[*x, 1] for x in corners(2)]) @ trace.weights[-1]
    assert (np.sign(scores) == labels).all()
