"""A linear layer is a template matcher: each row of its weight matrix is a picture (N3, "What linear layers do?").

score_k = sum over pixels of template_k x picture + bias_k;  p = softmax(scores).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

import numpy as np
import torch
from numpy.typing import NDArray

from core.config import Choice, Preset, Range, Subset, Switch, check
from core.data import images
from core.device import device
from core.nets import MLP
from core.training import Batches, Progress, evaluate, fit
from core.training import total_steps as count_steps
from core.updates import OPTIMIZERS, Recipe

Floats = NDArray[np.floating]
Pixels = NDArray[np.uint8]
Rows = NDArray[np.intp]

OPTIMIZER_TITLES = {"sgd": "SGD", "momentum": "SGD, momentum .9", "adam": "Adam", "rmsprop": "RMSprop"}


@dataclass(frozen=True)
class Config:
    """One linear layer, softmax cross-entropy; the defaults are lab 01 of N6: 784 x 10 = 7,840 weights."""

    dataset: Annotated[
        str,
        Choice(
            "Pictures",
            {name: source.title for name, source in images.NAMES.items()},
            "The training and test pictures; digits needs no download.",
        ),
    ] = "mnist"
    classes: Annotated[
        tuple[int, ...], Subset("Classes", 0, 9, 2, "The classes to tell apart; the others are left out.")
    ] = tuple(range(10))
    weight_decay: Annotated[
        float,
        Range("Weight decay", 1e-6, 1, "Pulls each weight towards 0: adds decay x w to the gradient.", True, True),
    ] = 0.0
    permute_pixels: Annotated[
        bool, Switch("Scramble the pixels", "The same random order of the pixels for every picture.")
    ] = False
    bias: Annotated[bool, Switch("Bias", "Adds one number to each score. The lecture leaves it out.")] = False
    optimizer: Annotated[
        str,
        Choice(
            "Optimiser", {name: OPTIMIZER_TITLES[name] for name in OPTIMIZERS}, "How a gradient becomes a step."
        ),
    ] = "adam"
    lr: Annotated[float, Range("Learning rate", 1e-5, 10, "The size of a step.", True)] = 2e-3
    batch_size: Annotated[
        int, Range("Batch size", 1, 60_000, "Pictures a step: 1 is serial, 60,000 the full batch.", True)
    ] = 200
    epochs: Annotated[int, Range("Epochs", 1, 100, "How often each training picture is seen.", True)] = 12
    seed: Annotated[int, Range("Seed", 0, 9999, "Draws the initial weights and the order of the pictures.")] = 0

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Pick:
    """Which test picture to match: the nth of a class, or of the misread ones."""

    by: Annotated[
        str,
        Choice("Test picture", {**{str(k): str(k) for k in range(10)}, "wrong": "most confidently wrong"}),
    ] = "2"
    nth: Annotated[int, Range("Which one", 1, 10_000, "1 is the first of its class, or the worst mistake.")] = 1

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


LAB01 = Config()
PRESETS: dict[str, Preset] = {
    "Lab 01: 7,840 weights": Preset(
        LAB01, "CS5242 lecture 6, lab 01: one layer, ten digits, no bias. The deck's error: 8 % on both sets."
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


def split(config: Config) -> tuple[images.ImageData, Rows, Rows]:
    """The data set of `config`, and the row numbers of its chosen classes in the training and in the test set."""
    data = images.load(config.dataset)
    return data, *_rows(data, config.classes)


@lru_cache(maxsize=16)
def _rows(data: images.ImageData, classes: tuple[int, ...]) -> tuple[Rows, Rows]:
    return (
        np.flatnonzero(np.isin(data.train_labels, classes)),
        np.flatnonzero(np.isin(data.test_labels, classes)),
    )


def permutation(config: Config, pixels: int) -> Rows:
    """The order in which the network sees the pixels: seen.flat[i] = picture.flat[permutation[i]]."""
    if not config.permute_pixels:
        return np.arange(pixels)
    return np.random.default_rng(1).permutation(pixels)


def seen(config: Config, picture: Pixels) -> Pixels:
    """A picture (H, W[, 3]) as the network sees it: scrambled if `config` says so."""
    height, width = picture.shape[:2]
    flat = picture.reshape(height * width, -1)  # (H W, channels)
    return flat[permutation(config, height * width)].reshape(picture.shape)


def unscrambled(config: Config, weight: Floats) -> Floats:
    """Templates (K, H, W[, 3]) with their pixels put back where they were in the pictures."""
    classes, height, width = weight.shape[:3]
    flat = weight.reshape(classes, height * width, -1)
    back = np.empty_like(flat)
    back[:, permutation(config, height * width)] = flat
    return back.reshape(weight.shape)


@lru_cache(maxsize=2)
def _resident(dataset: str, classes: tuple[int, ...], permute: bool) -> tuple[Batches, Batches, tuple[int, ...]]:
    """Training set (uint8), test set (float32: it is read whole at every snapshot), shape of a picture."""
    config = Config(dataset=dataset, classes=classes, permute_pixels=permute)
    data, train_rows, test_rows = split(config)
    shape = data.train_images.shape[1:]  # (H, W[, 3])
    order = permutation(config, shape[0] * shape[1])
    new_label = np.searchsorted(classes, np.arange(256))

    def batches(pictures: Pixels, labels: Pixels, rows: Rows) -> Batches:
        chosen = pictures[rows].reshape(len(rows), shape[0] * shape[1], -1)  # (N, H W, channels)
        chosen = chosen[:, order] if permute else chosen
        x = torch.from_numpy(np.ascontiguousarray(chosen).reshape(len(rows), -1))  # (N, D) uint8
        y = torch.from_numpy(new_label[labels[rows]].astype(np.int64))
        return Batches(x.to(device()), y.to(device()))

    test = batches(data.test_images, data.test_labels, test_rows)
    return (
        batches(data.train_images, data.train_labels, train_rows),
        Batches(test.inputs.float().div_(255), test.labels),
        shape,
    )


def recipe(config: Config) -> Recipe:
    return Recipe(config.optimizer, config.lr, config.batch_size, config.epochs, config.weight_decay)


def total_steps(config: Config) -> int:
    """Updates in the run: ceil(N / batch_size) x epochs."""
    return count_steps(len(split(config)[1]), recipe(config))


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Train the layer and yield it at each step of the schedule; the first Snapshot is step 0, the last the end."""
    train_set, test_set, shape = _resident(config.dataset, config.classes, config.permute_pixels)
    draw = torch.Generator().manual_seed(config.seed)
    size = train_set.inputs.shape[1]
    net = MLP((size, len(config.classes)), bias=config.bias, generator=draw).to(device())
    shuffle = torch.Generator(device=device()).manual_seed(config.seed)
    last = count_steps(len(train_set.labels), recipe(config))
    for progress in fit(net, train_set, recipe(config), generator=shuffle, stop=stop):
        exact = evaluate(net, train_set) if progress.step == last else None
        yield _snapshot(net, shape, progress, exact, evaluate(net, test_set))


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

    weight (K, H, W[, 3]), bias (K,), picture (H, W[, 3]) uint8 as the network sees it (see `seen`); ink is
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


