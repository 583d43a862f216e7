"""The MLP on points in the plane: five networks that learn side by side, and the first of them as a recording.

Of two classes it has one output, sigma(z), of more one for each, softmax(z): 10 hidden units are 41 weights, 100
are 401, 10 and 10 are 151. (EPFL, "Binary Case", "Multi-Class Case", "Back to Non-Linear Classification")
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from core.device import device
from core.experiments.classifiers.config import Config
from core.learning.orders import shuffled
from core.learning.plan import Plan
from core.learning.stack import Stack
from core.learning.training import Many, run, snapshot_steps
from core.learning.updates import Recipe

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FRAMES = 60  # of the recording
BATCH = 100  # points of an update
INIT = {"relu": "he", "tanh": "pytorch", "sigmoid": "pytorch"}


class Network(NamedTuple):
    """One network at some of its updates."""

    widths: Ints  # (L,) inputs, hidden layers, outputs
    steps: Ints  # (T,)
    weights: NDArray[np.float32]  # (T, P): of each layer the weights (n_out, n_in), then of each its biases


class Learned(NamedTuple):
    """What networks came to that learned side by side."""

    first: Network
    right: Floats  # (S,) on new points; nan where there are none
    known: Floats  # (S,)
    seconds: float  # of training, of all of them together


def widths(config: Config, classes: int) -> tuple[int, ...]:
    """Inputs, hidden units and outputs."""
    return (2, *map(int, config.hidden.split("-")), 1 if classes == 2 else classes)


def weights(config: Config, classes: int) -> int:
    """How many weights there are, with the biases."""
    sizes = widths(config, classes)
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))


def learn(
    config: Config,
    known: Sequence[tuple[Floats, Ints]],
    new: Sequence[tuple[Floats, Ints]],
    classes: int,
    stop: Callable[[], bool],
) -> Learned:
    """Train a network for each of `known`, all of one size, from seeds that count on from that of the settings.

    Ends early when `stop()` says so. Raises Diverged.
    """
    sizes, two = widths(config, classes), classes == 2
    seeds = tuple(config.seed + k for k in range(len(known)))
    loss = "logistic" if two else "softmax"
    plan = Plan(sizes, (config.bend,), seeds, init=INIT[config.bend], loss=loss)
    stack = Stack(plan, torch.float32, device(), lean=True)
    if two:
        stack.targets = torch.tensor([[0.0], [1.0]], device=device())
    x, y = _stacked(known)
    order = shuffled(x.shape[1], BATCH, torch.Generator().manual_seed(config.seed))
    nets = Many(stack, Recipe("adam", config.lr), ((x[:, rows], y[:, rows]) for rows in order))
    kept, steps, seconds = [], [], 0.0
    for now in run(
        nets,
        total=config.updates,
        steps=snapshot_steps(config.updates, FRAMES),
        lr=config.lr,
        rate=lambda step: config.lr * (1 - step / config.updates),
        stop=stop,
    ):
        parts = [part[0].reshape(-1) for part in (*stack.weights, *stack.biases)]
        kept.append(torch.cat(parts).cpu().numpy().copy())
        steps.append(now.step)
        seconds = now.seconds
    first = Network(np.array(sizes), np.array(steps), np.stack(kept))
    return Learned(first, _right(stack, new, two), _right(stack, known, two), seconds)


def _stacked(pairs: Sequence[tuple[Floats, Ints]]) -> tuple[torch.Tensor, torch.Tensor]:
    x = torch.from_numpy(np.stack([x for x, _ in pairs])).float()
    return x.to(device()), torch.from_numpy(np.stack([y for _, y in pairs])).to(device())


def _right(stack: Stack, pairs: Sequence[tuple[Floats, Ints]], two: bool) -> Floats:
    """The share of its own pairs that each network names rightly; the pairs may differ in number."""
    if not pairs or not len(pairs[0][0]):
        return np.full(len(stack), np.nan)
    least = min(len(x) for x, _ in pairs)
    if any(len(x) > least for x, _ in pairs):
        return np.array([_right(stack, [pair] * len(pairs), two)[k] for k, pair in enumerate(pairs)])
    x, y = _stacked(pairs)
    stack.forward(x, keep=False)
    given = (stack.outputs[..., 0] > 0).long() if two else stack.outputs.argmax(2)
    return np.asarray((given == y).double().mean(1).cpu().numpy(), np.float64)
