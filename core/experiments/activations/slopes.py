"""Twelve bends and where each stops learning (G5, "Activation functions" to "Absolute value activation").

a = f(z); a gradient that comes back through the unit is multiplied by f'(z).
"""

import math
from dataclasses import dataclass

import numpy as np

from core.experiments.activations.bends import Exact, bend, flat, share, slope, steepest, value
from core.experiments.activations.config import FAR, NAMES, Config


@dataclass(frozen=True)
class Facts:
    """One activation in numbers."""

    low: float  # infimum of f
    high: float  # supremum
    steepest: float  # supremum of |f'|
    flat: Exact  # (K, 2) where |f'| < threshold, ascending, ends may be infinite
    standard: float  # share of z ~ N(0, 1) there
    spread: float  # of z ~ N(0, sigma^2)
    kept: float  # steepest ** layers


@dataclass(frozen=True)
class Result:
    """The drawn activations; `at` are value, slope and f(z + 1) - f(z) at config.z."""

    names: tuple[str, ...]  # K keys of ACTIVATIONS, the focus among them
    z: Exact  # (P,)
    values: Exact  # (K, P)
    slopes: Exact  # (K, P)
    moved: Exact  # (K, P) f(z + 1) - f(z)
    density: Exact  # (P,) of N(0, sigma^2)
    at: Exact  # (K, 3)
    facts: tuple[Facts, ...]  # (K,)


def facts(name: str, config: Config) -> Facts:
    """The numbers of one activation under the settings of `config`."""
    f, top = bend(name, config.leak), steepest(name, config.leak)
    spans = np.array(flat(name, config.threshold, config.leak)).reshape(-1, 2)
    return Facts(f.low, f.high, top, spans, share(spans, 1.0), share(spans, config.sigma), top**config.layers)


def run(config: Config) -> Result:
    """Values and slopes of the chosen activations and the focus, and their facts."""
    chosen = {NAMES[k] for k in config.shown} | {config.focus}
    names = tuple(name for name in NAMES if name in chosen)
    z = np.round(np.linspace(-FAR, FAR, 241), 2)
    one = np.array([config.z])
    values, slopes, later = (
        np.stack([of(name, at, config.leak) for name in names])
        for of, at in ((value, np.append(z, one)), (slope, np.append(z, one)), (value, np.append(z, one) + 1))
    )
    every = np.stack([values, slopes, later - values])  # (3, K, P + 1)
    density = np.exp(-((z / config.sigma) ** 2) / 2) / (config.sigma * math.sqrt(2 * math.pi))
    drawn = every[..., :-1]
    return Result(
        names, z, drawn[0], drawn[1], drawn[2], density, every[..., -1].T, tuple(facts(n, config) for n in names)
    )
