"""Questions compare a guess with the truth in words, curves at the places that both have; axes go by shares."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.course import Axis, Choice, Course, Curve, Number, records

SHARES = Axis("test error", 1, 100, log=True, unit=" %")
DEGREES = Axis("degrees", -10, 30, unit="°")
ANY = {"truth": lambda config, found: found, "cause": lambda config, found: "Because."}


@given(st.floats(0, 1), st.sampled_from([SHARES, DEGREES]))
def test_a_share_of_an_axis_and_back(share, axis):
    assert axis.share(axis.at(share)) == pytest.approx(share, abs=1e-9)
    assert axis.low - 1e-9 <= axis.at(share) <= axis.high + 1e-9


def test_what_lies_beyond_an_axis_lies_at_its_end():
    assert [SHARES.share(v) for v in (0, 1, 10, 100, 1e9)] == pytest.approx([0, 0, 0.5, 1, 1])
    assert math.isnan(DEGREES.share(math.nan))


@pytest.mark.parametrize(("low", "high", "log"), [(1, 1, False), (2, 1, False), (0, 1, True), (-1, 1, True)])
def test_an_axis_that_is_none_is_refused(low, high, log):
    with pytest.raises(ValueError, match=r"An axis goes from a number up to a larger one.*for 'x'\."):
        Axis("x", low, high, log)


def test_a_choice():
    asked = Choice(ask="Which?", options=("one", "two", "three"), **ANY)
    assert asked.compare(1, 1) == "Right: two."
    assert asked.compare(0, 2) == "You said: one. It is: three." and asked.tell(2) == "three."
    assert [asked.holds(guess) for guess in (0, 2, 3, -1, True, "1", None, 1.0)] == [True, True, *[False] * 6]


def test_a_number_is_compared_in_times_on_a_logarithmic_axis_and_in_units_on_another():
    asked = Number(ask="How many?", axis=SHARES, **ANY)
    assert asked.compare(30.0, 7.5) == "You said 30 %. It is 7.5 %: your guess is 4 times too large."
    assert asked.compare(2.0, 90.0) == "You said 2 %. It is 90 %: your guess is 45 times too small."
    assert asked.compare(7.0, 7.5) == "Right: you said 7 %, and it is 7.5 %."
    assert asked.compare(20.0, 0.0) == "You said 20 %. It is 0 %: your guess is 20 % too large."
    warm = Number(ask="How warm?", axis=DEGREES, **ANY)
    assert warm.compare(0, 20) == "You said 0°. It is 20°: your guess is 20° too small."
    assert warm.holds(0) and warm.holds(30.0)
    assert not any(warm.holds(guess) for guess in (31, math.nan, math.inf, "3", True))


CURVE = Curve(ask="How does it go?", x=Axis("layer", 1, 5), y=Axis("gradient", 1e-6, 1, log=True), **ANY)


def test_a_curve_is_compared_where_both_have_points():
    xs = np.array([1.0, 2, 3, 4, 5])
    flat = [[1, 1e-3], [5, 1e-3]]
    assert CURVE.compare(flat, (xs, np.full(5, 1e-3))) == "Right: your curve lies close to the measured one."
    off = "On average your curve lies 2 powers of ten {} the measured one."
    assert CURVE.compare(flat, (xs, np.full(5, 1e-5))) == off.format("above")
    assert CURVE.compare(flat, (xs, np.full(5, 1e-1))) == off.format("below")
    assert CURVE.distance([[1, 1e-3], [2, 1e-3]], (xs, np.array([1e-3, 1e-3, 1, 1, 1]))) == pytest.approx(0)
    assert "no place in common" in CURVE.compare(flat, (xs, np.full(5, np.nan)))
    linear = Curve(ask="?", x=Axis("x", 0, 1), y=Axis("y", 0, 10, unit=" m"), **ANY)
    said = linear.compare([[0, 8], [1, 8]], (np.linspace(0, 1, 9), np.full(9, 5.0)))
    assert said == "On average your curve lies 3 m above the measured one."


@pytest.mark.parametrize(
    "guess",
    [
        None,
        "12",
        [],
        [[1, 1]],
        [[1, 1], [2]],
        [[2, 1], [1, 1]],
        [[1, 1], [9, 1]],
        [[1, 1], [2, 2]],
        [[1, 1], [2, math.nan]],
        [[1, 1], ["2", 1]],
        [[1, 1]] * 501,
    ],
)
def test_what_is_no_curve_on_the_axes_is_refused(guess):
    assert not CURVE.holds(guess)


def test_a_curve_on_the_axes_holds():
    assert CURVE.holds([[1, 1e-6], [2.5, 0.1], [5, 1]])


def test_arrays_come_from_the_course_or_from_what_a_question_names():
    def run(config):
        return config

    def train(config):
        yield config

    course = Course(of=train, steps=(), exercises=())
    own = Choice(ask="?", options=("a", "b"), of=run, **ANY)
    assert course.source(own) is run and course.source(CURVE) is train
    assert records(train) and not records(run)
