"""A linear layer is a template matcher: each row of its weight matrix is a picture (N3, "What linear layers do?").

score_k = sum over pixels of template_k x picture + bias_k;  p = softmax(scores).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from core.data.selection import Floats, resident
from core.device import device
from core.experiments.templates.config import Config, recipe, selection, total_steps
from core.learning.nets import MLP
from core.learning.training import Progress, evaluate, fit
from core.words import Done


@dataclass(frozen=True)
class Snapshot:
    """The layer at one instant. Errors are shares 0..1, losses cross-entropy in nats.

    Training figures are running means since the last snapshot (nan at step 0), but exact, over all training
    pictures, in the last snapshot; test figures are on all test pictures.
    """

    step: int
    epoch: float
    seconds: float  # of training alone
    weight: Floats  # (K, H, W[, 3]) float32, in units of score per unit of ink (ink 0..1)
    bias: Floats  # (K,) zeros where the layer has none
    train_loss: float
    train_error: float
    test_loss: float
    test_error: float


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Train the layer and yield it at each step of the schedule; the first Snapshot is step 0, the last the end."""
    sets, shape = resident(selection(config)), selection(config).data.train_images.shape[1:]  # (H, W[, 3])
    draw = torch.Generator().manual_seed(config.seed)
    widths = (sets.train.inputs.shape[1], len(config.classes))
    net = MLP(widths, bias=config.bias, generator=draw).to(device())
    shuffle = torch.Generator(device=device()).manual_seed(config.seed)
    last = total_steps(config)
    for progress in fit(net, sets.train, recipe(config), generator=shuffle, stop=stop):
        exact = evaluate(net, sets.train) if progress.step == last else None
        yield _snapshot(net, shape, progress, exact, evaluate(net, sets.test))


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How far the training is, in updates."""
    return Done(snapshots[-1].step if snapshots else 0, total_steps(config))


def _snapshot(
    net: MLP,
    shape: tuple[int, ...],
    progress: Progress,
    exact: tuple[float, float] | None,
    test: tuple[float, float],
) -> Snapshot:
    layer = net.linear[0]
    weight = layer.weight.detach().cpu().numpy().copy()
    bias = np.zeros(len(weight), np.float32) if layer.bias is None else layer.bias.detach().cpu().numpy().copy()
    train_loss, train_error = exact or (progress.loss, progress.error)
    return Snapshot(
        progress.step,
        progress.epoch,
        progress.seconds,
        weight.reshape(-1, *shape),
        bias,
        train_loss,
        train_error,
        *test,
    )
