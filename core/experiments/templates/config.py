"""The settings of Templates: one layer, its data, and how it is trained."""

from dataclasses import dataclass
from typing import Annotated

from core.config import Choice, Preset, Range, Switch, check
from core.data.selection import Classes, Dataset, Selection
from core.learning.training import total_steps as count_steps
from core.learning.updates import OPTIMIZERS, Recipe


@dataclass(frozen=True)
class Config:
    """One linear layer, softmax cross-entropy; the defaults are lab 01 of N6: 784 x 10 = 7,840 weights."""

    dataset: Dataset = "mnist"
    classes: Classes = tuple(range(10))
    weight_decay: Annotated[
        float,
        Range("Weight decay", 1e-6, 1, "Pulls each weight towards 0: adds decay x w to the gradient.", True, True),
    ] = 0.0
    permute_pixels: Annotated[
        bool, Switch("Scramble the pixels", "The same random order of the pixels for every picture.")
    ] = False
    bias: Annotated[bool, Switch("Bias", "Adds one number to each score. The lecture leaves it out.")] = False
    optimizer: Annotated[str, Choice("Optimiser", OPTIMIZERS, "How a gradient becomes a step.")] = "adam"
    lr: Annotated[float, Range("Learning rate", 1e-5, 10, "The size of a step.", True)] = 2e-3
    batch_size: Annotated[
        int, Range("Batch size", 1, 60_000, "Pictures a step: 1 is serial, 60,000 the full batch.", True)
    ] = 200
    epochs: Annotated[int, Range("Epochs", 1, 100, "How often each training picture is seen.", True)] = 12
    seed: Annotated[int, Range("Seed", 0, 9999, "Draws the initial weights and the order of the pictures.")] = 0

    def __post_init__(self) -> None:
        check(self)


PRESETS: dict[str, Preset] = {
    "Ten digits": Preset(
        Config(),
        "CS5242 lecture 6, lab 01: one layer without bias. The deck’s error: 8\u202f% on both sets.",
    ),
    "Four digits": Preset(
        Config(classes=(0, 1, 2, 3)), "Lecture 3 pretends that there are only 0, 1, 2, 3: the clearest templates."
    ),
    "Clothes": Preset(
        Config(dataset="fashion_mnist"),
        "Lecture 3, lab 04: Fashion-MNIST. Trousers and sneakers are easy to tell, shirts are not.",
    ),
    "Smooth templates": Preset(
        Config(weight_decay=0.03),
        "Weight decay wipes out what the data do not hold up: the speckle goes, strokes stay.",
    ),
    "Scrambled pixels": Preset(
        Config(permute_pixels=True),
        "Each picture's pixels in one fixed random order: the same error, no picture left.",
    ),
    "Colour photos": Preset(
        Config(dataset="cifar10", epochs=20, lr=3e-4),
        "CIFAR-10 fails: one template cannot be a horse looking left and a horse looking right.",
    ),
    "Too fast": Preset(
        Config(lr=1.0), "A learning rate of 1 fails: each batch overwrites what the last one wrote, loudly."
    ),
    "Too few steps": Preset(
        Config(optimizer="sgd", lr=0.01, batch_size=60_000),
        "The full batch gives one step an epoch: twelve small steps, and the templates are still noise.",
    ),
}


def selection(config: Config) -> Selection:
    """The pictures that `config` trains on."""
    return Selection(config.dataset, config.classes, config.permute_pixels)


def recipe(config: Config) -> Recipe:
    return Recipe(config.optimizer, config.lr, config.batch_size, config.epochs, config.weight_decay)


def total_steps(config: Config) -> int:
    """Updates in the run: ceil(N / batch_size) x epochs."""
    return count_steps(len(selection(config).train_rows), recipe(config))
