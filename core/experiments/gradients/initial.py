"""The gradient of every layer before the first step, in float64 (EPFL, “Vanishing and Exploding Gradients”)."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from core.data.selection import Floats
from core.effort import spend
from core.experiments.gradients import mean_field
from core.experiments.gradients.config import ALL, Config, plan
from core.experiments.gradients.data import BATCH, sample
from core.experiments.gradients.layers import Layers, look
from core.learning.stack import Stack

BINS = 48  # of a histogram
DEEP = 50  # layers with batch norm, beyond which rounding may come to count


@dataclass(frozen=True)
class Result:
    """Before training: all networks on one batch, and what mean-field theory says."""

    now: Layers
    before: Layers | None  # the same draws without remedies, where there are any
    predicted: Floats  # (A, L + 1) gradient norms; nan where there is no prediction
    keeps: Floats  # (A,) by which a hidden layer multiplies |dE/dz|, as predicted; nan where there is no prediction
    factor: Floats  # (A, S) by which clipping would scale the gradient; 1 without
    shaken: Floats  # (A,) by how much rounding of the pictures changes a gradient norm, a share; 0 where it cannot

    def __post_init__(self) -> None:
        for name in ("now", "before"):  # over the wire they are plain tuples
            if isinstance(value := getattr(self, name), tuple):
                object.__setattr__(self, name, Layers(*value))


def run(config: Config) -> Result:
    """The gradient of every layer before the first step, in float64 on one batch of 256."""
    x, y, classes = sample(config.dataset, config.seed)
    looks = 1 + (config.residual or config.norm != "none") + _may_shake(config) / config.seeds
    _expect(config, x.shape[1], classes, 3 * looks)
    _expect_theory(config)
    now, factor = _look(config, x, y, classes)
    before = None
    if config.residual or config.norm != "none":
        before = _look(replace(config, residual=False, norm="none", clip=0.0), x, y, classes)[0]
    elif config.clip:
        before = now
        now = replace(now, norm=now.norm * factor[..., None])
    theory = [mean_field.predict(plan(config, x.shape[1], classes), name, x) for name in config.names]
    last = np.median(now.norm[..., -1], 1)  # the prediction starts from the output layer's
    predicted = np.stack([one.norm * at for one, at in zip(theory, last, strict=True)])
    keeps = np.array([one.keeps for one in theory])
    return Result(now, before, predicted, keeps, factor, _shaken(config, x, y, classes, now.norm[:, 0]))


def _shaken(config: Config, x: Tensor, y: Tensor, classes: int, norm: Floats) -> Floats:
    """(A,) The largest relative change of a gradient norm (A, L + 1) of the first draw, for each activation.

    Every second pixel is moved by one rounding of float64. Where that comes to percents the network is chaotic: a
    program that adds in another order, and is as correct, has other numbers.
    """
    if not _may_shake(config):
        return np.zeros(len(norm))
    moved = x.clone()
    moved[:, ::2] *= 1 + torch.finfo(x.dtype).eps
    again = _look(replace(config, seeds=1, clip=0.0), moved, y, classes)[0].norm[:, 0]
    change = np.abs(again - norm) / np.where(norm > 0, norm, 1.0)
    return np.asarray(np.nan_to_num(change).max(1))


def _may_shake(config: Config) -> bool:
    return config.norm == "batch" and config.depth > DEEP


def _expect(config: Config, inputs: int, classes: int, passes: float) -> None:
    """Say what stacks are going to cost: so many passes of matrix products, the units' numbers, calls of torch."""
    n, depth, many = config.width, config.depth, len(config.names) * config.seeds
    weights = inputs * n + (depth - 1) * n * n + n * classes
    drawing = weights * (12 if config.init == "orthogonal" else 3) * config.seeds
    spend(int(many * BATCH * passes * (0.8 * depth * n + weights / 80)) + drawing + int(10_000 * passes * depth))


def _expect_theory(config: Config) -> None:
    """The same of the prediction: integrals of each layer, and with residual connections all pairs of layers."""
    pairs = config.depth**2 * 2_200 if config.residual and config.norm == "none" else 0
    spend(len(config.names) * (70_000 * config.depth + pairs))


@torch.no_grad()
def _look(config: Config, x: Tensor, y: Tensor, classes: int) -> tuple[Layers, Floats]:
    stack = Stack(plan(config, x.shape[1], classes), torch.float64, torch.device("cpu"))
    seen = look(stack, x, y)
    shape = len(config.names), config.seeds
    return seen, stack.clip(config.clip).numpy().reshape(shape) if config.clip else np.ones(shape)


@dataclass(frozen=True)
class Histograms:
    """How one activation's outputs are spread, layer by layer, in the first seed's network."""

    edges: Floats  # (48 + 1,) of the bins, the same for all layers
    share: Floats  # (L, 48) of the outputs in each, 0..1
    size: float  # of the outputs: the bins are even in asinh(output / size)


@torch.no_grad()
def histograms(config: Config, activation: str) -> Histograms:
    """The outputs f(z) of every hidden layer, over all units and the batch, before training.

    The bins are even in asinh(output / size), so that layers of very different sizes fit on one axis; they hold the
    middle 99.8 % of all finite outputs.
    """
    x, _, classes = sample(config.dataset, config.seed)
    only = replace(config, activations=(ALL.index(activation),), seeds=1)
    _expect(only, x.shape[1], classes, 1)
    spend(15 * BATCH * config.width * config.depth)
    stack = Stack(plan(only, x.shape[1], classes), torch.float64, torch.device("cpu"))
    stack.forward(x)
    outputs = np.stack([a[0].flatten().numpy() for a in stack.a])  # (L, B n)
    good = outputs[np.isfinite(outputs)]
    low, high = np.quantile(good, [0.001, 0.999]) if len(good) else (0.0, 1.0)
    far = max(abs(low), abs(high), 1e-300)
    if high - low < 1e-12 * far:
        low, high = low - far, high + far
    usual = np.abs(good[good != 0])
    wide = len(usual) > 0 and far > 100 * np.median(usual)
    size = max(float(np.quantile(usual, 0.02)), 1e-30 * far) if wide else far
    edges = size * np.sinh(np.linspace(np.arcsinh(low / size), np.arcsinh(high / size), BINS + 1))
    counts = np.stack([np.histogram(row[np.isfinite(row)], edges)[0] for row in outputs])
    return Histograms(edges, counts / outputs.shape[1], size)
