"""How good each of the six is: one number for each wherever it stands, from what is there by now."""

from typing import NamedTuple

import numpy as np

from core.experiments.classifiers.config import METHODS, Config
from core.experiments.classifiers.quick import AT_ONCE, Quick
from core.experiments.classifiers.training import SLOW, Snapshot


class Score(NamedTuple):
    """Of the fit that is drawn; of own points it is the mean over parts that were left out."""

    right: float  # share of new points that are named rightly; nan where there are none, or not yet
    known: float  # of those that were learned from
    numbers: int | None  # parameters


def scores(config: Config, quick: Quick, found: Snapshot | None) -> dict[str, Score]:
    """Of each method, in the order of METHODS."""
    every = {}
    for row, name in enumerate(METHODS):
        if name in AT_ONCE:
            every[name] = Score(quick.right[name], quick.known[name], quick.numbers.get(name))
        elif found is None or not quick.enough:
            every[name] = Score(np.nan, np.nan, None)
        else:
            at = SLOW.index(name)
            drawn, known = found.shown[at].tolist()
            left_out = float(found.right[row].mean()) if found.whole else np.nan
            right = drawn if config.data != "own" else left_out
            every[name] = Score(right, known, int(found.sizes[at]))
    return every
