"""Networks that learn a function of one input from points of it: their start, their schedule and their errors."""

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.device import device
from core.learning.nets import ACTIVATIONS, MLP
from core.learning.orders import stratified
from core.learning.plan import Plan
from core.learning.stack import Stack
from core.learning.training import Many, run
from core.learning.updates import Recipe as Update

Exact = NDArray[np.float64]
Rows = NDArray[np.float32]
Layers = list[tuple[Exact, Exact]]  # weight (n_out, n_in) and bias (n_out,) of each layer

STARTS = {"spread": "spread: −1 to 1", "zero": "at 0, then trained", "none": "without"}
WARM = 0.2  # of all updates


@dataclass(frozen=True)
class Recipe:
    """Adam (Kingma and Ba 2015: .9, .999, 1e-8) on `batch` points a step; its rate rises at first, then falls to 0.

    Each batch has one random point from each of `batch` equal parts of the data, the same for all networks.
    """

    lr: float = 0.01
    steps: int = 3000
    batch: int = 64

    def rate(self, step: int) -> float:
        """The learning rate of the update after `step` others, with w = WARM x steps.

        lr (1 + cos(pi step / steps)) / 2, times (step + 1) / w while that is less than 1. Adam's first updates are
        as long as the rate allows, whichever way the first few batches point: at full rate from the start, deep
        networks lose units that they need.
        """
        warm = min(1.0, (step + 1) / max(1.0, WARM * self.steps))
        return self.lr * warm * (1 + math.cos(math.pi * step / self.steps)) / 2


@dataclass(frozen=True)
class Progress:
    """Where training is; errors and outputs are on all the points."""

    step: int
    seconds: float  # of training alone: what the caller does between two Progresses is not counted
    outputs: Rows  # (S, P) what each network says at each point
    mse: Rows  # (S,) mean squared error of each network


def networks(
    widths: Sequence[int], seeds: Sequence[int], *, activation: str = "relu", start: str = "spread"
) -> Stack:
    """S multilayer perceptrons of one shape, with the squared loss L = 1/B sum over points of (F(x_b) - f(x_b))^2.

    widths (inputs, hidden..., outputs); start: the hidden biases let each unit, in every layer, begin at 0 at a
    place of its own ("spread": there a ReLU bends, so the kinks lie all over [-1, 1]), are 0 themselves ("zero"),
    or do not exist ("none"). Weights are He's (2015).
    Network s draws from a generator with seed seeds[s], as it would alone. Raises ValueError like MLP.
    """
    if start not in STARTS or not len(seeds):
        raise ValueError(f"'start' must be one of {', '.join(STARTS)}, with a seed or more. Got {start!r}.")
    drawn = zip(*(_draw(widths, seed, activation, start) for seed in seeds), strict=True)
    weights, biases = zip(*(map(torch.stack, zip(*layers, strict=True)) for layers in drawn), strict=True)
    has_bias = start != "none"
    plan = Plan(tuple(widths), (activation,), tuple(seeds), bias=has_bias, loss="squared")
    return Stack(plan, torch.float32, device(), start=[*weights, *(biases if has_bias else ())], lean=True)


def _draw(widths: Sequence[int], seed: int, activation: str, start: str) -> list[tuple[Tensor, Tensor]]:
    """Weight (n_out, n_in) and bias (1, n_out) of each layer."""
    generator = torch.Generator().manual_seed(seed)
    *hidden, last = MLP(widths, activation=activation, init="he", generator=generator).linear
    if start == "spread":
        _spread(hidden, activation, generator)
    return [(layer.weight.detach(), layer.bias.detach()[None]) for layer in (*hidden, last)]


def _spread(hidden: Sequence[nn.Linear], activation: str, generator: torch.Generator) -> None:
    """Biases with which the unit u of a layer has z_u = 0 at a place p_u from U(-1, 1): b_u = -w_u a(p_u).

    So no ReLU begins dead, or as a straight line, on the points, however deep its layer is.
    """
    value = ACTIVATIONS[activation].value
    for i, layer in enumerate(hidden):
        a = torch.empty(layer.out_features, hidden[0].in_features).uniform_(-1, 1, generator=generator)  # (n, n_0)
        with torch.no_grad():
            for below in hidden[:i]:
                a = value(below(a))
            layer.bias.copy_(-(layer.weight * a).sum(1))


def fit(
    nets: Stack,
    x: Exact,
    y: Exact,
    recipe: Recipe,
    *,
    generator: torch.Generator,
    steps: Collection[int],
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Progress]:
    """Train `nets` in place on the points x, y (P,); yield a Progress at each of `steps`.

    At a Progress nets.h is what the hidden layers say at all points. `generator` (on the CPU) draws the batches.
    Ends early when `stop()` says so. Raises Diverged when an error is not finite.
    """
    fitted = _Fitted(nets, x, y, recipe.batch, generator)
    for now in run(fitted, total=recipe.steps, steps=steps, lr=recipe.lr, rate=recipe.rate, stop=stop):
        outputs = nets.outputs[..., 0].cpu().numpy()
        yield Progress(now.step, now.seconds, outputs, fitted.mse.cpu().numpy())


class _Fitted(Many):
    """Networks and the points that they learn."""

    def __init__(self, nets: Stack, x: Exact, y: Exact, size: int, generator: torch.Generator) -> None:
        points, self.target = (torch.from_numpy(v).float().to(device())[:, None] for v in (x, y))  # (P, 1)
        self.points, rows = points.expand(len(nets), -1, -1), stratified(len(x), size, generator)  # (S, P, 1)
        batches = ((points[at].expand(len(nets), -1, -1), self.target[at]) for at in rows)
        super().__init__(nets, Update("adam"), batches)

    def finite(self) -> bool:
        """Whether the error on all points is; leaves it in `mse` (S,), and what they say in the stack."""
        self.stack.forward(self.points)
        self.mse = self.stack.loss(self.target)
        return bool(torch.isfinite(self.mse).all())
