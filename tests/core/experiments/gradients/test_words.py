"""What is said of gradients: small numbers, growth, and what reaches a layer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.experiments.gradients import breakdown
from core.experiments.gradients import words as gradient_words
from core.words import number


def test_an_underflow_is_not_called_nothing():
    assert gradient_words.size(0.0, True) == "exactly 0"
    assert gradient_words.size(0.0, False, low=1e-45) == "below 1 · 10⁻⁴⁵"
    assert gradient_words.size(0.0, False) == "below 4.9 · 10⁻³²⁴"
    assert gradient_words.size(2e-20, False) == "2 · 10⁻²⁰"


def test_growth_is_the_geometric_mean_of_what_is_finite():
    assert breakdown.growth([2, 6, 18]) == pytest.approx(3)
    assert breakdown.growth([math.nan, 2, 0, 18, math.inf]) == pytest.approx(3)
    assert math.isnan(breakdown.growth([5, 0])) and math.isnan(breakdown.growth([]))


def test_what_a_layer_keeps_is_the_median_of_the_draws():
    def back(keep):  # three hidden layers, then the output, whose delta is of another kind
        return [keep**2, keep, 1.0, 77.0]

    delta = np.array([[back(0.5), back(0.1), back(0.2)], [back(3.0), back(2.0), back(4.0)]])
    np.testing.assert_allclose(gradient_words.factors(delta), [0.2, 3.0])
    assert np.isnan(gradient_words.factors(delta[..., 2:])).all()


def test_what_reaches_the_first_layer_is_the_median_of_the_draws():
    norm = np.array([[[1.0, 9, 10], [5, 9, 10], [2, 9, 1]], [[0, 0, 0], [1, 1, 1], [0, 1, 1]]])
    np.testing.assert_allclose(gradient_words.reaching(norm)[0], 0.5)
    assert math.isnan(gradient_words.reaching(norm)[1])


@pytest.mark.parametrize(
    ("factor", "said"),
    [(1.03, "1.03"), (0.994, "0.994"), (0.89, "0.89"), (0.0, "0"), (1.234, "1.23"), (math.nan, "–")],
)
def test_a_factor_has_three_digits(factor, said):
    assert gradient_words.each(factor) == said


@pytest.mark.parametrize(("factor", "times"), [(0.1417, 20), (1.0312, 100), (2.3456, 50), (0.5, 20), (3e-4, 3)])
def test_the_power_of_a_factor_that_is_written_is_what_is_said_of_it(factor, times):
    said = gradient_words._multiplied(factor, times)
    base, comes_to = said.split(" = ")
    assert comes_to == number(factor**times, 2)
    if "·" not in base:
        written = base.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹")
        assert written == gradient_words.each(factor, times)
        assert float(written) ** times == pytest.approx(factor**times, rel=0.05)
