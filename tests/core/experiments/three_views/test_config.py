"""Vectors and weights that are refused, and those at their limits."""

from __future__ import annotations

import pytest

from core.config import from_query, to_query
from core.experiments.three_views import LECTURE, Config


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1,2,3",
        "1,",
        "1;2",
        "a,1",
        "1e1,0",
        "11,0",
        "-10.001,0",
        "1/0,1",
        "1/1,1",
        "30/2,1",
        "0.1234,1",
        " 1,2",
        "1,2\n",
        "١,2",
        "nan,1",
        "1,2;",
        "--1,0",
        "0.5/2,1",
        "1," + "0" * 99,
    ],
)
def test_what_is_no_vector_is_refused_in_one_voice(text):
    with pytest.raises(
        ValueError, match=r"^'x' must be 2 numbers in \[-10, 10\], like -0.5 or 1/3.* Got (?s:.*) instead\.$"
    ):
        Config(x=text)
    config, messages = from_query(Config, {"x": text})
    assert config == LECTURE and "'x' must be" in messages[0]


@pytest.mark.parametrize("text", ["10,-10", "1/3,-99/9", "0,0", "-0,0", "0.001,9.999"])
def test_numbers_at_their_limits(text):
    if "99/9" in text:
        with pytest.raises(ValueError, match="'x' must be"):
            Config(x=text)
        return
    assert Config(x=text).x == text


def test_a_matrix_says_its_shape():
    with pytest.raises(ValueError, match="'v' must be 4 rows of 3 numbers"):
        Config(v="1,2,3;4,5,6")
    assert from_query(Config, to_query(Config(v="1,2,3;" * 3 + "1,2,1/3"))) == (
        Config(v="1,2,3;" * 3 + "1,2,1/3"),
        [],
    )
