"""The network of the page beside its rival, each from three seeds: what a question of the course is decided by."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.experiments.surfaces.config import Config, weights, widths
from core.experiments.surfaces.nets import shape_of
from core.experiments.surfaces.targets import target
from core.experiments.surfaces.training import fit
from core.words import Done

SEEDS = 3
MOST = 500  # steps of each: by then it is decided
ALIKE = 0.05  # of the larger loss: less is no difference


@dataclass(frozen=True)
class Snapshot:
    """Mean squared errors of both from one seed."""

    seed: int
    here: float  # the network of the page
    rival: float


def rival(config: Config) -> Config:
    """What the network is compared with: without its residual layer, with tanh for ReLU, or in one layer.

    One layer of n units has 4 n + 1 weights: it gets as many as the network has, or a few more.
    """
    if config.residual:
        return replace(config, residual=False)
    if config.activation != "tanh":
        return replace(config, activation="tanh")
    units = min(300, -(-(weights(widths(config), config.residual) - 1) // 4))
    return replace(config, widths=str(units))


def steps(config: Config) -> int:
    """How many steps both are trained."""
    return min(MOST, config.steps)


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Fit both from each seed in turn."""
    z, other, many = target(config).z, rival(config), steps(config)
    for seed in range(config.seed, config.seed + SEEDS):
        found = []
        for one in (config, other):
            found += [s.loss for s in fit(shape_of(one), z, replace(one, seed=seed, steps=many), [many], stop=stop)]
        if len(found) < 2:
            return
        yield Snapshot(seed, *found)


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How many pairs are trained."""
    return Done(len(snapshots), SEEDS, "pairs")


def medians(run: Sequence[Snapshot]) -> tuple[float, float]:
    """Of the network, and of its rival."""
    both: NDArray[np.float64] = np.array([[s.here, s.rival] for s in run])
    here, other = np.median(both, 0)
    return float(here), float(other)


def better(run: Sequence[Snapshot]) -> int:
    """0 where the network has the smaller median, 1 where both are alike, 2 where its rival has it."""
    here, other = medians(run)
    if abs(here - other) <= ALIKE * max(here, other):
        return 1
    return 0 if here < other else 2
