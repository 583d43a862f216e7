"""Networks of small and large digits, drawn at random instead of trained."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from core.experiments.small_large import Snapshot

DIGITS = tuple("0123456789")
SMALL = (0, 1, 2, 3, 4)


def snapshot(*, width=3, depth=2, seeds=2, classes=10, side=4, seed=0, bias=False, **changes) -> Snapshot:
    """Networks drawn at random, with errors that are easy to read: 20 % for one layer, 5 % for the others."""
    draw = np.random.default_rng(seed)

    def some(*shape):
        return draw.normal(size=shape).astype(np.float32)

    widths = [width] * (depth - 1) + [2]
    weights = [some(widths[0], side, side), *(some(b, a) for a, b in pairwise(widths))]
    first = some(1, side, side)
    fields = {
        "step": 3_600,
        "epoch": 12.0,
        "seconds": 8.0,
        "weights": tuple(weights),
        "biases": tuple(some(n) if bias else np.zeros(n, np.float32) for n in widths),
        "single": np.concatenate([first, -first]),
        "single_bias": some(2) if bias else np.zeros(2, np.float32),
        "wakes": tuple(np.abs(some(n, classes)) for n in widths[:-1]),
        "selectivity": tuple(np.full((seeds, n), 0.4, np.float32) for n in widths[:-1]),
        "train_error": np.full(seeds, 0.03),
        "test_error": np.linspace(0.04, 0.06, seeds),
        "single_train_error": np.full(seeds, 0.19),
        "single_test_error": np.full(seeds, 0.2),
        "by_class": np.full((seeds, classes), 0.05),
        "single_by_class": np.full((seeds, classes), 0.2),
    }
    return Snapshot(**(fields | changes))
