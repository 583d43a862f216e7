"""The data manifold: of all pictures that pixels can make, next to none looks like anything.

(G5, "Data manifolds": "Random sampling from white noise will pretty much never generate a natural image".) A
picture looks like something, as it is measured here, if a training picture is as near to it as one is to nearly all
new pictures. Between two pictures one can go straight, pixel by pixel, or straight in what a trained network's
hidden layer says, where each place is shown as the training picture whose hidden layer is nearest.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from core.config import runnable
from core.data import images
from core.data.selection import Selection, resident
from core.device import device
from core.effort import spend, unless
from core.experiments.learning_needs.config import PAIRS, Config
from core.learning.nets import MLP
from core.learning.training import evaluate, fit
from core.learning.updates import Recipe

DOING = "Looking for the nearest pictures"
AT_ONCE = 0  # units of work: it is always a job
WORK = 100_000_000
KINDS = ("new", "noise", "drawn", "scrambled", "half")
COMPARED, TRIED, SHOWN = 4_000, 300, 2  # training pictures, pictures of each kind, and of these on the screen
NEAR = 0.99  # of new pictures are as near as what looks like something
UPDATES, HIDDEN, BATCH = 1_500, 64, 100  # of the network
STEPS = 5  # from one picture to the other

Floats = NDArray[np.floating]
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Snapshot:
    """Pictures of five kinds with their nearest training pictures, and the ways from one picture to another."""

    distances: Floats  # (5, M) to the nearest training picture
    cut: float  # the distance below which NEAR of the new pictures lie
    examples: Pixels  # (5, SHOWN, H, W[, 3])
    nearest: Pixels  # (5, SHOWN, H, W[, 3]) their nearest training pictures
    blends: Pixels  # (P, STEPS, H, W[, 3]) straight from one picture to another, pixel by pixel
    met: Pixels  # (P, STEPS, H, W[, 3]) training pictures nearest to the straight way in the hidden layer
    sure: Floats  # (P, 2, STEPS, 2) probabilities of both ends' classes: by pixels, and in the hidden layer
    classes: NDArray[np.int64]  # (P, STEPS) of these training pictures
    ends: NDArray[np.int64]  # (P, 2) classes of the two ends
    error: float  # of the network on the pictures that it has not seen

    @property
    def shares(self) -> NDArray[np.float64]:
        """Of each kind, the share that is as near to a training picture as NEAR of the new ones, (5,)."""
        return np.asarray((self.distances <= self.cut).mean(1))


def of(config: Config) -> Config:
    """What it depends on: the pictures."""
    return runnable(config, "training")


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """The one Snapshot of compute(config), unless it is stopped before it is there."""
    yield from unless(stop, lambda: compute(config))


def compute(config: Config) -> Snapshot:
    """Compare pictures of every kind with training pictures, and go from picture to picture in both ways."""
    spend(WORK)
    data, rng = images.load(config.dataset), np.random.default_rng(0)
    shape = data.train_images.shape[1:]
    known = _some(rng, data.train_images, data.train_labels, COMPARED)
    new = _some(rng, data.test_images, data.test_labels, TRIED)
    every = _kinds(rng, new.pictures, known.pictures)
    found = [_nearest(kind, known.pictures) for kind in every]
    distances = np.stack([distance for _, distance in found])
    net, error = _network(config.dataset)
    return Snapshot(
        distances=distances,
        cut=float(np.quantile(distances[0], NEAR)),
        examples=_pixels(every[:, :SHOWN], shape),
        nearest=_pixels(np.stack([known.pictures[at[:SHOWN]] for at, _ in found]), shape),
        error=error,
        **_ways(net, rng, new, known, shape),
    )


class _Some(NamedTuple):
    """Pictures (N, D) from 0 to 1, and their classes (N,)."""

    pictures: Floats
    labels: NDArray[np.int64]


def _some(rng: np.random.Generator, pictures: Pixels, labels: Pixels, most: int) -> _Some:
    rows = rng.permutation(len(pictures))[:most]
    return _Some(pictures[rows].reshape(len(rows), -1).astype(np.float32) / 255, labels[rows].astype(np.int64))


def _kinds(rng: np.random.Generator, new: Floats, compared: Floats) -> Floats:
    """Pictures (5, M, D): new, noise, each pixel from another, scrambled, and half of one and half of another."""
    many, pixels = new.shape
    half = (new + new[rng.permutation(many)]) / 2
    scrambled = new[:, rng.permutation(pixels)]
    drawn = compared[rng.integers(0, len(compared), (many, pixels)), np.arange(pixels)]
    return np.stack([new, rng.random((many, pixels), np.float32), drawn, scrambled, half])


def _nearest(pictures: Floats, compared: Floats) -> tuple[NDArray[np.intp], Floats]:
    """The row of the nearest training picture of each, and the root of the summed squared differences."""
    spend(0)
    squares = (pictures**2).sum(1)[:, None] + (compared**2).sum(1) - 2 * pictures @ compared.T
    return squares.argmin(1), np.sqrt(np.maximum(squares.min(1), 0))


def _pixels(pictures: Floats, shape: tuple[int, ...]) -> Pixels:
    return np.rint(255 * pictures).astype(np.uint8).reshape(*pictures.shape[:-1], *shape)


def _network(dataset: str) -> tuple[MLP, float]:
    """One hidden layer, trained on all training pictures, and its error on the test pictures."""

    def asked() -> bool:
        spend(0)
        return False

    classes = len(images.about(dataset).class_names)
    sets = resident(Selection(dataset, tuple(range(classes))))
    many, pixels = sets.train.inputs.shape
    net = MLP((pixels, HIDDEN, classes), generator=torch.Generator().manual_seed(0)).to(device())
    recipe = Recipe("adam", 1e-3, BATCH, epochs=UPDATES * BATCH / many)
    shuffle = torch.Generator(device=device()).manual_seed(0)
    for _ in fit(net, sets.train, recipe, generator=shuffle, steps=(), stop=asked):
        pass
    return net.cpu(), evaluate(net.to(device()), sets.test)[1]


@torch.no_grad()
def _ways(net: MLP, rng: np.random.Generator, new: _Some, known: _Some, shape: tuple[int, ...]) -> dict[str, Any]:
    """From picture to picture, of two classes each, in pixels and in the hidden layer."""
    first, last = net.linear

    def hidden(pictures: Floats) -> torch.Tensor:
        return torch.relu(first(torch.from_numpy(pictures)))

    codes, along = hidden(known.pictures), np.linspace(0, 1, STEPS, dtype=np.float32)[:, None]
    found: dict[str, list[Any]] = {name: [] for name in ("blends", "met", "classes", "sure", "ends")}
    for _ in range(PAIRS):
        a = int(rng.integers(len(new.labels)))
        b = int(rng.choice(np.flatnonzero(new.labels != new.labels[a])))
        blend = (1 - along) * new.pictures[a] + along * new.pictures[b]
        start, end = hidden(new.pictures[[a, b]])
        way = torch.lerp(start, end, torch.from_numpy(along))  # (STEPS, HIDDEN)
        near = torch.cdist(way, codes).argmin(1).numpy()
        ends = new.labels[[a, b]]
        found["blends"].append(_pixels(blend, shape))
        found["met"].append(_pixels(known.pictures[near], shape))
        found["classes"].append(known.labels[near])
        found["sure"].append(torch.softmax(last(torch.stack([hidden(blend), way])), 2)[..., ends].numpy())
        found["ends"].append(ends)
    return {name: np.stack(arrays) for name, arrays in found.items()}
