"""Every way to part the classes in two, and how far one layer comes with it: the partition game.

Two classes need one score, a yes or no: s_g = w_g x. The scores of all groups g are one matrix, 784 x 511 for ten
digits, and learn together on the same batches (N6, "A hard classification problem").
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.config import Preset, Range, Switch, check
from core.data import images
from core.data.selection import Dataset, Floats, Selection, resident
from core.device import device
from core.learning.orders import shuffled
from core.learning.plan import Plan
from core.learning.stack import Stack
from core.learning.training import Many, run
from core.learning.updates import Recipe
from core.words import Done

SNAPSHOTS = 20  # snapshots of a run


@dataclass(frozen=True)
class Config:
    """One layer for each way to part the classes, trained by Adam."""

    dataset: Dataset = "mnist"
    bias: Annotated[bool, Switch("Bias", "Adds one number to each score.")] = False
    lr: Annotated[float, Range("Learning rate", 1e-5, 1, "The size of a step.", True)] = 2e-3
    batch_size: Annotated[int, Range("Batch size", 10, 1_000, "Pictures a step.", True)] = 200
    epochs: Annotated[int, Range("Epochs", 1, 40, "How often each training picture is seen.", True)] = 6
    seed: Annotated[int, Range("Seed", 0, 9999, "Draws the weights and the batches.")] = 0

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Snapshot:
    """All single layers at one instant; the error is a share 0..1."""

    step: int
    epoch: float
    seconds: float  # of training alone
    groups: NDArray[np.bool_]  # (G, D) the classes of the group; the last class is never in it
    test_error: Floats  # (G,) of the group against all others
    guessing: Floats  # (G,) test error of always naming the larger group


PRESETS: dict[str, Preset] = {
    "All ways to part ten digits": Preset(Config(), "511 groups: which of them can one layer tell from the rest?"),
    "Clothes": Preset(
        Config(dataset="fashion_mnist"), "Fashion-MNIST: tops against all else, shoes against all else."
    ),
    "Barely trained": Preset(Config(epochs=1), "After one epoch the order is there already."),
    "Too fast": Preset(Config(lr=1.0), "A learning rate of 1 fails, and fails every group alike."),
}


def all_groups(classes: int) -> NDArray[np.bool_]:
    """(2^(D-1) - 1, D): each way to part D classes in two, once; the group is the side without the last class."""
    numbers = np.arange(1, 2 ** (classes - 1))
    sides: NDArray[np.bool_] = (numbers[:, None] >> np.arange(classes)) % 2 == 1
    return sides


def index(group: tuple[int, ...], classes: int) -> int:
    """The row of all_groups() that parts the classes as `group` does."""
    one = group if classes - 1 not in group else tuple(k for k in range(classes) if k not in group)
    return sum(1 << k for k in one) - 1


def total_steps(config: Config) -> int:
    """Updates in the run: ceil(N / batch_size) x epochs."""
    return config.epochs * -(-len(images.load(config.dataset).train_labels) // config.batch_size)


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Train all groups' layers as one, with the logistic loss; raises Diverged when a weight is not finite."""
    classes = len(images.about(config.dataset).class_names)
    sets = resident(Selection(config.dataset, tuple(range(classes))))
    groups = all_groups(classes)
    plan = Plan(
        (sets.train.inputs.shape[1], len(groups)), ("identity",), (config.seed,), bias=config.bias, loss="logistic"
    )
    stack = Stack(plan, torch.float32, device(), lean=True)
    stack.targets = torch.from_numpy(groups.T).float().to(device())  # (D, G)
    total, n = total_steps(config), len(sets.train.labels)
    order = shuffled(n, config.batch_size, torch.Generator().manual_seed(config.seed))
    layers = Many(stack, Recipe("adam", config.lr), map(sets.train.at, order))
    steps = [round(step) for step in np.linspace(0, total, min(total + 1, SNAPSHOTS))]
    for now in run(layers, total=total, steps=steps, lr=config.lr, stop=stop):
        error, guessing = _errors(stack, sets.test.inputs, sets.test.labels)
        yield Snapshot(now.step, now.step * config.batch_size / n, now.seconds, groups, error, guessing)


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How far the training is, in updates."""
    return Done(snapshots[-1].step if snapshots else 0, total_steps(config))


@torch.no_grad()
def _errors(stack: Stack, x: Tensor, labels: Tensor) -> tuple[Floats, Floats]:
    """Share of wrong yes or no (G,), and of the one answer that is more often right."""
    bias = stack.biases[0][0] if stack.biases else 0.0
    yes = x @ stack.weights[0][0].t() + bias > 0  # (M, G)
    wanted = stack.targets[labels] > 0
    share = wanted.float().mean(0)
    wrong = (yes != wanted).float().mean(0)
    return wrong.cpu().numpy(), torch.minimum(share, 1 - share).cpu().numpy()
