"""What a trained network says beside its points: unit by unit, outside its frame, and between the points."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.experiments.surfaces.config import SIDE, Config
from core.experiments.surfaces.nets import Shape, says, shape_of
from core.experiments.surfaces.targets import FUNCTIONS, Exact, enlarged, inputs, target

REACH = 2.0  # how far it is looked at outside, where the frame reaches to 1


@dataclass(frozen=True)
class Seen:
    """One network, looked at closely; all values are of the standardised surface."""

    parts: NDArray[np.float32]  # (n, 51, 51) v_j h_j less its mean, the one with the largest spread first
    order: tuple[int, ...]  # (n,) which unit each is, from 0
    constant: float  # c and those means: with the parts it sums to what the network says
    beyond: Exact  # (102, 102) on [-2, 2]^2
    really: Exact | None  # (102, 102) the surface there, where it is a function
    between: Exact  # (102, 102) on [-1, 1]^2
    bicubic: Exact  # (102, 102) the 51 x 51 values of the surface enlarged
    fine: Exact | None  # (102, 102) the surface itself

    @property
    def outside(self) -> float:
        """Mean squared error outside the frame; nan where nobody knows the surface there."""
        return float("nan") if self.really is None else float(np.square(self.beyond - self.really)[~frame()].mean())

    @property
    def errors(self) -> tuple[float, float]:
        """Mean squared errors of the network and of bicubic between the points; nan without a finer surface."""
        if self.fine is None:
            return float("nan"), float("nan")
        network, bicubic = (float(np.square(one - self.fine).mean()) for one in (self.between, self.bicubic))
        return network, bicubic


def frame() -> NDArray[np.bool_]:
    """(102, 102) which points of [-2, 2]^2 lie in the frame."""
    return np.asarray((np.abs(inputs(2 * SIDE, REACH)) <= 1).all(0).reshape(2 * SIDE, 2 * SIDE))


def look(config: Config, weights: Exact) -> Seen:
    """Look closely at the network with these weights."""
    shape, surface = shape_of(config), target(config)
    _, h = says(shape, weights, inputs())
    adds = weights[-1 - len(h) : -1, None] * h
    means = adds.mean(1, keepdims=True)
    parts = (adds - means).reshape(len(h), SIDE, SIDE)
    order = np.argsort(-parts.std((1, 2)), kind="stable")
    function = FUNCTIONS.get(config.target)
    far = inputs(2 * SIDE, REACH)
    really = None if function is None else (function(*far) - surface.mean) / surface.deviation
    return Seen(
        parts=parts[order].astype(np.float32),
        order=tuple(int(unit) for unit in order),
        constant=float(weights[-1] + means.sum()),
        beyond=_square(shape, weights, far),
        really=None if really is None else really.reshape(2 * SIDE, 2 * SIDE),
        between=_square(shape, weights, inputs(2 * SIDE)),
        bicubic=enlarged(surface.z),
        fine=surface.fine,
    )


def _square(shape: Shape, weights: Exact, x: Exact) -> Exact:
    return says(shape, weights, x)[0].reshape(2 * SIDE, 2 * SIDE)


def grey(values: Sequence[Exact], like: Exact) -> list[NDArray[np.uint8]]:
    """Surfaces as pictures in common grey levels, black and white where `like` has its ends; y points up."""
    low, high = float(like.min()), float(like.max())
    scale = 255 / (high - low) if high > low else 0.0
    return [np.rint(np.clip((one - low) * scale, 0, 255)).astype(np.uint8)[::-1].copy() for one in values]
