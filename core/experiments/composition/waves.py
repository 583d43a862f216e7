"""The power of composition: waves that follow one another multiply their peaks (E, "The Power of Composition").

Each wave is a real network of one hidden layer; its peaks are counted on the function that its weights make.
"""

from dataclasses import dataclass

import numpy as np

from core.experiments.composition.config import Config
from core.learning.regression import Exact, Layers
from core.regions import breakpoints_1d

_TINY = 1e-9


@dataclass(frozen=True)
class Wave:
    """A piecewise linear function on [0, 1]: straight between these points, exactly."""

    x: Exact  # (K,) 0, the breakpoints, 1
    y: Exact  # (K,)

    @property
    def peaks(self) -> int:
        """How often it rises and then falls."""
        slope = np.sign(np.where(np.abs(np.diff(self.y)) > _TINY, np.diff(self.y), 0))
        slope = slope[slope != 0]
        return int(((slope[:-1] > 0) & (slope[1:] < 0)).sum())

    @property
    def pieces(self) -> int:
        return len(self.x) - 1

    def at(self, x: Exact) -> Exact:
        return np.interp(x, self.x, self.y)


@dataclass(frozen=True)
class Result:
    """The waves, and where they take one x."""

    first: Wave
    second: Wave
    joined: Wave
    trace: tuple[float, float, float]  # x; f1(x) if they are composed, else x again; the joined wave there
    units: int  # ReLU units of both
    weights: int  # of the network that joins them


def triangle(peaks: int, height: float = 1.0) -> Layers:
    """A wave of `peaks` peaks on [0, 1] as a network of 2 n ReLU and a linear output.

    f(x) = height (relu(2n x) + 2 sum over i = 1..2n-1 of (-1)^i relu(2n x - i)). The hidden weights are whole
    numbers, so that the bends of waves that follow one another meet without rounding.
    """
    many = 2 * peaks
    bias = -np.arange(many, dtype=np.float64)
    out = height * np.where(np.arange(many), 2.0, 1.0) * (-1.0) ** np.arange(many)
    return [(np.full((many, 1), float(many)), bias), (out[None], np.zeros(1))]


def composed(first: Layers, second: Layers) -> Layers:
    """second(first(x)): the linear output of one and the hidden layer of the other become one layer."""
    *before, (weight, bias) = first
    (w, b), *after = second
    return [*before, (w @ weight, w @ bias + b), *after]


def added(first: Layers, second: Layers) -> Layers:
    """(first(x) + second(x)) / 2, of two networks of one hidden layer: one hidden layer of all their units."""
    (w1, b1), (v1, c1) = first
    (w2, b2), (v2, c2) = second
    return [(np.vstack([w1, w2]), np.concatenate([b1, b2])), (np.hstack([v1, v2]) / 2, (c1 + c2) / 2)]


def wave(layers: Layers) -> Wave:
    """The function of a ReLU network of one input on [0, 1], through its exact breakpoints."""
    x = np.concatenate([[0.0], breakpoints_1d(layers[:-1], "relu", 0, 1), [1.0]])
    values = x[:, None]
    for weight, bias in layers[:-1]:
        values = np.maximum(values @ weight.T + bias, 0)
    weight, bias = layers[-1]
    return Wave(x, (values @ weight.T + bias)[:, 0])


def run(config: Config) -> Result:
    """Make both waves and join them, as networks; count what the weights do."""
    first, second = triangle(config.n1, config.height), triangle(config.n2)
    compose = config.join == "compose"
    net = composed(first, second) if compose else added(first, second)
    f1, f2, joined = wave(first), wave(second), wave(net)
    x = np.array([config.x])
    between = float(f1.at(x)[0]) if compose else config.x
    trace = (config.x, between, float(joined.at(x)[0]))
    return Result(f1, f2, joined, trace, 2 * (config.n1 + config.n2), sum(w.size + b.size for w, b in net))
