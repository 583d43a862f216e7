"""One network of 2, 3, 4 and 2 neurons, s = W f(V f(U x)), and the one matrix A = W V U that it is without f (N6).

The lecture (CS5242 lecture 6, "The three representations of neural networks" and "The importance of
non-linearities") prints the vectors and no weights. LECTURE has small ones that give its vectors exactly; 0.2 and
0.1 from inputs 0.3 and 0.9 need thirds, since 0.3 a + 0.9 b = 0.2 says a + 3 b = 2/3, which no decimals do.
"""

from dataclasses import dataclass

import numpy as np
import torch

from core.experiments.three_views.config import REACH, WIDTHS, Config
from core.experiments.three_views.entries import Floats, matrix
from core.learning.nets import ACTIVATIONS

POINTS = 201  # of the line of inputs
BRAIN = (10**11, 10**14)  # neurons and synapses; the lecture calls these axons
_TINY = 1e-12


@dataclass(frozen=True)
class Result:
    """All that the network computes, in float64."""

    x: Floats  # (2,)
    weights: tuple[Floats, Floats, Floats]  # U (3, 2), V (4, 3), W (2, 4)
    before: tuple[Floats, Floats]  # U x (3,), V h (4,)
    after: tuple[Floats, Floats]  # f of them
    gains: tuple[Floats, Floats]  # the slopes of f at them
    scores: Floats  # (2,)
    matrix: Floats  # (2, 2) A = W V U
    collapsed: Floats  # (2,) A x
    slopes: Floats  # (2, 2) ds/dx at x: the matrix that is right for small steps
    alone: Floats  # (3, 2) the scores of (x_1, 0), of (0, x_2) and of (0, 0)
    along: Floats  # (POINTS,) x_1, from -reach to reach with x_2 as it is
    line: Floats  # (POINTS, 2) the scores there

    @property
    def difference(self) -> float:
        """max |s - A x|."""
        return float(np.abs(self.scores - self.collapsed).max())

    @property
    def excess(self) -> float:
        """max |s(x) - (s(x_1, 0) + s(0, x_2) - s(0))|: 0 for every matrix, with a bias or without."""
        return float(np.abs(self.scores - self.together).max())

    @property
    def together(self) -> Floats:
        """(2,) s(x_1, 0) + s(0, x_2) - s(0)."""
        first, second, zero = self.alone
        both: Floats = first + second - zero
        return both

    @property
    def bend(self) -> float:
        """How far the scores along the line are from a straight one between its ends, at most."""
        t = np.linspace(0, 1, len(self.line))[:, None]
        return float(np.abs(self.line - (1 - t) * self.line[0] - t * self.line[-1]).max())

    @property
    def neurons(self) -> int:
        """Those that compute: the inputs are not counted."""
        return sum(WIDTHS[1:])

    @property
    def strengths(self) -> int:
        """How many weights there are."""
        return sum(weight.size for weight in self.weights)


def forward(weights: tuple[Floats, Floats, Floats], x: Floats, activation: str) -> tuple[Floats, ...]:
    """(z_1, h_1, z_2, h_2, s) of s = W f(V f(U x)) for x (..., 2), each (..., width)."""
    u, v, w = weights
    f = ACTIVATIONS[activation].value
    z1 = x @ u.T  # (..., 3)
    h1: Floats = f(torch.from_numpy(z1)).numpy()
    z2 = h1 @ v.T  # (..., 4)
    h2: Floats = f(torch.from_numpy(z2)).numpy()
    return z1, h1, z2, h2, h2 @ w.T


def run(config: Config) -> Result:
    """s = W f(V f(U x)) for one x, A = W V U, and what tells the two apart."""
    x, u, v, w = matrix(config.x)[0], matrix(config.u), matrix(config.v), matrix(config.w)
    z1, h1, z2, h2, scores = forward((u, v, w), x, config.activation)
    slope = ACTIVATIONS[config.activation].slope
    d1, d2 = (slope(torch.from_numpy(z)).numpy() for z in (z1, z2))
    a = w @ v @ u
    reach = max(REACH, 1.25 * abs(x[0]))
    along = np.linspace(-reach, reach, POINTS)
    places = np.column_stack([along, np.full(POINTS, x[1])])
    return Result(
        x=x,
        weights=(u, v, w),
        before=(z1, z2),
        after=(h1, h2),
        gains=(d1, d2),
        scores=scores,
        matrix=a,
        collapsed=a @ x,
        slopes=(w * d2) @ (v * d1) @ u,
        alone=forward((u, v, w), np.vstack([np.diag(x), np.zeros(2)]), config.activation)[-1],
        along=along,
        line=forward((u, v, w), places, config.activation)[-1],
    )
