"""The sheet folded by mirroring, as anybody would write it, and folds drawn by chance."""

from __future__ import annotations

import math

import numpy as np

from core.experiments.folding import folds

RANDOM = [
    ";".join(
        f"{rng.uniform(0, 360):.1f}:{rng.uniform(-0.8, 0.8):.3f}"
        for _ in range(int(rng.integers(1, folds.MOST + 1)))
    )
    for rng in map(np.random.default_rng, range(12))
]


def mirrored(points, text, activation):
    """Where points (N, 2) of the sheet lie after the folds, and on which sides of them: by reflection alone."""
    points, sides = points.copy(), []
    for fold in text.split(";"):
        angle, offset = map(float, fold.split(":"))
        n = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
        distance = points @ n - offset
        over = distance < 0
        points[over] -= (2 if activation == "abs" else 1) * distance[over, None] * n
        sides.append(over)
    return points, np.array(sides).T
