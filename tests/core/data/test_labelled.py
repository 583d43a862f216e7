"""Tables of points as people bring them: read rightly, or refused with one clear message."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.disk import DataError
from core.data.labelled import MOST_BYTES, fitted, read

TWO = ([[1.5, 2.0], [3.0, -4.0]], [0, 1])


@pytest.mark.parametrize(
    "raw",
    [
        "1.5,2,a\n3,-4,b",
        "x,y,class\n1.5, 2, a\n3, -4, b\n",
        "1,5;2;a\n3;-4;b",
        "1,5;2,0;a;\n3,0;-4,0;b;\n",
        "x1;x2;class\r\n1,5;2;a\r\n3;−4;b",
        "1,5\t2\ta\n3\t-4\tb",
        "1,5 2 a\n\n# a note\n3   -4 b",
        '"1.5","2","a"\n"3","-4","b"',
        b"\xef\xbb\xbf1.5,2,a\n3,-4,b",
        "1,5;2;a\n3;-4;b".encode("utf-16"),
        "1.5,2,\xe4\n3,-4,\xfc".encode("latin-1"),
    ],
)
def test_it_is_read_rightly(raw):
    data = read(raw, 60)
    assert data.points.tolist() == TWO[0] and data.classes.tolist() == TWO[1]
    assert fitted(data, 10).points.tolist() == TWO[0] and not fitted(data, 10).notes


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("", "There are no points."),
        ("1,2,a\n3,4,b\n5,6,c", "two classes. Got 3: “a”, “b” and “c”."),
        ("1,2,a\n3,4,a", "two classes. Got 1: “a”."),
        ("1,2,a\nhello,4,b", "Line 2 has “hello” where a number is needed."),
        ("1,2,a\n3,nan,b", "Line 2 has “nan” where a number is needed."),
        ("1,2,a\n3,inf,b", "Line 2 has “inf” where a number is needed."),
        ("1,2,a\n3,,b", "Line 2 has “” where a number is needed."),
        ("1,2\n3,4", "Line 1 has 2 columns."),
        ("1,2,3,a\n3,4,5,b", "Line 1 has 4 columns."),
        ("hello, world", "Line 1 has 2 columns."),
        ("\n".join(["1,2,a", "3,4,b"] * 500), "At most 60 points can be shown. Got 1,000 instead."),
        ("1,2,a\n" * (MOST_BYTES // 4), "must have at most 0.1 MB. Got 0.1"),
        (b"PK\x03\x04\x00\x00", "This is not a text."),
        ("1,2,\0\n3,4,b", "This is not a text."),
    ],
)
def test_it_is_refused_in_words(raw, said):
    with pytest.raises(DataError) as problem:
        read(raw, 60)
    assert said in str(problem.value) and len(str(problem.value)) < 160


def test_the_larger_class_is_one():
    assert read("1,2,10\n3,4,9\n5,6,10", 60).names == ("9", "10")
    assert read("1,2,yes\n3,4,no", 60).classes.tolist() == [1, 0]


def test_there_may_be_more_classes_or_one_where_that_is_allowed():
    data = read("1,2,b\n3,4,c\n5,6,a", 60, classes=(1, 3))
    assert data.classes.tolist() == [1, 2, 0] and data.names == ("a", "b", "c")
    assert read("1,2,b", 60, classes=(1, 3)).names == ("b",)
    with pytest.raises(DataError, match=r"must have at most 2 classes\. Got 3: “a”, “b” and “c”"):
        read("1,2,b\n3,4,c\n5,6,a", 60, classes=(1, 2))


def test_of_20000_lines_it_is_said_how_many_may_be_brought():
    with pytest.raises(DataError, match=r"At most 2,000 points can be shown\. Got 20,000 instead"):
        read("0.123456,-0.123456,a\n" * 20_000, 2_000, classes=(1, 6))


def test_what_does_not_fit_is_scaled_and_said():
    shown = fitted(read("150,1e9,a\n180,-1e9,b\n165,0,b", 60), 10)
    assert shown.points.tolist() == [[-1, 1], [1, -1], [0, 0]] and len(shown.notes) == 2
    assert shown.notes[0] == "x₁ went from 150 to 180, and is scaled to −1 to 1."
    close = fitted(read("0.001,5,a\n0.002,5,b", 60), 10)
    assert close.points.tolist() == [[-1, 5], [1, 5]] and len(close.notes) == 1


@given(st.text(max_size=60), st.binary(max_size=60))
def test_nothing_else_than_a_message_comes_of_any_text(text, raw):
    for given_ in (text, raw):
        try:
            data = fitted(read(given_, 60), 10)
        except DataError:
            continue
        assert np.isfinite(data.points).all() and np.abs(data.points).max() <= 10
