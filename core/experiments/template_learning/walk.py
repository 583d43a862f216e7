"""One update after the other: where the templates are after n pictures, and what the next one does to them (N3)."""

import threading
from collections import deque
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from core.data import pictures
from core.data.images import ImageData
from core.data.selection import Floats, Pixels, Selection, resident
from core.device import device
from core.experiments.template_learning.config import Config, Place, selection
from core.learning.linear import Update, softmax, update
from core.learning.nets import MLP

KEEP_EVERY = 500  # updates between two remembered states of a walk


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
