"""Six classifiers on the same points: what is drawn first, and then how good each is over five draws of the points.

scikit-learn fits in a worker, one classifier after the other; between two of them it can be stopped.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.effort import Stopped, until
from core.experiments.classifiers import methods
from core.experiments.classifiers.config import METHODS, Config
from core.experiments.classifiers.draws import SEEDS, Split, shown, splits
from core.experiments.classifiers.methods import OF_SKLEARN, Boost, Machine
from core.experiments.classifiers.network import Learned, Network, learn, weights

DOING = "Six classifiers are learning"
SLOW = ("adaboost", "svm", "mlp")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Snapshot:
    """What takes longer than a moment: three models of the picture, and all six over five draws.

    The picture has the first draw, or all of one's own points: of these none are new, and `shown` has nan. The rows
    of the others are in the order of METHODS, columns are draws; nan where nobody has asked yet, or can be asked.
    """

    boost: Boost
    machine: Machine
    network: Network
    shown: Floats  # (3, 2) of SLOW in the picture: right on new points, and on those that were learned from
    sizes: Ints  # (3,) their parameters
    right: Floats  # (6, SEEDS) on new points
    known: Floats  # (6, SEEDS) on those that were learned from
    numbers: Ints  # (6, SEEDS) parameters
    seconds: Floats  # (6, SEEDS) of fitting
    rounds: Floats  # (R, SEEDS) of AdaBoost, right on new points after each round

    def __post_init__(self) -> None:
        for name, cls in (("boost", Boost), ("machine", Machine), ("network", Network)):
            object.__setattr__(self, name, cls(*getattr(self, name)))  # a job brings plain tuples

    @property
    def whole(self) -> bool:
        """Whether all draws have been asked about."""
        return not bool(np.isnan(self.seconds).any())


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """A Snapshot with what is to be drawn, then one with the five draws; none where nothing is to be told apart."""
    try:
        with until(stop):
            first = _drawn(config, stop)
    except Stopped:
        return
    if first is None:
        return
    yield first
    try:
        with until(stop):
            last = _asked(config, first, stop)
    except Stopped:
        return
    yield last


def possible(config: Config) -> bool:
    """Whether there are two classes at least."""
    return len(np.unique(shown(config).y)) > 1


def _drawn(config: Config, stop: Callable[[], bool]) -> Snapshot | None:
    split = shown(config)
    classes, labels = np.unique(split.y, return_inverse=True)
    if len(classes) < 2:
        return None
    fits = {name: methods.fitted(name, config, split.x, labels) for name in ("adaboost", "svm")}
    points = (split.x_new, np.searchsorted(classes, split.y_new)), (split.x, labels)
    net = learn(config, points[1:], points[:1], len(classes), stop)
    if stop():
        raise Stopped
    right = [[methods.right(name, config, model, *some) for some in points] for name, model in fits.items()]
    sizes = [methods.numbers(name, config, model, len(labels), len(classes)) for name, model in fits.items()]
    empty = np.full((len(METHODS), SEEDS), np.nan)
    return Snapshot(
        methods.boost(fits["adaboost"], config),
        methods.machine(fits["svm"]),
        net.first,
        np.array([*right, [float(net.right[0]), float(net.known[0])]]),
        np.array([*sizes, weights(config, len(classes))]),
        *(empty, empty, np.zeros(empty.shape, np.int64), empty, np.full((0, SEEDS), np.nan)),
    )


def _asked(config: Config, first: Snapshot, stop: Callable[[], bool]) -> Snapshot:
    """Each method learns from each of five draws, and is asked about its new points."""
    asked = splits(config)
    right, known, seconds = (np.full((len(METHODS), SEEDS), np.nan) for _ in range(3))
    many = np.zeros((len(METHODS), SEEDS), np.int64)
    stages = np.full((config.rounds, SEEDS), np.nan)
    for at, split in enumerate(asked):
        for row, name in enumerate(OF_SKLEARN):
            began = time.perf_counter()
            model = methods.fitted(name, config, split.x, split.y)
            seconds[row, at] = time.perf_counter() - began
            right[row, at] = methods.right(name, config, model, split.x_new, split.y_new)
            known[row, at] = methods.right(name, config, model, split.x, split.y)
            many[row, at] = methods.numbers(name, config, model, len(split.x), len(np.unique(split.y)))
            if name == "adaboost":
                _staged(config, model, split, stages[:, at])
    if asked:
        net = _networks(config, asked, stop)
        right[-1], known[-1], seconds[-1] = net.right, net.known, net.seconds / SEEDS
        many[-1] = weights(config, len(np.unique(shown(config).y)))
    else:
        seconds[:] = 0.0
    return replace(first, right=right, known=known, numbers=many, seconds=seconds, rounds=stages)


def _staged(config: Config, model: object, split: Split, into: Floats) -> None:
    """How often AdaBoost is right after each round; after its last one it stays as it is."""
    into[:] = methods.right("adaboost", config, model, split.x_new, split.y_new)
    if hasattr(model, "staged_predict"):
        x = methods.seen("adaboost", config, split.x_new)
        shares = [float((given == split.y_new).mean()) for given in model.staged_predict(x)]
        into[: len(shares)] = shares


def _networks(config: Config, asked: list[Split], stop: Callable[[], bool]) -> Learned:
    classes = np.unique(shown(config).y)
    known = [(one.x, np.searchsorted(classes, one.y)) for one in asked]
    new = [(one.x_new, np.searchsorted(classes, one.y_new)) for one in asked]
    found = learn(config, known, new, len(classes), stop)
    if stop():
        raise Stopped
    return found
