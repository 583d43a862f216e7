"""Networks by construction that have as many regions as their depth allows; training does not find them."""

import numpy as np

from core.regions.polygons import Floats

Layers = list[tuple[Floats, Floats]]


def tent_net(depth: int) -> Layers:
    """One input in [0, 1], `depth` layers of two ReLU: tent(x) = 2 relu(x) - 4 relu(x - 1/2), applied to itself.

    2^depth pieces. (Telgarsky 2015)
    """
    _check("depth", depth)
    tent, bias = np.array([[2.0, -4.0], [2.0, -4.0]]), np.array([0.0, -0.5])
    return [(np.ones((2, 1)), bias)] + [(tent, bias)] * (depth - 1)


def abs_fold_net(depth: int) -> Layers:
    """The square [-1, 1]^2 folded along both axes by |x|, stretched over itself and folded again: 4^depth regions.

    For the activation "abs". (Montufar et al. 2014, figure 2)
    """
    _check("depth", depth)
    return [(np.eye(2), np.zeros(2))] + [(2 * np.eye(2), -np.ones(2))] * (depth - 1)


def sawtooth_net(teeth: int, depth: int) -> Layers:
    """`teeth` pieces along each of two axes of [0, 1]^2, folded onto one another, `depth` times: teeth^(2 depth).

    Each layer has p = `teeth` ReLU an axis: saw(x) = relu(p x) + 2 sum over i = 1..p-1 of (-1)^i relu(p x - i). All
    weights are whole numbers, so that the pieces meet without rounding.
    """
    _check("teeth", teeth)
    _check("depth", depth)
    saw = np.array([(2.0 if i else 1.0) * (-1.0) ** i for i in range(teeth)])
    first = np.asarray(np.kron(np.eye(2), np.full((teeth, 1), teeth)), np.float64)  # (2 teeth, 2)
    again = np.asarray(np.kron(np.eye(2), np.tile(teeth * saw, (teeth, 1))), np.float64)  # (2 teeth, 2 teeth)
    both: Floats = np.tile(-np.arange(teeth, dtype=np.float64), 2)
    return [(first, both)] + [(again, both)] * (depth - 1)


def _check(name: str, value: int) -> None:
    if value < 1:
        raise ValueError(f"'{name}' must be at least 1. Got {value} instead.")
