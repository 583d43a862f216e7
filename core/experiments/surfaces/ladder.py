"""The deck's networks (E, "More Complex Surface" to "Tanh vs ReLU") on the surface of the page, from five seeds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.experiments.surfaces.config import ACTIVATIONS, PICTURES, Config, weights
from core.experiments.surfaces.nets import Shape
from core.experiments.surfaces.targets import target
from core.experiments.surfaces.training import fit
from core.words import Done

SEEDS = 5
STEPS = 1_000  # at most
WAVES = 4  # networks for the waves


@dataclass(frozen=True)
class Row:
    """A network of the deck's table, and the loss that the deck prints for it."""

    shape: Shape
    deck: float | None
    slide: str = ""

    @property
    def name(self) -> str:
        """As in the table: 2 × 20 tanh, 10/20/10 tanh + residual."""
        hidden = self.shape.hidden
        same = len(set(hidden)) == 1
        layers = f"{len(hidden)} × {hidden[0]}" if same else "/".join(map(str, hidden))
        words = f"{layers} {ACTIVATIONS[self.shape.activation]}"
        return words + " + residual" * self.shape.residual

    @property
    def weights(self) -> int:
        return weights(self.shape.hidden, self.shape.residual)


def _plain(deck: dict[int, float]) -> tuple[Row, ...]:
    return tuple(Row(Shape((many,)), loss) for many, loss in deck.items())


OF_PICTURES = (
    Row(Shape((50,)), 0.365),
    Row(Shape((125,)), 0.240),
    Row(Shape((20, 20)), 0.0831),
    Row(Shape((14, 14, 14)), 0.0755),
    Row(Shape((19, 19, 19)), 0.0438),
    Row(Shape((10, 20, 10)), 0.0643),
    Row(Shape((10, 20, 10), residual=True), 0.0530),
    Row(Shape((10, 20, 10), "relu"), 0.307),
)
FURTHER = (
    Row(Shape((100,)), 0.250),
    Row(Shape((300,)), 0.192),
    Row(Shape((15, 15, 15)), 0.0593),
)  # the deck's others
OF_ROSENBROCK = _plain({2: 0.302, 3: 0.0208, 4: 0.00827})
OF_SECOND = _plain({2: 0.261, 3: 2.51e-4, 4: 3.07e-7})


def rows(target_name: str) -> tuple[Row, ...]:
    """The deck's networks for this surface; waves are not the deck's, and are learned by some of its picture's."""
    if target_name == "waves":
        return tuple(replace(row, deck=None) for row in OF_PICTURES[:WAVES])
    return {"rosenbrock": OF_ROSENBROCK, "second": OF_SECOND}.get(target_name, OF_PICTURES)


@dataclass(frozen=True)
class Snapshot:
    """One network of the table, trained from one seed."""

    row: int
    seed: int
    loss: float
    exact: float  # with the output layer solved exactly
    step: int
    seconds: float


def of(config: Config) -> Config:
    """What it depends on: the surface and the training, not the network, nor its seed."""
    bare = Config(target=config.target, picture=config.picture, optimizer=config.optimizer, lr=config.lr)
    return replace(bare, steps=min(config.steps, STEPS))


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Fit every network of the table, first all from one seed, then all from the next one."""
    z = target(config).z
    for seed in range(config.seed, config.seed + SEEDS):
        for at, row in enumerate(rows(config.target)):
            run = replace(config, seed=seed)
            for last in fit(row.shape, z, run, [config.steps], stop=stop):
                yield Snapshot(at, seed, last.loss, last.exact, last.step, last.seconds)
            if stop():
                return


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How many networks are trained."""
    return Done(len(snapshots), SEEDS * len(rows(config.target)), "networks")


def losses(config: Config, snapshots: Sequence[Snapshot]) -> list[NDArray[np.float64]]:
    """Of each row the losses of the seeds that there are by now."""
    return [np.array([s.loss for s in snapshots if s.row == at]) for at in range(len(rows(config.target)))]


def is_picture(config: Config) -> bool:
    return config.target in PICTURES
