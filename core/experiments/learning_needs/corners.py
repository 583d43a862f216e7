"""Does seeing more help? Mean errors of the nine learners against the number of corners that they have seen.

For each number of corners the mean is over all choices of so many of the eight, and over all possible worlds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from core.config import runnable
from core.effort import spend, unless
from core.experiments.learning_needs.config import LEARNERS, WORLDS, Config
from core.experiments.learning_needs.free_lunch import run
from core.experiments.learning_needs.worlds import SIDES, possible

DOING = "Showing every choice of corners"
AT_ONCE = 0  # units of work: it is always a job
WORK = 800_000_000
SEEN = tuple(range(1, SIDES))  # how many corners


@dataclass(frozen=True)
class Snapshot:
    """Mean errors off the training set."""

    errors: NDArray[np.float64]  # (5, 9, 7) in the order of WORLDS, LEARNERS and SEEN


def of(config: Config) -> Config:
    """It depends on nothing that is set."""
    return runnable(config, "corners")


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """The one Snapshot of compute(config), unless it is stopped before it is there."""
    yield from unless(stop, lambda: compute(config))


def compute(config: Config) -> Snapshot:
    """Let every learner see every choice of corners; a mean over worlds is a mean over those of its kind."""
    spend(WORK)
    errors = np.empty((len(WORLDS), len(LEARNERS), len(SEEN)))
    for at, many in enumerate(SEEN):
        found = [wrong(seen) for seen in combinations(range(SIDES), many)]
        for k, kind in enumerate(WORLDS):
            of_kind = np.stack([one[:, possible(kind)] for one in found])  # (choices, 9, worlds) in halves
            errors[k, :, at] = of_kind.sum((0, 2)) / (2 * (SIDES - many) * of_kind.shape[0] * of_kind.shape[2])
    return Snapshot(errors)


def wrong(seen: tuple[int, ...]) -> NDArray[np.int64]:
    """(9, 256) unseen corners that each learner gets wrong in each world, in halves."""
    spend(0)
    return run(Config(seen=seen)).wrong
