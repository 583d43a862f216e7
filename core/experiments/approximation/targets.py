"""The function to approximate, and boxes under it (G5, “Universal Approximator Theorem”)."""

from dataclasses import dataclass

import numpy as np

from core.experiments.approximation.config import TARGETS, Config
from core.learning import fitted
from core.learning.regression import Exact

FINE = 16_384  # points that the boxes are measured on


@dataclass(frozen=True)
class Result:
    """The boxes and their error."""

    edges: Exact  # (N + 1,)
    heights: Exact  # (N,) the mean of f in each box
    rms: float  # root of the mean squared error, in units of f
    halved: float  # the same with twice as many boxes
    x: Exact  # (512,) fitted.inputs()
    y: Exact  # (512,) f there

    @property
    def dx(self) -> float:
        return 1 / len(self.heights)


def function(target: str, x: Exact) -> Exact:
    """The function to approximate, about 0 to 1, at x (P,) in [0, 1].

    wave 1/2 + 0.3 sin 2 pi x + 0.15 sin 6 pi x;  corner |x - 0.4| / 0.6;  steps 0, 1/2, 1/4, 1 with jumps at
    0.317, 0.563 and 0.829;  spike exp(-((x - 0.62) / 0.025)^2);
    rough 1/2 + 0.26 sum over k = 0..4 of 2^-k cos(2 pi 3^k x).
    """
    if target == "wave":
        return np.asarray(0.5 + 0.3 * np.sin(2 * np.pi * x) + 0.15 * np.sin(6 * np.pi * x))
    if target == "corner":
        return np.asarray(np.abs(x - 0.4) / 0.6)
    if target == "steps":
        return np.asarray(np.array([0.0, 0.5, 0.25, 1.0])[np.searchsorted([0.317, 0.563, 0.829], x, side="right")])
    if target == "spike":
        return np.asarray(np.exp(-(((x - 0.62) / 0.025) ** 2)))
    if target == "rough":
        return np.asarray(0.5 + 0.26 * sum(2.0**-k * np.cos(2 * np.pi * 3**k * x) for k in range(5)))
    raise ValueError(f"'target' must be one of {', '.join(TARGETS)}. Got {target!r} instead.")


def boxes(target: str, many: int) -> tuple[Exact, float]:
    """Heights (N,) of boxes of width 1 / N, each the mean of f there, and the root mean square error."""
    x = (np.arange(FINE) + 0.5) / FINE
    y, box = function(target, x), (x * many).astype(np.intp)
    heights = np.bincount(box, y, many) / np.bincount(box, minlength=many)
    return heights, float(np.sqrt(np.mean((y - heights[box]) ** 2)))


def run(config: Config) -> Result:
    """Approximate the function by boxes."""
    heights, rms = boxes(config.target, config.boxes)
    x = fitted.inputs()
    edges = np.linspace(0, 1, config.boxes + 1)
    return Result(edges, heights, rms, boxes(config.target, 2 * config.boxes)[1], x, function(config.target, x))
