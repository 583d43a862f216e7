"""What is fitted at once, whenever a point moves: logistic regression, nearest neighbours and a tree."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.effort import spend
from core.experiments.classifiers import methods
from core.experiments.classifiers.config import METHODS, Config
from core.experiments.classifiers.draws import Split, shown, splits
from core.experiments.classifiers.methods import Logistic, Tree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

AT_ONCE = ("logistic", "knn", "tree")
WORK = 2_000  # units for each point


@dataclass(frozen=True)
class Quick:
    """The points of the picture, and what three methods make of them."""

    split: Split
    classes: Ints  # (K,) that are there; a label below is a place in it
    labels: Ints  # (N,)
    logistic: Logistic | None  # None where there are fewer than two classes
    tree: Tree | None
    right: dict[str, float]  # on new points; nan where there are none
    known: dict[str, float]  # on those that were learned from
    numbers: dict[str, int]

    @property
    def base(self) -> float:
        """The share of whoever always names the most frequent class; of new points, if there are any."""
        y = self.split.y_new if len(self.split.y_new) else self.split.y
        return float(np.bincount(y).max() / len(y)) if len(y) else np.nan

    @property
    def enough(self) -> bool:
        """Whether there is something to tell apart."""
        return len(self.classes) > 1


def run(config: Config, *, ask: bool = True) -> Quick:
    """Fit the three, and ask them about new points; of own points, each is asked of a fit without it.

    That takes five times as long as to fit them: without `ask` it is left out, and nobody knows yet who is right.
    """
    split = shown(config)
    spend(WORK * len(split.x))
    classes, labels = np.unique(split.y, return_inverse=True)
    if len(classes) < 2:
        nothing = dict.fromkeys(METHODS, np.nan)
        return Quick(split, classes, labels.reshape(-1), None, None, nothing, nothing, {})
    models = {name: methods.fitted(name, config, split.x, labels) for name in AT_ONCE}
    known = {name: methods.right(name, config, model, split.x, labels) for name, model in models.items()}
    asked = [split] if len(split.x_new) else splits(config) if ask else []
    return Quick(
        split,
        classes,
        labels,
        methods.logistic(models["logistic"]),
        methods.tree(models["tree"]),
        {name: _right(name, config, asked, models[name], classes) for name in AT_ONCE},
        known,
        {name: methods.numbers(name, config, model, len(split.x), len(classes)) for name, model in models.items()},
    )


def _right(name: str, config: Config, asked: list[Split], model: object, classes: Ints) -> float:
    """Of a drawn set the fit of the picture is asked; of own points one fit for each part that is left out."""
    if not asked:
        return np.nan
    if config.data != "own":
        (split,) = asked
        return methods.right(name, config, model, split.x_new, np.searchsorted(classes, split.y_new))
    every = [methods.fitted(name, config, one.x, one.y) for one in asked]
    return float(
        np.mean([methods.right(name, config, m, s.x_new, s.y_new) for m, s in zip(every, asked, strict=True)])
    )
