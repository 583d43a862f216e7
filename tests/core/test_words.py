"""Numbers in words."""

from __future__ import annotations

from math import inf, log10, nan

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.words import MINUS, PERCENT, addends, fixed, number, percent, percents, power, signed, spread

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1"),
        (9_999_999, "9,999,999"),
        (10**7, "10⁷"),
        (27_310_000, "2.7 · 10⁷"),
        (99_600_000, "10⁸"),
        (2 * 10**40, "2 · 10⁴⁰"),
    ],
)
def test_numbers_as_the_pages_write_them(number, words):
    assert power(log10(number)) == words


@given(st.integers(1, 10**60))
def test_what_is_written_is_the_number(number):
    factor, _, raised = power(log10(number)).replace(",", "").rpartition(" · ")
    if number < 10**7:
        assert int(raised) == number
    else:
        assert raised.startswith("10")
        assert float(factor or 1) * 10.0 ** int(raised[2:].translate(RAISED)) == pytest.approx(number, rel=0.051)


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-1.234, "−1.23"),
        (100, "100"),
        (-0.0833, "−0.0833"),
        (9.54e-7, "9.5 · 10⁻⁷"),
        (-inf, "−∞"),
        (12345.6, "12,346"),
        (1e-9, "1 · 10⁻⁹"),
        (nan, "–"),
        (999.4, "999"),
        (1000.6, "1,001"),
    ],
)
def test_numbers_have_three_digits(x, text):
    assert number(x) == text


@pytest.mark.parametrize(("x", "text"), [(0.5, "0.5"), (0.0123, "0.012"), (99.7, "100"), (123.4, "123")])
def test_or_as_many_as_one_wants(x, text):
    assert number(x, 2) == text


@pytest.mark.parametrize(
    ("x", "plain", "with_sign"),
    [(1.254, "1.25", "+1.25"), (-1.2, "−1.20", "−1.20"), (-0.001, "0.00", "+0.00"), (0.0, "0.00", "+0.00")],
)
def test_numbers_with_two_decimals(x, plain, with_sign):
    assert (fixed(x), signed(x)) == (plain, with_sign)


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [
        (0, 1, "0 %"),
        (1, 1, "100 %"),
        (0.359, 1, "35.9 %"),
        (0.0278, 2, "2.78 %"),
        (0.359, 0, "36 %"),
        (4.6e-6, 1, "0.0005 %"),
        (0.004, 0, "0.4 %"),
        (0.005, 0, "0.5 %"),
        (1e-9, 1, "less than 0.0001 %"),
        (0.9996, 1, "over 99.9 %"),
        (0.9999, 2, "99.99 %"),
        (0.997, 0, "over 99 %"),
    ],
)
def test_shares_in_words(share, places, text):
    assert percent(share, places) == text.replace(" %", PERCENT)


def test_a_share_that_is_not_known_is_a_dash():
    assert percent(nan) == "–"


@given(st.floats(0, 1), st.integers(0, 2))
def test_only_none_is_none_and_only_all_is_all(share, places):
    said = percent(share, places)
    assert said.endswith(PERCENT)
    assert (said == f"0{PERCENT}") == (share == 0) and (said == f"100{PERCENT}") == (share == 1)


def test_several_seeds_are_their_mean_and_their_ends():
    assert spread([0.072, 0.074, 0.073]) == f"7.3{PERCENT} (7.2 to 7.4)"
    assert spread([0.0272, 0.0284], places=2) == f"2.78{PERCENT} (2.72 to 2.84)"
    assert spread([0.073]) == f"7.3{PERCENT}"


def worth(text):
    return float(text.removesuffix(PERCENT).replace(MINUS, "-"))


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=12))
def test_addends_sum_to_the_total_as_printed(values):
    total = sum(values)
    shown = addends(values, total)
    assert f"{sum(shown):.2f}".lstrip("-") == f"{total:.2f}".lstrip("-")
    assert max(abs(a - b) for a, b in zip(shown, values, strict=True)) <= 0.01 + 1e-9


@given(st.lists(st.floats(0, 1), min_size=2, max_size=10).filter(lambda p: sum(p) > 1e-3))
@example([1, 1, 1])
@example([1e-9, 1])
def test_shares_of_one_whole_sum_to_a_hundred(parts):
    shares = np.array(parts) / sum(parts)
    assert round(sum(map(worth, percents(shares))), 6) == 100


def test_thirds_are_shown_as_they_are_rounded():
    assert [worth(text) for text in percents([1 / 3] * 3)] == [33.4, 33.3, 33.3]
