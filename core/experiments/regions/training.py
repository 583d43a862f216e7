"""Training on points of the plane or on digits, recorded as a function of the plane's two coordinates."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch

from core.data.batches import Batches
from core.data.planar import points
from core.data.selection import Selection, resident
from core.device import device
from core.experiments.regions import digit_plane
from core.experiments.regions.config import TRAINED, Config, widths
from core.experiments.regions.nets import PlaneNet, linear_layers
from core.learning.nets import MLP
from core.learning.training import evaluate, fit, snapshot_steps
from core.learning.updates import Recipe
from core.regions.cutting import Floats as Exact
from core.regions.engine import Layer
from core.words import Done

POINTS = 600
FRAMES = 48  # snapshots of a run


@dataclass(frozen=True)
class Snapshot:
    """A trained network at one instant, as a function of the plane's two coordinates."""

    step: int
    seconds: float  # of training alone
    loss: float  # cross-entropy in nats, on all the training points; of digits on the test pictures
    error: float  # share of wrong answers, 0..1, on the same
    weights: tuple[Exact, ...]  # (n_out, n_in) of each layer, the head last; the first has n_in = 2
    biases: tuple[Exact, ...]  # (n_out,)

    @property
    def net(self) -> PlaneNet:
        *hidden, head = zip(self.weights, self.biases, strict=True)
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
    for now in fit(net, data, recipe, generator=shuffle, steps=snapshot_steps(config.steps, FRAMES), stop=stop):
        in_plane = _in_plane(linear_layers(net), config)
        yield Snapshot(now.step, now.seconds, *evaluate(net, held), *map(tuple, zip(*in_plane, strict=True)))


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
