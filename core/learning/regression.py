"""Many small networks fitted to one function at once: seeds are a batch dimension, the loss is the squared error.

L = 1/B sum over points of (F(x_b) - f(x_b))^2   for each of S networks, each with weights of its own
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.device import device
from core.learning.nets import ACTIVATIONS, MLP
from core.learning.training import Diverged
from core.learning.updates import Recipe as Update
from core.learning.updates import optimiser, views

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


def count_weights(widths: Sequence[int], *, bias: bool = True) -> int:
    """Weights and biases of a network with these widths: sum of (n_in + 1) n_out, or of n_in n_out."""
    return sum((n_in + bias) * n_out for n_in, n_out in pairwise(widths))


class Nets:
    """S multilayer perceptrons of one shape, their parameters in one vector.

    widths (inputs, hidden..., outputs); start: the hidden biases let each unit, in every layer, begin at 0 at a
    place of its own ("spread": there a ReLU bends, so the kinks lie all over [-1, 1]), are 0 themselves ("zero"),
    or do not exist ("none"). Weights are He's (2015).
    Network s draws from a generator with seed seeds[s], as it would alone. Raises ValueError like MLP.
    """

    def __init__(
        self, widths: Sequence[int], seeds: Sequence[int], *, activation: str = "relu", start: str = "spread"
    ) -> None:
        if start not in STARTS or not len(seeds):
            raise ValueError(f"'start' must be one of {', '.join(STARTS)}, with a seed or more. Got {start!r}.")
        drawn = [_draw(widths, seed, activation, start) for seed in seeds]
        (self.value_, self.backward_), self.has_bias = ACTIVATIONS[activation].in_place(), start != "none"
        stacked = [torch.stack(parts) for parts in zip(*drawn, strict=True)]
        self.flat = torch.cat([part.reshape(-1) for part in stacked]).to(device())
        self.grad = torch.zeros_like(self.flat)
        values, grads = views(self.flat, stacked), views(self.grad, stacked)
        self.weights, self.biases = values[::2], values[1::2]  # (S, n_in, n_out), (S, 1, n_out)
        self.dw, self.db = grads[::2], grads[1::2]

    def __len__(self) -> int:
        return len(self.weights[0])

    def forward(self, x: Tensor) -> list[Tensor]:
        """x (S, B, n_in) -> what each layer says, [(S, B, n_out)]; the last is the network's output."""
        said, last = [], len(self.weights) - 1
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = torch.baddbmm(bias, x, weight)
            if i < last:
                x = self.value_(x)
            said.append(x)
        return said

    def backward(self, x: Tensor, said: list[Tensor], target: Tensor) -> None:
        """Fill the gradients of each network's mean squared error at x (S, B, n_in), target (B, n_out).

        delta_L = 2 (F - f) / B,  delta_l = (delta_{l+1} W_{l+1}) * f'(z_l),  dL/dW_l = delta_l^T a_{l-1},
        dL/db_l = sum over the points of delta_l  (E, "Backpropagation").
        """
        delta = (said[-1] - target).mul_(2 / len(target))
        for i in range(len(said) - 1, -1, -1):
            torch.bmm((said[i - 1] if i else x).transpose(1, 2), delta, out=self.dw[i])
            if self.has_bias:
                torch.sum(delta, 1, keepdim=True, out=self.db[i])
            if i:
                delta = torch.bmm(delta, self.weights[i].transpose(1, 2))
                delta = self.backward_(delta, said[i - 1])

    def layers(self, s: int) -> Layers:
        """Network s as (weight, bias) of each layer, the same numbers in float64."""
        return [(_exact(w[s].t()), _exact(b[s, 0])) for w, b in zip(self.weights, self.biases, strict=True)]


def _draw(widths: Sequence[int], seed: int, activation: str, start: str) -> list[Tensor]:
    """Weight (n_in, n_out) and bias (1, n_out) of each layer, in turn."""
    generator = torch.Generator().manual_seed(seed)
    *hidden, last = MLP(widths, activation=activation, init="he", generator=generator).linear
    if start == "spread":
        _spread(hidden, activation, generator)
    return [part for layer in (*hidden, last) for part in (layer.weight.detach().t(), layer.bias.detach()[None])]


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


def _exact(values: Tensor) -> Exact:
    return values.cpu().numpy().astype(np.float64)


def fit(
    nets: Nets,
    x: Exact,
    y: Exact,
    recipe: Recipe,
    *,
    generator: torch.Generator,
    steps: Sequence[int],
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Progress]:
    """Train `nets` in place on the points x, y (P,); yield a Progress at each of `steps`.

    `generator` (on the CPU) draws the batches. Ends early when `stop()` says so. Raises Diverged when an error is
    not finite.
    """
    points, target = (torch.from_numpy(v).float().to(device())[:, None] for v in (x, y))  # (P, 1)
    update, wanted, spent = optimiser(nets.flat, nets.grad, Update("adam")), set(steps), 0.0
    size = min(recipe.batch, len(x))
    began = time.perf_counter()
    for step in range(recipe.steps + 1):
        if step in wanted:
            outputs, mse = _evaluate(nets, points, target)
            spent += time.perf_counter() - began
            if not np.isfinite(mse).all():
                raise Diverged(step, recipe.lr)
            yield Progress(step, spent, outputs, mse)
            began = time.perf_counter()
        if step == recipe.steps or stop():
            return
        rows = _rows(len(x), size, generator).to(points.device)
        batch = points[rows].expand(len(nets), -1, -1)  # (S, B, 1)
        nets.backward(batch, nets.forward(batch), target[rows])
        update(recipe.rate(step))


def _rows(n: int, size: int, generator: torch.Generator) -> Tensor:
    """One of each of `size` equal parts of range(n)."""
    return ((torch.arange(size) + torch.rand(size, generator=generator)) * (n / size)).long().clamp_(max=n - 1)


def _evaluate(nets: Nets, points: Tensor, target: Tensor) -> tuple[Rows, Rows]:
    said = nets.forward(points.expand(len(nets), -1, -1))[-1]  # (S, P, 1)
    return said[..., 0].cpu().numpy(), (said - target).square_().mean((1, 2)).cpu().numpy()
