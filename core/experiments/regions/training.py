"""Training on points of the plane or on digits, recorded as a function of the plane's two coordinates."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from core.data.batches import Batches
from core.data.planar import points
from core.data.selection import Floats, Selection, resident
from core.device import device
from core.effort import spend
from core.experiments.regions import digit_plane
from core.experiments.regions.config import TRAINED, Config, widths
from core.experiments.regions.nets import PlaneNet, linear_layers
from core.learning.nets import MLP, count_weights
from core.learning.training import evaluate, fit, snapshot_steps
from core.learning.updates import Recipe
from core.regions.engine import Layer
from core.regions.polygons import Floats as Exact
from core.words import Done

POINTS = 600
FRAMES = 48  # snapshots of a run
MOST = 100_000_000  # bytes of weights in them: fewer are taken of a large network
AT_ONCE = 5_000_000  # units of work (core.effort.spend), some 0.05 s, that a look at the network may take at once


@dataclass(frozen=True)
class Snapshot:
    """A trained network at one instant, as a function of the plane's two coordinates."""

    step: int
    seconds: float  # of training alone
    loss: float  # cross-entropy in nats, on all the training points; of digits on the test pictures
    error: float  # share of wrong answers, 0..1, on the same
    weights: tuple[Floats, ...]  # (n_out, n_in) of each layer, the head last; the first has n_in = 2
    biases: tuple[Floats, ...]  # (n_out,); both float32 where nothing is lost by it

    @property
    def net(self) -> PlaneNet:
        weights, biases = ([np.asarray(v, np.float64) for v in every] for every in (self.weights, self.biases))
        *hidden, head = zip(weights, biases, strict=True)
        return PlaneNet(list(hidden), head)


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Train on points of the plane, or on digits that are then seen along the plane of three of them."""
    if config.net not in TRAINED:
        raise ValueError(f"'net' must be one of {', '.join(TRAINED)} to be trained. Got {config.net!r} instead.")
    if config.net == "trained":
        x, y = points(config.points, POINTS, config.seed)
        data = Batches(torch.from_numpy(x).float().to(device()), torch.from_numpy(y).to(device()))
        held, batch, classes = data, 60, 2
    else:
        sets = resident(Selection(config.dataset, config.classes))
        data, held, batch, classes = sets.train, sets.test, 200, len(config.classes)
    draw = torch.Generator().manual_seed(config.seed)
    sizes = (data.inputs.shape[1], *widths(config), classes)
    net = MLP(sizes, activation=config.activation, generator=draw).to(device())
    shuffle = torch.Generator(device=device()).manual_seed(config.seed)
    recipe = Recipe("adam", config.lr, batch, config.steps / -(-len(data.labels) // batch))
    steps = snapshot_steps(config.steps, _frames(count_weights(sizes)))
    spend(count_weights(sizes) * len(held.labels) // 100)  # a look at it
    for now in fit(net, data, recipe, generator=shuffle, steps=steps, stop=stop):
        in_plane = [(_lean(w), _lean(b)) for w, b in _in_plane(linear_layers(net), config)]
        yield Snapshot(now.step, now.seconds, *evaluate(net, held), *map(tuple, zip(*in_plane, strict=True)))


def _frames(weights: int) -> int:
    """Snapshots of a run of so many weights."""
    return max(3, min(FRAMES, MOST // (4 * weights)))


def _lean(values: Exact) -> Floats:
    """As float32 where that is the same: PyTorch's own weights are."""
    short = values.astype(np.float32)
    return short if (short == values).all() else values


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How far the training is, in updates."""
    return Done(snapshots[-1].step if snapshots else 0, config.steps)


def _in_plane(layers: list[Layer], config: Config) -> list[Layer]:
    """The network as a function of the plane's coordinates, with one output for two classes: their difference."""
    if config.net == "trained":
        weight, bias = layers[-1]
        return [*layers[:-1], (weight[1:] - weight[:1], bias[1:] - bias[:1])]
    plane = digit_plane.plane(config.dataset, digits(config), config.pick)
    weight, bias = layers[0]
    return [(weight @ plane.basis.T, bias + weight @ plane.origin), *layers[1:]]


def digits(config: Config) -> tuple[int, int, int]:
    return config.digit_a, config.digit_b, config.digit_c
