"""A short recording of two fitted networks, made by hand."""

from __future__ import annotations

import numpy as np

from core.learning.fitted import Snapshot, inputs

X = inputs()
NAMES = {"one layer": "one layer of 4", "deep": "2 layers of 3"}


def snapshot(net, step, rms, widths=(1, 4, 1)):
    """Seed s says s at every point."""
    outputs = np.arange(len(rms), dtype=np.float32)[:, None].repeat(len(X), 1) + step
    return Snapshot(net, widths, step, 0.1, outputs, np.asarray(rms, np.float32), (0,) * len(rms))


RUN = [
    snapshot("one layer", 0, [0.9, 0.8, 0.7]),
    snapshot("deep", 0, [0.9, 0.9, 0.9]),
    snapshot("one layer", 10, [0.5, 0.4, 0.3]),
    snapshot("deep", 20, [0.02, 0.3, 0.1], (1, 3, 3, 1)),
]
