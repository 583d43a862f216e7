"""Does more data help? The error of a network against the number of pictures that it learns from.

(G5, "No Free Lunch Theorem": "The world has lots of structure".) The same network learns from ten training
pictures or more, in three worlds: as it is; with the pixels of all pictures in one other order; and with
labels that are drawn at random, so that they have nothing to do with the pictures. Beside it stands the nearest
training picture.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from core.config import runnable
from core.data import images
from core.device import device
from core.effort import spend, unless
from core.experiments.learning_needs.config import Config
from core.learning.orders import shuffled
from core.learning.plan import Plan
from core.learning.stack import Stack
from core.learning.training import Many, run
from core.learning.updates import Recipe

AMOUNTS = "Does more data help?"  # the section of errors against amounts of data
DOING = "Learning from few pictures and from many"
AT_ONCE = 0  # units of work: it is always a job
WORK = 3_000_000_000
WAYS = ("net", "permuted", "random", "nearest")
NETS = WAYS[:3]
SIZES = (10, 100, 1_000, 10_000)  # pictures, as far as there are so many
SEEDS, TESTED = 3, 1_000
HIDDEN, UPDATES, BATCH, LR = 64, 200, 100, 5e-3

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Snapshot:
    """The share of new pictures that is named wrongly."""

    sizes: Ints  # (S,) pictures that are learned from
    errors: Floats  # (S, 4, SEEDS) in the order of WAYS
    blind: float  # the error of whoever always names the most frequent class


def of(config: Config) -> Config:
    """What it depends on: the pictures."""
    return runnable(config, "training")


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """The one Snapshot of compute(config), unless it is stopped before it is there."""
    yield from unless(stop, lambda: compute(config))


def compute(config: Config) -> Snapshot:
    """Learn from ever more pictures of each draw; those of a smaller number are in the larger ones too."""
    spend(WORK)
    data = images.load(config.dataset)
    sizes = [size for size in SIZES if size <= len(data.train_images)]
    draws = [draw(config.dataset, seed, sizes[-1]) for seed in range(SEEDS)]
    errors = np.empty((len(sizes), len(WAYS), SEEDS))
    for at, size in enumerate(sizes):
        errors[at, :3] = _networks(draws, size)
        errors[at, 3] = [_nearest(one, size) for one in draws]
    labels = np.concatenate([one.labels_new[0] for one in draws])
    return Snapshot(np.array(sizes), errors, float(1 - np.bincount(labels).max() / len(labels)))


class Draw(NamedTuple):
    """Pictures to learn from and new ones, and for each of NETS the order of their pixels and their labels."""

    known: NDArray[np.float32]  # (N, D) from 0 to 1
    new: NDArray[np.float32]  # (M, D)
    pixels: Ints  # (3, D)
    labels: Ints  # (3, N)
    labels_new: Ints  # (3, M)
    classes: int


def draw(dataset: str, seed: int, most: int) -> Draw:
    """So many training pictures and TESTED new ones, with what they show in each of the three worlds."""
    data, rng = images.load(dataset), np.random.default_rng(seed)
    classes = len(images.about(dataset).class_names)
    known, truth = _some(rng, data.train_images, data.train_labels, most)
    new, truth_new = _some(rng, data.test_images, data.test_labels, TESTED)
    straight = np.arange(known.shape[1])
    return Draw(
        known,
        new,
        np.stack([straight, rng.permutation(straight), straight]),
        np.stack([truth, truth, rng.integers(0, classes, len(truth))]),
        np.stack([truth_new, truth_new, rng.integers(0, classes, len(truth_new))]),
        classes,
    )


def _some(
    rng: np.random.Generator, pictures: NDArray[np.uint8], labels: NDArray[np.uint8], most: int
) -> tuple[NDArray[np.float32], Ints]:
    rows = rng.permutation(len(pictures))[:most]
    ink: NDArray[np.float32] = pictures[rows].reshape(len(rows), -1).astype(np.float32) / np.float32(255)
    return ink, labels[rows].astype(np.int64)


def _networks(draws: list[Draw], size: int) -> Floats:
    """The errors (3, SEEDS) on new pictures of a network in each world and draw, all trained together."""
    every = [(world, one) for world in range(len(NETS)) for one in draws]
    x, y = _stacked([(one.known[:size, one.pixels[k]], one.labels[k, :size]) for k, one in every])
    x_new, y_new = _stacked([(one.new[:, one.pixels[k]], one.labels_new[k]) for k, one in every])
    plan = Plan((x.shape[2], HIDDEN, draws[0].classes), ("relu",), tuple(range(len(every))), init="he")
    stack = Stack(plan, torch.float32, device(), lean=True)
    order = shuffled(size, BATCH, torch.Generator().manual_seed(0))
    nets = Many(stack, Recipe("adam", LR), ((x[:, rows], y[:, rows]) for rows in order))
    for _ in run(nets, total=UPDATES, steps=(), lr=LR, rate=lambda step: LR * (1 - step / UPDATES), stop=_asked):
        pass
    stack.forward(x_new, keep=False)
    return np.asarray(stack.wrong(y_new).cpu().numpy(), np.float64).reshape(len(NETS), len(draws))


def _stacked(pairs: list[tuple[NDArray[np.float32], Ints]]) -> tuple[torch.Tensor, torch.Tensor]:
    x, y = (torch.from_numpy(np.stack([pair[k] for pair in pairs])).to(device()) for k in range(2))
    return x, y


def _nearest(one: Draw, size: int) -> float:
    """How often the nearest of the first `size` pictures shows something else, in any order of the pixels."""
    spend(0)
    known = one.known[:size]
    apart = (known**2).sum(1) - 2 * one.new @ known.T
    return float((one.labels[0, apart.argmin(1)] != one.labels_new[0]).mean())


def _asked() -> bool:
    spend(0)
    return False