def probabilities(weight: Floats, bias: Floats, pictures: Pixels) -> Floats:
    """Softmax probabilities (N, K) of N pictures (N, H, W[, 3]) uint8, in float32."""
    flat = pictures.reshape(len(pictures), -1).astype(np.float32) / 255  # (N, D)
    logits = flat @ weight.reshape(len(weight), -1).T.astype(np.float32) + bias
    return softmax(logits)


def confidently_wrong(chances: Floats, labels: NDArray[np.integer]) -> Rows:
    """Row numbers of misread pictures, the most confident mistake first; chances (N, K), labels (N,) in 0..K-1."""
    answer = chances.argmax(1)
    wrong = np.flatnonzero(answer != labels)
    return wrong[np.argsort(-chances[wrong, answer[wrong]], kind="stable")]


def pick(config: Config, chosen: Pick, chances: Callable[[], Floats]) -> tuple[int, int]:
    """(row in the test set, how many there are to pick from) of the chosen picture.

    `chances()` gives the probabilities (N, K) of the N test pictures of the chosen classes; it is only asked
    for mistakes. A class that is not among `config.classes` gives the first that is; beyond the last picture
    the count starts anew. Row -1: there are no mistakes.
    """
    data, _, rows = split(config)
    labels = data.test_labels[rows]
    if chosen.by == "wrong":
        rows = rows[confidently_wrong(chances(), np.searchsorted(config.classes, labels))]
    else:
        wanted = int(chosen.by) if int(chosen.by) in config.classes else config.classes[0]
        rows = rows[labels == wanted]
    return (int(rows[(chosen.nth - 1) % len(rows)]), len(rows)) if len(rows) else (-1, 0)


def describe(config: Config, first: Snapshot, now: Snapshot) -> str:
    """What the tiles show at `now`, given the step-0 snapshot `first`, from their numbers."""
    count = len(config.classes)
    if now.step == 0:
        return (
            f"Before training each template is random noise between −{-now.weight.min():.2f} and "
            f"{now.weight.max():.2f}: {now.test_error:.1%} of the test pictures are misread; blind guessing "
            f"among {count} classes misreads about {1 - 1 / count:.0%}."
        )
    untouched = np.all(now.weight == first.weight, axis=0).mean()
    colours = (
        "where a colour is brighter than grey, light of that colour speaks for the class; where darker, against it"
        if now.weight.ndim == 4
        else "where it is vermilion, ink speaks for the class; where it is blue, ink speaks against it"
    )
    parts = [
        f"Each tile is one row of the weight matrix: {colours}. At step {now.step:,}, {now.test_error:.1%} of the "
        f"test pictures are misread."
    ]
    if config.permute_pixels:
        parts.append(
            "The pixels are scrambled, so no tile looks like anything, yet the error is that of the tidy pictures: "
            "a linear layer does not know which pixels are neighbours."
        )
    elif config.dataset in ("mnist", "digits") and 0 in config.classes:
        parts.append(_hole_of_zero(config, now))
    if untouched > 0.02:
        parts.append(
            f"{untouched:.0%} of the pixels are never inked: their weights are still the noise they were drawn "
            f"with. Weight decay would wipe it out."
        )
    elif config.weight_decay:
        parts.append(f"Weight decay {config.weight_decay:g} pulls every weight that the data do not hold up to 0.")
    if now.test_error > 1.5 * now.train_error and now.test_error - now.train_error > 0.02:
        parts.append(
            f"On the training pictures the error is {now.train_error:.1%}: the difference is overfitting; "
            f"more pictures or weight decay would help."
        )
    if config.lr >= 1 and now.test_loss > 2 * np.log(count):
        parts.append(
            f"The test loss, {now.test_loss:.1f}, is worse than blind guessing's {np.log(count):.1f}: the learning "
            f"rate {config.lr:g} is too large. Try {config.lr / 100:g}."
        )
    return " ".join(parts)


def _hole_of_zero(config: Config, now: Snapshot) -> str:
    template = now.weight[config.classes.index(0)]
    middle = float(template[11:17, 12:16].mean())
    if middle >= 0:
        return f"In the middle of template 0 the mean weight is still {middle:+.2f}."
    return f"Template 0 has learned its hole: ink in its middle (mean weight −{-middle:.2f}) speaks against a 0."
