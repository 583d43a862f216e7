"""Activations taken apart: slopes, where they are flat, and one bend made of two (G5, "Activation functions").

The table in core/learning/nets.py has f and f'; PReLU's leak is a setting here.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray

from core.learning.nets import ACTIVATIONS, LEAK, PRELU, Activation

Exact = NDArray[np.float64]
GRID = 50.0  # every slope is flat or constant beyond

# f'(z) in LaTeX; formulas of f are in ACTIVATIONS.
SLOPES = {
    "identity": "1",
    "sigmoid": r"f(z)\,(1 - f(z)) \;\le\; \tfrac14",
    "tanh": r"1 - \tanh^2 z",
    "relu": r"1 \text{ if } z > 0,\; 0 \text{ if } z < 0",
    "leaky_relu": rf"1 \text{{ if }} z > 0,\; {LEAK} \text{{ if }} z < 0",
    "prelu": r"1 \text{ if } z > 0,\; a \text{ if } z < 0; \quad \partial f / \partial a = \min(0, z)",
    "elu": r"1 \text{ if } z > 0,\; e^z \text{ if } z < 0",
    "gelu": r"\Phi(z) + z\,\tfrac{1}{\sqrt{2\pi}}\,e^{-z^2/2}",
    "silu": r"\sigma(z)\,\bigl(1 + z\,(1 - \sigma(z))\bigr)",
    "softplus": r"1 / (1 + e^{-z})",
    "abs": r"1 \text{ if } z > 0,\; -1 \text{ if } z < 0",
    "step": r"0 \text{ for } z \neq 0",
}


def bend(name: str, leak: float = PRELU) -> Activation:
    """The activation, PReLU with the leak a = `leak` in [0, 1]: max(a z, z)."""
    f = ACTIVATIONS[name]
    if name != "prelu":
        return f

    def slope(z: torch.Tensor) -> torch.Tensor:
        return torch.where(z > 0, 1.0, leak).to(z.dtype)

    if not leak:
        return replace(f, value=torch.relu, slope=slope, low=0.0)
    return replace(f, value=lambda z: torch.maximum(leak * z, z), slope=slope, low=-math.inf)


def value(name: str, z: Exact, leak: float = PRELU) -> Exact:
    """f(z), elementwise."""
    return bend(name, leak).value(torch.from_numpy(z)).numpy()


def slope(name: str, z: Exact, leak: float = PRELU) -> Exact:
    """f'(z), elementwise; at a kink the one to its left."""
    return bend(name, leak).slope(torch.from_numpy(z)).numpy()


@lru_cache(maxsize=64)
def steepest(name: str, leak: float = PRELU) -> float:
    """The supremum of |f'|: the largest on a fine grid, then around it on ever finer ones."""
    centre, half = 0.0, GRID
    for _ in range(6):
        z = np.linspace(centre - half, centre + half, 2001)
        sizes = np.abs(slope(name, z, leak))
        centre, half = float(z[sizes.argmax()]), half / 250
    return float(sizes.max())


@lru_cache(maxsize=256)
def flat(name: str, threshold: float, leak: float = PRELU) -> tuple[tuple[float, float], ...]:
    """Where |f'| < threshold, as spans, ascending: the ends are bracketed by a grid and found by bisection.

    Between two points of the grid f' meets +threshold at most once, and -threshold at most once.
    """
    grid = np.linspace(-GRID, GRID, 20_001)
    sides: tuple[Callable[[Exact], NDArray[np.bool_]], ...] = (lambda s: s >= threshold, lambda s: s <= -threshold)
    ends = [-math.inf]
    for beyond in sides:
        now = beyond(slope(name, grid, leak))
        (found,) = np.nonzero(now[1:] != now[:-1])
        low, high, was = grid[found], grid[found + 1], now[found]
        for _ in range(50):
            middle = (low + high) / 2
            same = beyond(slope(name, middle, leak)) == was
            low, high = np.where(same, middle, low), np.where(same, high, middle)
        ends += [float(end) for end in np.where(np.abs(low) < 1e-12, 0, low)]
    ends = [*sorted(ends), math.inf]
    spans = [(a, b) for a, b in pairwise(ends) if b > a]
    inside = np.array([(max(a, -GRID) + min(b, GRID)) / 2 for a, b in spans])
    below = np.abs(slope(name, inside, leak)) < threshold
    return tuple(span for span, lost in zip(spans, below, strict=True) if lost)


def share(spans: Exact, sigma: float) -> float:
    """P(z in one of the spans (K, 2)) for z ~ N(0, sigma^2): sums of Phi(b / sigma) - Phi(a / sigma)."""
    total = 0.0
    for a, b in spans / (sigma * math.sqrt(2)):
        a, b = (-b, -a) if a > 0 else (a, b)  # to the left, where the difference keeps its digits
        total += (math.erfc(-b) - math.erfc(-a)) / 2
    return total


@dataclass(frozen=True)
class Pair:
    """u1 relu(z) + u2 relu(-z), and how far it is from known bends."""

    z: Exact  # (P,)
    parts: Exact  # (2, P) u1 relu(z) and u2 relu(-z)
    total: Exact  # (P,)
    errors: dict[str, float]  # activation -> the largest |total - f| on z

    @property
    def same(self) -> str:
        """The activation that it is, within rounding, or ""."""
        name = min(self.errors, key=self.errors.__getitem__)
        return name if self.errors[name] < 1e-12 else ""


def pair(right: float, left: float, far: float) -> Pair:
    """Two ReLUs with inverted weights, added: |z| = relu(z) + relu(-z) (G5, "Absolute value activation")."""
    z = np.round(np.linspace(-far, far, 121), 2)
    parts = np.stack([right * value("relu", z), left * value("relu", -z)])
    total = parts.sum(0)
    bent = ("abs", "identity", "relu", "leaky_relu", "prelu")
    return Pair(z, parts, total, {name: float(np.abs(total - value(name, z)).max()) for name in bent})
