"""Two ReLUs that add up."""

from __future__ import annotations

import numpy as np
import pytest

from core.experiments.activations import bends


@pytest.mark.parametrize(
    ("right", "left", "name"),
    [
        (1, 1, "abs"),
        (1, -1, "identity"),
        (1, 0, "relu"),
        (1, -0.02, "leaky_relu"),
        (1, -0.25, "prelu"),
        (0.5, 1, ""),
    ],
)
def test_two_relus_make_what_their_weights_say(right, left, name):
    made = bends.pair(right, left, 3.0)
    assert made.same == name
    assert made.total == pytest.approx(np.where(made.z > 0, right * made.z, -left * made.z))
    assert made.errors["abs"] == pytest.approx(np.abs(made.total - np.abs(made.z)).max())


def test_the_absolute_value_is_exact():
    assert bends.pair(1.0, 1.0, 3.0).errors["abs"] == 0


def test_a_leak_of_nothing_is_relu_to_the_sign_of_its_zeros():
    z = np.array([-np.inf, -3.0, 0.0, 2.0])
    assert list(bends.value("prelu", z, 0.0)) == [0, 0, 0, 2]
    assert not np.signbit(bends.value("prelu", z, 0.0)).any()
    assert list(bends.value("prelu", z, 0.5)) == [-np.inf, -1.5, 0, 2]
