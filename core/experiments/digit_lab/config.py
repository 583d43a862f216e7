"""The settings of the digit lab: a network, its data, and how it is trained."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
import torch
from torch import nn

from core.config import Choice, Preset, Range, Switch, Text, When, check
from core.data import images
from core.data.selection import Dataset, Floats, Rows, Selection
from core.device import device
from core.experiments.digit_lab import nets
from core.experiments.digit_lab.nets import Shape
from core.learning.nets import ACTIVATIONS
from core.learning.training import total_steps as count_steps
from core.learning.updates import OPTIMIZERS, SCHEDULES, Recipe

TILES = 64  # of the first layer, at most; fewer where the pictures are in colour


@dataclass(frozen=True)
class Config:
    """The defaults are N6's lab 01, the two-layer network: 784 x 50 + 50 x 10 = 39,700 weights."""

    dataset: Dataset = "mnist"
    network: Annotated[str, Choice("Network", nets.NETWORKS, "What the first layer sees.")] = "mlp"
    widths: Annotated[
        str,
        Text(
            "Hidden layers",
            r"\d{1,4}(-\d{1,4}){0,5}",
            29,
            "Neurons of each, such as 512-512: at most 6 layers of at most 1024. Empty: none. "
            "In the convnet they follow its filters.",
            form="such as 50-20",
        ),
    ] = "50"
    activation: Annotated[
        str, Choice("Activation", {name: f.name for name, f in ACTIVATIONS.items()}, "Of every hidden layer.")
    ] = "relu"
    dropout: Annotated[
        float,
        Range("Dropout", 0, 0.9, "Share of the neurons that are silent in a step; half as much after the pooling."),
    ] = 0.0
    batch_norm: Annotated[
        bool, Switch("Batch norm", "Each neuron at mean 0 and variance 1 over the batch, before its activation.")
    ] = False
    bias: Annotated[bool, Switch("Bias", "Adds one number to each neuron. Lab 01 leaves it out.")] = False
    optimizer: Annotated[str, Choice("Optimiser", OPTIMIZERS, "How a gradient becomes a step.")] = "adam"
    lr: Annotated[float, Range("Learning rate", 1e-5, 10, "The size of a step.", True)] = 2e-3
    schedule: Annotated[str, Choice("Learning rate over time", SCHEDULES, "Smaller steps at the end.")] = "constant"
    batch_size: Annotated[int, Range("Batch size", 1, 60_000, "Pictures a step.", True)] = 200
    weight_decay: Annotated[
        float, Range("Weight decay", 1e-6, 1, "Adds decay x weight to the gradient.", True, True)
    ] = 0.0
    epochs: Annotated[int, Range("Epochs", 1, 100, "How often each training picture is seen.", True)] = 30
    filters: Annotated[
        int, Range("Filters", 1, 64, "In each of the two convolutions."), When(network="convnet")
    ] = 32
    permute_pixels: Annotated[
        bool, Switch("Scramble the pixels", "The same random order of the pixels for every picture.")
    ] = False
    subset: Annotated[
        int, Range("Training pictures", 10, 100_000, "So many, drawn at random. 0: all there are.", True, True)
    ] = 0
    validation: Annotated[
        float, Range("Validation share", 0, 0.5, "Of the training pictures, held out from training.")
    ] = 0.0
    seed: Annotated[int, Range("Seed", 0, 9999, "Draws weights, masks, subsets and the order of pictures.")] = 0

    def __post_init__(self) -> None:
        check(self)
        nets.hidden(self.widths)
        if self.batch_norm and self.batch_size == 1:
            raise ValueError("'batch_size' must be at least 2 with batch norm. Got 1 instead.")


