"""One update after the other: where the templates are after n pictures, and what the next one does to them (N3)."""

import threading
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from core.data import pictures
from core.data.images import ImageData
from core.data.selection import Floats, Pixels, Selection, resident
from core.device import device
from core.effort import spend
from core.experiments.template_learning.config import Config, Place, selection
from core.learning.linear import Update, softmax, update
from core.learning.nets import MLP

KEEP_EVERY = 500  # updates between two remembered states of a walk
KEPT = 24  # states of a walk that are remembered: the start, and those visited last
AT_ONCE = 30_000_000  # units of work (core.effort.spend), some 0.3 s: what is farther is a job (states.py)


@dataclass(frozen=True)
class Result:
    """One update, and what it did to the answer."""

    number: int  # of this update: 1 is the first
    again: int  # how often its picture was learned before
    picture: Pixels  # (H, W[, 3])
    label: int  # its class, 0..K-1
    weight: Floats  # (K, H, W[, 3]) before the update
    bias: Floats | None  # (K,) before
    update: Update
    after: Floats  # (K,) probabilities of the same picture after it


def run(config: Config, place: Place) -> Result:
    """Learn the first pictures of the stream one by one, in float64, and return the update at `place`.

    Without a picture of your own that is update n = seen + again: of picture number `seen`, which was learned
    `again` times before. With one it comes after `seen` pictures of the stream. Raises ValueError for a picture
    that does not fit the data set.
    """
    here, label = walk_of(config), 0
    if place.picture:
        picture = pictures.from_text(place.picture, here.images.shape[1:])
        label = config.classes.index(place.label) if place.label in config.classes else 0
        weight, bias = here.after(place.seen)
    else:
        picture, label = here.picture(place.seen - 1)
        weight, bias = here.after(place.seen - 1)
    ink = picture.reshape(-1) / 255
    for _ in range(place.again):
        _learn(weight, bias, ink, label, config.lr)
    shape = (len(weight), *picture.shape)
    number = place.seen + place.again + bool(place.picture)
    step = update(weight.reshape(shape), bias, picture, label, config.lr)
    after = softmax(step.weight.reshape(len(weight), -1) @ ink + (0 if step.bias is None else step.bias))
    return Result(number, place.again, picture, label, weight.reshape(shape), bias, step, after)


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
        self.step = 2_400 + int(self.images[0].size) * len(chosen.classes) // 9  # work of one update, for spend()

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
            start = self._nearest(n)
            weight, bias = _copy(self.states[start])
            for i in range(start, n):
                spend(self.step)
                picture, label = self.picture(i)
                _learn(weight, bias, picture.reshape(-1) / 255, label, self.lr)
                if (i + 1) % KEEP_EVERY == 0:
                    self._remember(i + 1, (weight, bias))
            self._remember(n, (weight, bias))  # so that the next picture is one step
            return weight, bias

    def way(self, n: int) -> int:
        """Work that leads from the nearest remembered state to that after n pictures."""
        with self.lock:
            return (n - self._nearest(n)) * self.step

    def remember(self, n: int, weight: Floats, bias: Floats | None) -> None:
        """Take in the state after n pictures."""
        with self.lock:
            self._remember(n, (weight, bias))

    def _nearest(self, n: int) -> int:
        return max(k for k in self.states if k <= n)

    def _remember(self, n: int, state: tuple[Floats, Floats | None]) -> None:
        """Put it last, and forget the first but the start, where there are too many."""
        if n:
            self.states[n] = self.states.pop(n) if n in self.states else _copy(state)
        while len(self.states) > KEPT:
            del self.states[list(self.states)[1]]


def _copy(state: tuple[Floats, Floats | None]) -> tuple[Floats, Floats | None]:
    return state[0].copy(), None if state[1] is None else state[1].copy()


def walk_of(config: Config) -> _Walk:
    """The walk that `config` takes."""
    chosen = selection(config)
    return _walk(chosen.data, chosen, config.lr, config.bias, config.seed)


def far(config: Config, place: Place) -> int:
    """0 where `place` is reached with little work; else a place on the way from where it is, a multiple of 500."""
    n = place.seen if place.picture else place.seen - 1
    return 0 if walk_of(config).way(n) <= AT_ONCE else n // KEEP_EVERY * KEEP_EVERY


@lru_cache(maxsize=4)
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
