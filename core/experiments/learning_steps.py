"""One update after the other: where the templates are after n pictures, and what the next one does to them (N3)."""

import math
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

import numpy as np
import torch
from numpy.typing import NDArray

from core import pictures
from core.config import Preset, Range, Switch, check
from core.data.images import ImageData
from core.data.selection import Classes, Dataset, Floats, Pixels, Selection, resident
from core.device import device
from core.experiments.picking import OwnPicture
from core.experiments.template_learning import Update, update
from core.experiments.templates import softmax
from core.nets import MLP

MOST = 60_000  # pictures from the stream: one pass over MNIST
KEEP_EVERY = 500  # updates between two remembered states of a walk
FOUR = (0, 1, 2, 3)


@dataclass(frozen=True)
class Config:
    """Serial learning of one linear layer, stopped at one update; the defaults are the lecture's four classes."""

    lr: Annotated[float, Range("Learning rate", 1e-4, 10, "The lecture's typical choice is 0.01.", True)] = 0.01
    classes: Classes = FOUR
    dataset: Dataset = "mnist"
    bias: Annotated[bool, Switch("Bias", "Adds one number to each score. The lecture leaves it out.")] = False
    seed: Annotated[int, Range("Seed", 0, 9999, "Draws the initial templates and the order of the pictures.")] = 0

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Place:
    """Which update: of the n-th training picture, or after it of a picture of your own, shown again and again."""

    seen: Annotated[int, Range("Picture", 1, MOST, "How many training pictures the templates have met.")] = 1
    again: Annotated[int, Range("Shown again", 0, 1000, "How often this picture was learned before.")] = 0
    picture: OwnPicture = ""
    label: Annotated[int, Range("Its class", 0, 9, "The class that your picture is taught as.")] = 0

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Result:
    """One update, and what it did to the answer."""

    number: int  # of this update: 1 is the first
    picture: Pixels  # (H, W[, 3])
    label: int  # its class, 0..K-1
    weight: Floats  # (K, H, W[, 3]) before the update
    bias: Floats | None  # (K,) before
    update: Update
    after: Floats  # (K,) probabilities of the same picture after it


PRESETS: dict[str, Preset] = {
    "The lecture: 0, 1, 2, 3": Preset(Config(), "CS5242 lecture 3: four classes, no bias, learning rate 0.01."),
    "Ten digits": Preset(
        Config(classes=tuple(range(10))), "All ten classes: a picture is added to one and removed from nine others."
    ),
    "Too small": Preset(
        Config(lr=1e-4), "At 0.0001 an update changes next to nothing. Press 1,000: the templates are still noise."
    ),
    "Too large": Preset(
        Config(lr=10.0), "At 10 one picture overwrites all that was learned: each update fails the next picture."
    ),
    "Clothes": Preset(
        Config(dataset="fashion_mnist"), "T-shirt, trouser, pullover, dress: the same rule, whatever the pictures."
    ),
}


def selection(config: Config) -> Selection:
    """The pictures that `config` learns from."""
    return Selection(config.dataset, config.classes)


def run(config: Config, place: Place) -> Result:
    """Learn the first pictures of the stream one by one, in float64, and return the update at `place`.

    Without a picture of your own that is update n = seen + again: of picture number `seen`, which was learned
    `again` times before. With one it comes after `seen` pictures of the stream. Raises ValueError for a picture
    that does not fit the data set.
    """
    chosen = selection(config)
    walk, label = _walk(chosen.data, chosen, config.lr, config.bias, config.seed), 0
    if place.picture:
        picture = pictures.from_text(place.picture, chosen.data.train_images.shape[1:])
        label = config.classes.index(place.label) if place.label in config.classes else 0
        weight, bias = walk.after(place.seen)
    else:
        picture, label = walk.picture(place.seen - 1)
        weight, bias = walk.after(place.seen - 1)
    ink = picture.reshape(-1) / 255
    for _ in range(place.again):
        _learn(weight, bias, ink, label, config.lr)
    shape = (len(weight), *picture.shape)
    number = place.seen + place.again + bool(place.picture)
    step = update(weight.reshape(shape), bias, picture, label, config.lr)
    after = softmax(step.weight.reshape(len(weight), -1) @ ink + (0 if step.bias is None else step.bias))
    return Result(number, picture, label, weight.reshape(shape), bias, step, after)


def _learn(weight: Floats, bias: Floats | None, ink: Floats, label: int, lr: float) -> None:
    """`update` in place and without a record, for walking: weight (K, D), ink (D,)."""
    error = -softmax(weight @ ink + (0 if bias is None else bias))
    error[label] += 1
    weight += np.outer(lr * error, ink)
    if bias is not None:
        bias += lr * error


