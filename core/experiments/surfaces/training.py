"""A network that learns a surface from all its points, recorded."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.experiments.surfaces.config import SIDE, Config
from core.experiments.surfaces.nets import Shape, says, shape_of, solved
from core.experiments.surfaces.targets import Exact, inputs, target
from core.learning.lbfgs import Newton
from core.learning.training import Learner, Many, run, snapshot_steps
from core.learning.updates import Recipe
from core.words import Done

FRAMES = 60  # snapshots of a run


@dataclass(frozen=True)
class Snapshot:
    """A network at one instant; errors are of the standardised surface, whose variance is 1."""

    step: int
    seconds: float  # of training alone
    loss: float  # mean squared error on the 51 x 51 points
    exact: float  # the same with the output layer solved exactly, for the hidden units as they are
    outputs: NDArray[np.float32]  # (51, 51) row i at y_i
    weights: Exact  # (P,) layer by layer, weights and then biases


class Nets:
    """S networks of one shape, as the training loop holds them: their weights and their gradients, flat."""

    def __init__(self, shape: Shape, flat: Tensor) -> None:
        self.shape, self.networks = shape, flat
        self.flat = flat.view(-1)
        self.grad = torch.zeros_like(self.flat)

    def forward(self, x: Tensor) -> None:
        self.x = x

    def backward(self, y: Tensor) -> None:
        """Fill the gradients of each network's mean squared error."""
        leaf = self.networks.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(self.shape.errors(leaf, self.x, y).sum(), leaf)
        self.grad.copy_(gradient.view(-1))


def gradual(shape: Shape, flat: Tensor, x: Tensor, z: Tensor, lr: float) -> Many:
    """Adam on the full batch, for S networks at once."""
    return Many(Nets(shape, flat), Recipe("adam", lr), itertools.repeat((x, z)))  # type: ignore[arg-type]


def learner(shape: Shape, flat: Tensor, x: Tensor, z: Tensor, optimizer: str, lr: float) -> Learner:
    """What trains `flat` (1, P) in place on the points x (2, N) with values z (N,)."""
    if optimizer == "adam":
        return gradual(shape, flat, x, z, lr)
    leaf = flat.view(-1).requires_grad_()
    return Newton(leaf, lambda: len(z) * shape.errors(leaf[None], x, z)[0])  # the sum, as E writes it


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Fit the network to all points of the surface at every step, in float64 and on the CPU.

    Ends early where L-BFGS finds no better weights. Raises Diverged where the loss is not finite, and ValueError
    where a picture of one's own is asked for and there is none.
    """
    z = target(config).z
    yield from fit(shape_of(config), z, config, snapshot_steps(config.steps, FRAMES), stop=stop)


def fit(
    shape: Shape, z: Exact, config: Config, steps: Sequence[int], *, stop: Callable[[], bool]
) -> Iterator[Snapshot]:
    """Train a network of this shape on z (51, 51), and look at it at these steps, and at the end."""
    points = inputs()
    x, values = torch.from_numpy(points), torch.from_numpy(z.ravel())
    flat = shape.draw([config.seed])
    trained = learner(shape, flat, x, values, config.optimizer, config.lr)
    lr = config.lr if config.optimizer == "adam" else 1.0
    for now in run(trained, total=config.steps, steps=steps, lr=lr, stop=stop):
        weights = flat.detach()[0].numpy().copy()
        out, h = says(shape, weights, points)
        loss = float(np.square(out - values.numpy()).mean())
        exact = min(loss, solved(h, values.numpy())[1])
        yield Snapshot(now.step, now.seconds, loss, exact, out.astype(np.float32).reshape(SIDE, SIDE), weights)


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How far the training is, in steps."""
    return Done(snapshots[-1].step if snapshots else 0, config.steps)
