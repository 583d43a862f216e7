"""At which instant of a recording the templates show their strokes most clearly."""

from collections.abc import Sequence

import numpy as np

from core.data.selection import Floats
from core.experiments.templates.config import Config, selection
from core.experiments.templates.training import Snapshot


def alike(weight: Floats) -> float:
    """How alike neighbouring weights are: their correlation, -1..1, averaged over the templates (K, H, W[, 3]).

    Pairs are those beside each other and those below each other. Noise has 0, a broad stroke nearly 1. A template
    that is the same everywhere, or not finite, counts 0.
    """
    found = []
    for template in weight.astype(np.float64):
        a = np.concatenate([template[:, :-1].ravel(), template[:-1].ravel()])
        b = np.concatenate([template[:, 1:].ravel(), template[1:].ravel()])
        with np.errstate(over="ignore", invalid="ignore"):
            a, b = a - a.mean(), b - b.mean()
            size = float(np.sqrt((a @ a) * (b @ b)))
        found.append(float(a @ b) / size if np.isfinite(size) and size > 0 else 0.0)
    return float(np.mean(found))


def clearest(config: Config, snapshots: Sequence[Snapshot]) -> int:
    """The index of the snapshot whose neighbouring weights are most alike, with scrambled pixels put back in order.

    Early in training all is noise; late, single weights at the rim, where few pictures have ink, are far larger
    than those beside them.
    """
    back = selection(config).unscrambled
    return int(np.argmax([alike(back(now.weight)) for now in snapshots]))
