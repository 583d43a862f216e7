"""What is said of gradients: small numbers, growth, and what reaches a layer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.experiments.gradients import words as gradient_words


def test_an_underflow_is_not_called_nothing():
    assert gradient_words.size(0.0, True) == "exactly 0"
    assert gradient_words.size(0.0, False, low=1e-45) == "below 1 · 10⁻⁴⁵"
    assert gradient_words.size(0.0, False) == "below 4.9 · 10⁻³²⁴"
    assert gradient_words.size(2e-20, False) == "2 · 10⁻²⁰"


def test_growth_is_the_geometric_mean_of_what_is_finite():
    assert gradient_words.growth([2, 6, 18]) == pytest.approx(3)
    assert gradient_words.growth([math.nan, 2, 0, 18, math.inf]) == pytest.approx(3)
    assert math.isnan(gradient_words.growth([5, 0])) and math.isnan(gradient_words.growth([]))


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
    ("factor", "said"), [(1.03, "1.03"), (0.994, "0.994"), (0.89, "0.89"), (1.234, "1.2"), (math.nan, "–")]
)
def test_a_factor_near_one_has_a_digit_more(factor, said):
    assert gradient_words.each(factor) == said
