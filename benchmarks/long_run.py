"""A 784-50-10 network on MNIST that trains on and on, so that benchmarks/app_watched.py can watch it.

It records a frame every 0.2 s of wall time, not on the schedule of the lessons, and stamps it with the clock.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from core.data import images
from core.data.batches import Batches
from core.device import device
from core.learning.nets import MLP
from core.learning.training import Recipe, evaluate, fit, total_steps
from core.words import Done

WIDTHS = (784, 50, 10)
CLOCK = 10  # steps between two looks at the clock


@dataclass(frozen=True)
class Config:
    """Plain SGD; the default lasts for longer than any benchmark watches."""

    optimizer: str = "sgd"
    lr: float = 0.1
    batch_size: int = 200
    epochs: int = 5_000
    every: float = 0.19  # seconds between two snapshots: one is ready whenever a page looks, five times a second
    seed: int = 0


@dataclass(frozen=True)
class Snapshot:
    """The first layer and where training is; training figures are means since the last snapshot."""

    step: int
    epoch: float
    seconds: float  # of training alone
    stamp: float  # time.time() at which it was taken
    weight: NDArray[np.float32]  # (50, 28, 28)
    train_loss: float
    train_error: float
    test_loss: float
    test_error: float


def recipe(config: Config) -> Recipe:
    return Recipe(config.optimizer, config.lr, config.batch_size, config.epochs)


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Train, and evaluate on all 10,000 test pictures at every snapshot."""
    mnist, draw = images.load("mnist"), torch.Generator().manual_seed(config.seed)
    data = Batches(
        torch.tensor(mnist.train_images).reshape(-1, 784).to(device()),
        torch.tensor(mnist.train_labels, dtype=torch.int64).to(device()),
    )
    test = Batches(
        torch.tensor(mnist.test_images).reshape(-1, 784).float().div_(255).to(device()),
        torch.tensor(mnist.test_labels, dtype=torch.int64).to(device()),
    )
    net = MLP(WIDTHS, generator=draw).to(device())
    shuffle = torch.Generator(device=device()).manual_seed(config.seed)
    steps = list(range(0, total_steps(len(data.labels), recipe(config)) + 1, CLOCK))
    due, losses, errors = 0.0, [], []
    for at in fit(net, data, recipe(config), generator=shuffle, steps=steps, stop=stop):
        losses.append(at.loss)
        errors.append(at.error)
        if time.monotonic() < due:
            continue
        due = time.monotonic() + config.every
        yield Snapshot(
            at.step,
            at.epoch,
            at.seconds,
            time.time(),
            net.linear[0].weight.detach().cpu().numpy().reshape(-1, 28, 28).copy(),
            float(np.mean(losses)),
            float(np.mean(errors)),
            *evaluate(net, test),
        )
        losses, errors = [], []


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How far the training is, in updates."""
    total = total_steps(len(images.load("mnist").train_labels), recipe(config))
    return Done(snapshots[-1].step if snapshots else 0, total)
