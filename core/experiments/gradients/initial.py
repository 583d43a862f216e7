"""The gradient of every layer before the first step, in float64 (EPFL, “Vanishing and Exploding Gradients”)."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from core.data.selection import Floats
from core.experiments.gradients import mean_field
from core.experiments.gradients.config import ALL, Config, plan
from core.experiments.gradients.data import sample
from core.experiments.gradients.layers import Layers, look
from core.learning.stack import Stack

BINS = 48  # of a histogram


@dataclass(frozen=True)
class Result:
    """Before training: all networks on one batch, and what mean-field theory says."""

    now: Layers
    before: Layers | None  # the same draws without remedies, where there are any
    predicted: Floats  # (A, L + 1) gradient norms; nan where there is no prediction
    chi: Floats  # (A, L) what a layer does to the mean square of the gradient; nan where there is no prediction
    factor: Floats  # (A, S) by which clipping would scale the gradient; 1 without


def run(config: Config) -> Result:
    """The gradient of every layer before the first step, in float64 on one batch of 256."""
    x, y, classes = sample(config.dataset, config.seed)
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
    return Result(now, before, predicted, np.stack([one.chi for one in theory]), factor)


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