class _Walk:
    """Templates after each number of pictures from one stream: a new random order in each pass over the data."""

    def __init__(self, chosen: Selection, lr: float, bias: bool, seed: int) -> None:
        data, self.rows = chosen.data, chosen.train_rows
        self.images, self.labels = data.train_images, chosen.labels(data.train_labels[self.rows])
        self.lr, self.seed, self.lock = lr, seed, threading.Lock()
        draw = torch.Generator().manual_seed(seed)
        layer = MLP((data.train_images[0].size, len(chosen.classes)), bias=bias, generator=draw).linear[0]
        constant = layer.bias.detach().double().numpy() if bias else None
        self.states = {0: (layer.weight.detach().double().numpy(), constant)}
        self.orders: dict[int, NDArray[np.intp]] = {}
        self.visited: deque[int] = deque(maxlen=4)  # so that the next picture is one step, and so is the previous

    def picture(self, n: int) -> tuple[Pixels, int]:
        """Picture number n of the stream, from 0, and its class 0..K-1."""
        turn, i = divmod(n, len(self.rows))
        if turn not in self.orders:
            self.orders[turn] = np.random.default_rng((self.seed, turn)).permutation(len(self.rows))
        at = self.orders[turn][i]
        return self.images[self.rows[at]], int(self.labels[at])

    def after(self, n: int) -> tuple[Floats, Floats | None]:
        """Copies of the templates (K, D) and the bias after n pictures, from the nearest remembered state."""
        with self.lock:
            start = max(k for k in self.states if k <= n)
            weight, bias = _copy(self.states[start])
            for i in range(start, n):
                picture, label = self.picture(i)
                _learn(weight, bias, picture.reshape(-1) / 255, label, self.lr)
                if (i + 1) % KEEP_EVERY == 0:
                    self.states[i + 1] = _copy((weight, bias))
            self._visit(n, weight, bias)
            return weight, bias

    def _visit(self, n: int, weight: Floats, bias: Floats | None) -> None:
        if n in self.states:
            return
        if len(self.visited) == self.visited.maxlen:
            del self.states[self.visited[0]]
        self.visited.append(n)
        self.states[n] = _copy((weight, bias))


def _copy(state: tuple[Floats, Floats | None]) -> tuple[Floats, Floats | None]:
    return state[0].copy(), None if state[1] is None else state[1].copy()


@lru_cache(maxsize=8)
def _walk(_data: ImageData, chosen: Selection, lr: float, bias: bool, seed: int) -> _Walk:
    return _Walk(chosen, lr, bias, seed)


def test(config: Config, result: Result) -> tuple[float, float]:
    """(error 0..1, mean cross-entropy in nats) of the new templates on all test pictures.

    Apart from `run`, which takes a tenth of its time.
    """
    test, step = resident(selection(config)).test, result.update
    weight = torch.from_numpy(step.weight.reshape(len(step.weight), -1)).float().to(device())
    bias = None if step.bias is None else torch.from_numpy(step.bias).float().to(device())
    scores = torch.nn.functional.linear(test.inputs, weight, bias)
    wrong = (scores.argmax(1) != test.labels).double().mean()
    return wrong.item(), torch.nn.functional.cross_entropy(scores, test.labels).item()


def describe(config: Config, names: Sequence[str], result: Result, tested: tuple[float, float]) -> str:
    """What the update does, from its numbers; `names` are the classes', `tested` is test(config, result)."""
    name, before, after = names[result.label], result.update.probabilities, result.after
    k = result.label
    if result.update.error[k] < 5e-4:
        certain = (
            f"The picture’s class is {name}, and the templates are already certain of it: the errors are all but "
            f"0, and so is what the update adds."
        )
        return " ".join([certain, *_failure(config, name, result, tested)])
    others = ", ".join(other for i, other in enumerate(names) if i != k)
    colours = ("brighter than grey", "darker") if result.picture.ndim == 3 else ("vermilion", "blue")
    return " ".join(
        [
            f"The picture’s class is {name}, and the templates give {name} a probability of {before[k]:.1%}: the "
            f"error is 1 − {before[k]:.3f} = +{result.update.error[k]:.3f} for {name}, and 0 − probability, "
            f"negative, for the others. So the update adds the picture to template {name} ({colours[0]}) and "
            f"removes it from {others} ({colours[1]}). Asked again, the templates give {name} {after[k]:.1%}.",
            *_failure(config, name, result, tested),
        ]
    )


def _failure(config: Config, name: str, result: Result, tested: tuple[float, float]) -> Iterator[str]:
    k, guessing, (test_error, test_loss) = result.label, math.log(len(result.after)), tested
    rise = result.after[k] - result.update.probabilities[k]
    if (test_loss > 1.5 * guessing and result.number > 1) or test_loss > 4 * guessing:
        yield (
            f"**The learning rate {config.lr:g} is too large**: one picture outweighs all that was learned before. "
            f"The mean test loss is {test_loss:.1f} nats; blind guessing has {guessing:.1f}. "
            f"Try {config.lr / 10:g}."
        )
    elif rise < 0.005 and test_error > 0.3:
        yield (
            f"**The learning rate {config.lr:g} is too small**: this update raised the probability of {name} by "
            f"{100 * rise:.2f} points, and after {result.number:,} updates {test_error:.0%} of the test "
            f"pictures are misread. Try {config.lr * 10:g}."
        )
