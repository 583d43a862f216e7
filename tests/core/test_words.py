"""Numbers in words."""

from __future__ import annotations

from math import inf, log10, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.words import number, percent, power

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
    ("x", "text"), [(0, "0%"), (1, "100%"), (0.359, "35.9%"), (4.6e-6, "0.0005%"), (1e-9, "less than 0.0001%")]
)
def test_shares_in_words(x, text):
    assert percent(x) == text
