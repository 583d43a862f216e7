"""Error against the number of weights: networks of one, three and many layers, ever larger (G5)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.config import check
from core.experiments.approximation import config as lesson
from core.experiments.approximation import targets
from core.experiments.approximation.config import NARROW, Activation, Rate, Start, Target
from core.experiments.approximation.targets import function
from core.learning import fitted
from core.learning.fitted import Seed, Shape, Snapshot, Steps
from core.learning.nets import count_weights
from core.learning.regression import Recipe
from core.words import Done, number

FAMILIES = {"one layer": "one hidden layer", "three layers": "three hidden layers", "deep, narrow": "layers of 5"}
BOXES = (2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300)  # a box has 2 numbers: where it begins, and its height


@dataclass(frozen=True)
class Config:
    """A function and how networks are trained on it."""

    target: Target = "wave"
    activation: Activation = "relu"
    start: Start = "spread"
    lr: Rate = 0.01
    steps: Steps = 5_000
    seed: Seed = 0

    def __post_init__(self) -> None:
        check(self)


def of(config: lesson.Config) -> Config:
    """All sizes, trained as the networks of the page are."""
    return Config(config.target, config.activation, config.start, config.lr, config.steps, config.seed)


def shapes() -> list[tuple[str, tuple[int, ...]]]:
    """(family, widths), smallest first."""
    wide = [("one layer", (1, n, 1)) for n in (2, 5, 15, 25, 45, 95, 205)]
    three = [("three layers", (1, w, w, w, 1)) for w in (2, 3, 5, 8, 12, 17)]
    deep = [("deep, narrow", (1, *[NARROW] * n, 1)) for n in (1, 2, 3, 5, 10)]
    return sorted([*wide, *three, *deep], key=lambda shape: count_weights(shape[1]))


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Fit every size, one after the other; one snapshot each, at its end."""
    target = function(config.target, fitted.points())
    recipe = Recipe(config.lr, config.steps)
    for family, widths in shapes():
        shape = {family: Shape(widths, recipe, config.activation, config.start)}
        for snapshot in fitted.record(shape, target, config.seed, frames=3, stop=stop):
            if snapshot.step == config.steps:
                yield snapshot


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How far the training is, in sizes."""
    return Done(len(snapshots), len(shapes()), "sizes")


def curve_of_boxes(target: str) -> list[tuple[int, float]]:
    """(numbers, root mean square error) of ever more boxes."""
    return [(2 * n, targets.boxes(target, n)[1]) for n in BOXES]


def describe(snapshots: Sequence[Snapshot], boxes: Sequence[tuple[int, float]]) -> str:
    """Where each family ends, from the numbers of the chart."""
    (few, first), (many, last) = boxes[0], boxes[-1]
    said = [
        f"The boxes have an error of {number(first, 2)} with {few} numbers, and of {number(last, 2)} with {many}."
    ]
    for family, words in FAMILIES.items():
        found = [s for s in snapshots if s.net == family]
        if found:
            best = min(found, key=lambda s: float(np.median(s.rms)))
            said.append(
                f"{words.capitalize()}: the least error is {number(float(np.median(best.rms)), 2)}, with "
                f"{count_weights(best.widths):,} weights ({number(best.rms.min(), 2)} to "
                f"{number(best.rms.max(), 2)} over {len(best.rms)} seeds)."
            )
    dead = sum(sum(s.dead) for s in snapshots if s.net == "deep, narrow")
    tried = sum(len(s.dead) for s in snapshots if s.net == "deep, narrow")
    if dead:
        said.append(f"Of {tried} networks with layers of 5, {dead} end dead: a layer says 0 everywhere.")
    return " ".join(said)
