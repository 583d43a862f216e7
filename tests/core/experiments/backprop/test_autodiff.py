"""The lecture's example of automatic differentiation."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some

from core.experiments.backprop import autodiff
from core.experiments.backprop.autodiff import Example
from tests.helpers.backprop import SOME


def test_the_decks_example_is_27_and_4_point_5():
    result = autodiff.run(Example())
    assert result.o == result.torch_o == 27
    assert (result.o_x == 4.5).all() and (result.torch_grad == 4.5).all()
    assert (result.o_z == 0.25).all() and (result.z_y == 18).all() and (result.y_x == 1).all()
    assert result.printed == "tensor([[4.5000, 4.5000],\n        [4.5000, 4.5000]])"


@SOME
@given(some.floats(-5, 5))
def test_the_examples_gradient_is_the_decks_formula(entry):
    result = autodiff.run(Example(entry))
    assert result.o_x == pytest.approx(1.5 * (result.x + 2), abs=1e-12)
    assert result.torch_grad == pytest.approx(result.o_x, abs=1e-12)


def test_the_printed_code_runs_and_says_the_same():
    for entry in (1.0, -2.0, 0.25):
        names = {"torch": torch}
        exec(autodiff.code(Example(entry)), names)
        assert names["x"].grad.numpy() == pytest.approx(autodiff.run(Example(entry)).o_x)
