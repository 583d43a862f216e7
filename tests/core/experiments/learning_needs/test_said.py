"""Every number in the sentences on all worlds, told again by counting the worlds one by one."""

from fractions import Fraction

import numpy as np
import pytest

from core.experiments.learning_needs import PRESETS, describe, run
from tests.helpers.said import unknown, whole


@pytest.mark.parametrize("name", PRESETS)
def test_every_number_that_is_said_is_counted(name):
    config = PRESETS[name].config
    result = run(config)
    hidden, worlds = len(result.unseen), np.flatnonzero(result.possible)
    means = [Fraction(sum(int(wrong[w]) for w in worlds), 2 * hidden * len(worlds)) for wrong in result.wrong]
    shares = [Fraction(int(one), int(row.sum())) for row in result.shares for one in row]
    fractions = [*means, *shares, result.best]
    parts = [part for value in fractions for part in (value.numerator, value.denominator, float(value))]
    known = [hidden, len(worlds), len(result.wrong[0]), range(hidden + 1), 0, 1, *parts]
    known += [sum(mean == value for mean in means) for value in means]
    said = whole(describe(config, result))
    assert not unknown(said, known), (unknown(said, known), said)
