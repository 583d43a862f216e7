"""A deep net and one hidden layer of as many weights learn the composed wave."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from core.config import runnable
from core.experiments.composition.config import Config
from core.experiments.composition.waves import Wave, run
from core.learning import fitted
from core.learning.fitted import Shape, Snapshot
from core.learning.nets import count_weights
from core.learning.regression import Recipe, Rows
from core.words import Done

LEARNED = 0.1  # of the error of a constant: a network that errs less, with every peak, has learned the wave


def shapes(config: Config) -> dict[str, Shape]:
    """The deep net, and one hidden layer of about as many weights: 3 N + 1."""
    deep = (1, *[config.width] * config.depth, 1)
    units = max(1, round((count_weights(deep) - 1) / 3))
    return {
        "deep": Shape(deep, Recipe(config.lr_deep, config.steps)),
        "one layer": Shape((1, units, 1), Recipe(config.lr_wide, config.steps)),
    }


def target(config: Config) -> Wave:
    """What is to be learned: f2(f1(x)) at full height."""
    return run(runnable(config, "training")).joined


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Fit the deep net and the one hidden layer to f2(f1(x))."""
    yield from fitted.record(shapes(config), target(config).at(fitted.points()), config.seed, stop=stop)


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How far the slower of both networks is, in updates."""
    return fitted.progress(snapshots, config.steps)


def rises(outputs: Rows) -> list[int]:
    """How often each curve (S, P) climbs from below 1/4 to above 3/4: the peaks that were learned."""
    found = []
    for row in outputs:
        side = np.where(row > 0.75, 1, np.where(row < 0.25, -1, 0))
        side = side[side != 0]
        found.append(int(((side[:-1] < 0) & (side[1:] > 0)).sum()) + int(len(side) > 0 and side[0] > 0))
    return found


def learned(config: Config, now: Snapshot) -> list[bool]:
    """Of each seed, whether it has every peak and errs by less than a tenth of what the mean of f2(f1(x)) does."""
    wave = target(config)
    peaks, most = wave.peaks, LEARNED * constant(wave)
    return [many == peaks and float(rms) < most for many, rms in zip(rises(now.outputs), now.rms, strict=True)]


def constant(wave: Wave) -> float:
    """The root mean square error of the best constant, which is the mean of the wave."""
    return float(wave.at(fitted.points()).std())
