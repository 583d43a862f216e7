"""The settings of Serial and batch: one layer, and how each of the three ways trains it."""

from dataclasses import dataclass
from typing import Annotated

from core.config import Choice, Preset, Range, Switch, check
from core.data.selection import Classes, Dataset, Selection
from core.learning.training import total_steps as count_steps
from core.learning.updates import REDUCTIONS, Recipe

MODES = {"serial": "serial", "mini": "mini-batch", "full": "full batch"}
LECTURE = "CS5242 lecture 3"


@dataclass(frozen=True)
class Config:
    """Serial, mini-batch and full-batch training of one linear layer by plain SGD, each with its learning rate."""

    dataset: Dataset = "mnist"
    epochs: Annotated[int, Range("Epochs", 1, 50, "How often each picture is seen, by all three alike.", True)] = 3
    reduction: Annotated[
        str, Choice("A batch adds", REDUCTIONS, "The sum of n pictures' changes is n times their average.")
    ] = "mean"
    lr_serial: Annotated[float, Range("Learning rate, serial", 1e-6, 10, "One picture a step.", True)] = 0.005
    lr_mini: Annotated[float, Range("Learning rate, mini-batch", 1e-6, 10, "A batch a step.", True)] = 0.5
    lr_full: Annotated[float, Range("Learning rate, full batch", 1e-6, 10, "All pictures a step.", True)] = 0.5
    batch_size: Annotated[int, Range("Mini-batch", 2, 2_000, "Pictures in a mini-batch.", True)] = 200
    classes: Classes = tuple(range(10))
    bias: Annotated[bool, Switch("Bias", "Adds one number to each score. The lecture leaves it out.")] = False
    seed: Annotated[int, Range("Seed", 0, 9999, "Draws the initial weights and the order of the pictures.")] = 0

    def __post_init__(self) -> None:
        check(self)


AXES = {"seconds": "seconds", "seen": "pictures", "step": "updates"}


@dataclass(frozen=True)
class View:
    """What the race is counted in."""

    axis: Annotated[
        str,
        Choice(
            "Count in",
            AXES,
            "What the horizontal axis counts: seconds of training, pictures seen, or updates made.",
        ),
    ] = "seconds"

    def __post_init__(self) -> None:
        check(self)


PRESETS: dict[str, Preset] = {
    "Each at its best": Preset(
        Config(), "Each with the learning rate that suits it best in three epochs: a fair comparison."
    ),
    "One rate for all": Preset(
        Config(lr_serial=0.01, lr_mini=0.01, lr_full=0.01),
        f"{LECTURE}'s rate, 0.01, and PyTorch's average: a batch takes one small step where serial takes 200.",
    ),
    "The lecture's sum": Preset(
        Config(reduction="sum", lr_serial=0.01, lr_mini=0.01, lr_full=0.01),
        f"{LECTURE} writes W += lr E Xᵀ, a sum. At 0.01 the full batch fails: a step 60,000 times too long.",
    ),
    "Little data": Preset(
        Config(dataset="digits", epochs=50, lr_serial=0.02, lr_mini=1.0, lr_full=2.0),
        "1,437 small digits, fifty times: does the full batch overfit, as the lecture says? Compare the gaps.",
    ),
    "Too fast": Preset(
        Config(lr_serial=1.0, lr_mini=10.0, lr_full=10.0),
        "Learning rates that are too large fail in all three: each step overwrites what the last one wrote.",
    ),
}


def selection(config: Config) -> Selection:
    """The pictures that `config` trains on."""
    return Selection(config.dataset, config.classes)


def recipe(config: Config, mode: str) -> Recipe:
    """Plain SGD with the batch size and the learning rate of `mode`; the full batch is all pictures."""
    n = len(selection(config).train_rows)
    size, lr = {
        "serial": (1, config.lr_serial),
        "mini": (min(config.batch_size, n), config.lr_mini),
        "full": (n, config.lr_full),
    }[mode]
    return Recipe("sgd", lr, size, config.epochs, reduction=config.reduction)


def total_steps(config: Config, mode: str) -> int:
    """Updates of `mode` in the run: ceil(N / batch size) x epochs."""
    return count_steps(len(selection(config).train_rows), recipe(config, mode))
