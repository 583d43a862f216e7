"""A linear layer is a template matcher: each row of its weight matrix is a picture (N3, "What linear layers do?").

score_k = sum over pixels of template_k x picture + bias_k;  p = softmax(scores).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch

from core.config import Choice, Preset, Range, Switch, check
from core.data.selection import Classes, Dataset, Floats, Pixels, Selection, resident
from core.device import device
from core.nets import MLP
from core.training import Progress, evaluate, fit
from core.training import total_steps as count_steps
from core.updates import OPTIMIZERS, Recipe


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


@dataclass(frozen=True)
class Snapshot:
    """The layer at one instant. Errors are shares 0..1, losses cross-entropy in nats.

    Training figures are running means since the last snapshot (nan at step 0), but exact, over all training
    pictures, in the last snapshot; test figures are on all test pictures.
    """

    step: int
    epoch: float
    seconds: float  # of training alone
    weight: Floats  # (K, H, W[, 3]) float32, in units of score per unit of ink (ink 0..1)
    bias: Floats  # (K,) zeros where the layer has none
    train_loss: float
    train_error: float
    test_loss: float
    test_error: float


@dataclass(frozen=True)
class Match:
    """How each template of a layer meets one picture."""

    products: Floats  # (K, H, W[, 3]) template x ink, pixel by pixel
    scores: Floats  # (K,) sums of the products, plus the bias
    probabilities: Floats  # (K,) softmax of the scores


PRESETS: dict[str, Preset] = {
    "Lab 01: 7,840 weights": Preset(
        Config(), "CS5242 lecture 6, lab 01: one layer, ten digits, no bias. The deck's error: 8 % on both sets."
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


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Train the layer and yield it at each step of the schedule; the first Snapshot is step 0, the last the end."""
    sets, shape = resident(selection(config)), selection(config).data.train_images.shape[1:]  # (H, W[, 3])
    draw = torch.Generator().manual_seed(config.seed)
    widths = (sets.train.inputs.shape[1], len(config.classes))
    net = MLP(widths, bias=config.bias, generator=draw).to(device())
    shuffle = torch.Generator(device=device()).manual_seed(config.seed)
    last = total_steps(config)
    for progress in fit(net, sets.train, recipe(config), generator=shuffle, stop=stop):
        exact = evaluate(net, sets.train) if progress.step == last else None
        yield _snapshot(net, shape, progress, exact, evaluate(net, sets.test))


def _snapshot(
    net: MLP,
    shape: tuple[int, ...],
    progress: Progress,
    exact: tuple[float, float] | None,
    test: tuple[float, float],
) -> Snapshot:
    layer = net.linear[0]
    weight = layer.weight.detach().cpu().numpy().copy()
    bias = np.zeros(len(weight), np.float32) if layer.bias is None else layer.bias.detach().cpu().numpy().copy()
    train_loss, train_error = exact or (progress.loss, progress.error)
    return Snapshot(
        progress.step, progress.epoch, progress.seconds,
        weight.reshape(-1, *shape), bias, train_loss, train_error, *test,
    )  # fmt: skip


def softmax(scores: Floats) -> Floats:
    """p_k = exp(s_k) / sum_j exp(s_j) along the last axis (N3, "From score to probability")."""
    return torch.softmax(torch.from_numpy(scores), -1).numpy()


def match(weight: Floats, bias: Floats, picture: Pixels) -> Match:
    """products = template x ink, scores = sums of products + bias, p = softmax(scores), in float64.

    weight (K, H, W[, 3]), bias (K,), picture (H, W[, 3]) uint8 as the network sees it (Selection.seen); ink is
    picture / 255. Raises ValueError when the shapes do not fit. (N3, "Template matching", "From score to
    probability")
    """
    if weight.shape[1:] != picture.shape or bias.shape != weight.shape[:1]:
        raise ValueError(
            f"'picture' must be {weight.shape[1:]} for templates {weight.shape}. Got {picture.shape} instead."
        )
    products = weight.astype(np.float64) * (picture / 255)
    scores = products.reshape(len(weight), -1).sum(1) + bias
    return Match(products, scores, softmax(scores))


def chances(config: Config, now: Snapshot) -> Floats:
    """Softmax probabilities (M, K), in float32, of the M test pictures of the chosen classes."""
    chosen = selection(config)
    pictures = chosen.data.test_images[chosen.test_rows]
    weight = chosen.unscrambled(now.weight).reshape(len(now.weight), -1)  # (K, D)
    return softmax(pictures.reshape(len(pictures), -1).astype(np.float32) / 255 @ weight.T + now.bias)


def describe(config: Config, first: Snapshot, now: Snapshot) -> str:
    """What the tiles show at `now`, given the step-0 snapshot `first`, from their numbers."""
    count = len(config.classes)
    if now.step == 0:
        return (
            f"Before training each template is random noise between −{-now.weight.min():.2f} and "
            f"{now.weight.max():.2f}: {now.test_error:.1%} of the test pictures are misread; blind guessing "
            f"among {count} classes misreads about {1 - 1 / count:.0%}."
        )
    colours = (
        "where a colour is brighter than grey, light of that colour speaks for the class; where darker, against it"
        if now.weight.ndim == 4
        else "where it is vermilion, ink speaks for the class; where it is blue, ink speaks against it"
    )
    return " ".join(
        [
            f"Each tile is one row of the weight matrix: {colours}.",
            f"At step {now.step:,}, {now.test_error:.1%} of the test pictures are misread.",
            *_on_the_tiles(config, first, now),
            *_on_the_figures(config, now),
        ]
    )


def _on_the_tiles(config: Config, first: Snapshot, now: Snapshot) -> Iterator[str]:
    if config.permute_pixels:
        yield (
            "The pixels are scrambled, so no tile looks like anything, yet the error is that of the tidy pictures: "
            "a linear layer does not know which pixels are neighbours."
        )
    elif config.dataset in ("mnist", "digits") and 0 in config.classes:
        middle = float(now.weight[config.classes.index(0)][11:17, 12:16].mean())
        if middle < 0:
            yield f"Template 0 has learned its hole: ink there (mean weight −{-middle:.2f}) speaks against a 0."
        else:
            yield f"In the middle of template 0 the mean weight is still +{middle:.2f}."
    untouched = np.all(now.weight == first.weight, axis=0).mean()
    if untouched > 0.02:
        yield (
            f"{untouched:.0%} of the pixels are never inked: their weights are still the noise they were drawn "
            f"with. Weight decay would wipe it out."
        )
    elif config.weight_decay:
        yield f"Weight decay {config.weight_decay:g} pulls every weight that the data do not hold up to 0."


def _on_the_figures(config: Config, now: Snapshot) -> Iterator[str]:
    if now.test_error > 1.5 * now.train_error and now.test_error - now.train_error > 0.02:
        yield (
            f"On the training pictures the error is {now.train_error:.1%}: the difference is overfitting; "
            f"more pictures or weight decay would help."
        )
    guessing = np.log(len(config.classes))
    if config.lr >= 1 and now.test_loss > 2 * guessing:
        yield (
            f"The test loss, {now.test_loss:.1f}, is worse than blind guessing's {guessing:.1f}: the learning "
            f"rate {config.lr:g} is too large. Try {config.lr / 100:g}."
        )