_MLP = Config(
    widths="512-512",
    bias=True,
    activation="tanh",
    optimizer="sgd",
    lr=0.1,
    batch_size=128,
    weight_decay=1e-5,
    epochs=40,
)
_CONVNET = Config(network="convnet", widths="128", bias=True, dropout=0.5, lr=1e-3, batch_size=128, epochs=12)
PRESETS: dict[str, Preset] = {
    "No hidden layer": Preset(
        Config(widths="", epochs=12), "CS5242 lecture 6, lab 01: one layer, no bias. Ten templates, and no more."
    ),
    "50 hidden units": Preset(
        Config(), "CS5242 lecture 6, lab 01: one hidden layer of 50, no bias. It learns nearly every picture."
    ),
    "512-512, tanh": Preset(_MLP, "Dublin, “Example: MNIST digit classification”: 512-512-10, tanh, plain SGD."),
    "512-512, sigmoid": Preset(
        replace(_MLP, activation="sigmoid"),
        "Dublin: the same with sigmoid, whose slope is 1/4 at most, learns slower.",
    ),
    "ReLU, RMSprop, dropout": Preset(
        Config(widths="512-512", bias=True, dropout=0.2, optimizer="rmsprop", lr=1e-3, batch_size=128, epochs=20),
        "Dublin, “Improving accuracy and speeding convergence”: three changes, and half of the epochs.",
    ),
    "Convnet": Preset(_CONVNET, "Dublin, “Example: a convnet on MNIST”: it knows which pixels are neighbours."),
    "Scrambled, MLP": Preset(
        Config(permute_pixels=True),
        "Dublin, “Permutation invariant MNIST”: to an MLP, scrambled digits are as good.",
    ),
    "Scrambled, convnet": Preset(
        replace(_CONVNET, permute_pixels=True, epochs=4),
        "To a convnet they are not: the neighbours that its filters look at are no neighbours any more.",
    ),
    "CIFAR-10, one epoch": Preset(
        Config(dataset="cifar10", widths="512-512", lr=1e-3, epochs=1),
        "CS5242 lecture 6, lab 02: an MLP on colour photos, timed for one epoch.",
    ),
    "A hundred pictures": Preset(
        Config(widths="512-512", bias=True, lr=1e-3, batch_size=20, subset=100),
        "This fails: 669,706 weights learn 100 pictures by heart and read new ones badly.",
    ),
}


def selection(config: Config) -> Selection:
    """All classes of the data set that `config` trains on."""
    classes = tuple(range(len(images.about(config.dataset).class_names)))
    return Selection(config.dataset, classes, config.permute_pixels)


def shape(chosen: Selection) -> Shape:
    """Height, width and channels of the pictures."""
    height, width, *channels = chosen.data.train_images.shape[1:]
    return height, width, channels[0] if channels else 1


def recipe(config: Config) -> Recipe:
    return Recipe(
        config.optimizer, config.lr, config.batch_size, config.epochs, config.weight_decay, schedule=config.schedule
    )


def split(config: Config, pictures: int) -> tuple[Rows, Rows]:
    """Which of the training pictures are trained on, and which are held out; both at random, by the seed."""
    many = min(config.subset or pictures, pictures)
    held = min(many - 1, math.ceil(config.validation * many))
    drawn = np.random.default_rng(config.seed).permutation(pictures)[:many]
    return np.sort(drawn[held:]), np.sort(drawn[:held])


def total_steps(config: Config) -> int:
    """Updates in the run: ceil(N / batch_size) x epochs, N pictures trained on."""
    return count_steps(len(split(config, len(selection(config).train_rows))[0]), recipe(config))


def network(config: Config, of: Shape, classes: int, parameters: Mapping[str, Floats] | None = None) -> nn.Module:
    """The network of `config` on the device: before training, or with these `parameters` by name."""
    draw = torch.Generator().manual_seed(config.seed)
    masks = torch.Generator(device=device()).manual_seed(config.seed)
    net = nets.build(config, of, classes, None if parameters else draw, masks)
    if parameters:
        net.load_state_dict({name: torch.tensor(value) for name, value in parameters.items()}, assign=True)
    return net.to(device())


def schedule(steps: int, epochs: int) -> list[int]:
    """The steps of the snapshots of a run of `steps`: 0, about four in the first epoch, the end of each epoch."""
    every = steps // epochs
    first = {round(every * share) for share in (0.01, 0.05, 0.2, 0.5)}
    return sorted({0, *(step for step in first if 0 < step < every), *range(every, steps + 1, every)})
