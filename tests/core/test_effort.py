"""Work that may be given up: always at the same place, asked often enough, and without a trace where it is not."""

from __future__ import annotations

import numpy as np
import pytest

from core.effort import Stopped, TooDear, _heard, allowance, spend, until
from core.regions import abs_fold_net, enumerate_regions, linear_regions
from core.regions.picture import picture

SQUARE = (-1.0, 1.0, -1.0, 1.0)
HEAD = (np.full((1, 2), 0.5), np.zeros(1))


def drawn(depth: int):
    layers = abs_fold_net(depth)
    found = enumerate_regions(layers, "abs", SQUARE)
    return picture([found], [[*layers, HEAD]]), linear_regions(found, [*layers, HEAD])


def test_what_is_allowed_is_the_same_as_without_a_limit():
    free, kept = drawn(4), None
    with allowance(10**9):
        kept = drawn(4)
    for of in ("wide", "narrow"):
        for one, other in zip(getattr(free[0], of)[0], getattr(kept[0], of)[0], strict=True):
            np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(free[1], kept[1])


def test_it_is_given_up_at_the_same_place_whenever_it_is_tried():
    enough = next(n for n in range(0, 10**8, 20_000) if allowed(n, 5))
    assert enough > 0 and not allowed(enough - 20_000, 5) and allowed(enough, 5)
    assert not allowed(enough, 7), "more regions must be more work"


def allowed(most: int, depth: int) -> bool:
    try:
        with allowance(most):
            drawn(depth)
    except TooDear:
        return False
    return True


def test_nothing_is_limited_after_it_nor_in_another_block():
    with pytest.raises(TooDear), allowance(10):
        spend(11)
    spend(10**12)
    with until(lambda: False):
        with pytest.raises(TooDear), allowance(1):
            spend(2)
        spend(10**12)


def test_a_million_regions_are_stopped_soon_after_nobody_wants_them():
    """Between two places where the work can end lie two seconds of it at most, of units of 10 ns."""
    told: list[int] = []
    with _heard(told.append):
        drawn(10)
    assert max(told) < 200_000_000 and len(told) > 1000 and sum(told) > 500_000_000
    asked: list[int] = []
    with pytest.raises(Stopped), until(lambda: bool(asked.append(1)) or len(asked) > 50):
        drawn(10)
    assert len(asked) == 51
