"""The one training loop: data resident on the device, snapshots on a schedule, every draw from a generator.

A plain MLP takes its gradients in closed form, any other module autograd's (updates.py).
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from core.data.batches import Batches
from core.learning.nets import ACTIVATIONS, MLP
from core.learning.updates import Meter, Recipe, Step, autograd, closed_form, flatten, optimiser, rate


class Diverged(RuntimeError):
    """Training came to a loss that is not a number; the message names the step and a remedy."""

    def __init__(self, step: int, lr: float) -> None:
        super().__init__(
            f"Training diverged: at step {step:,} the loss was no longer a finite number. "
            f"The learning rate {lr:g} is too large here: try {lr / 10:g}."
        )


@dataclass(frozen=True)
class Progress:
    """Where training is; loss and error are means over the pictures seen since the last Progress."""

    step: int
    epoch: float  # pictures seen / pictures there are
    seconds: float  # of training alone: what the caller does between two Progresses is not counted
    loss: float  # cross-entropy in nats; nan at step 0
    error: float  # share of wrong answers, 0..1; nan at step 0


def snapshot_steps(total: int, most: int = 150) -> list[int]:
    """Steps worth recording, at most `most`: 0, then two thirds evenly in log(step), one third evenly in step.

    The first steps, where most happens, are all there, and no late gap is longer than 2 % of the run.
    """
    if total < most:
        return list(range(total + 1))
    by_log = np.geomspace(1, total, most * 2 // 3)
    by_step = np.linspace(0, total, most // 3)
    return sorted({round(step) for step in (*by_log, *by_step)})


def total_steps(n: int, recipe: Recipe) -> int:
    """Updates in a run on n pictures: ceil(n / batch_size) an epoch."""
    return max(1, round(recipe.epochs * math.ceil(n / recipe.batch_size)))


def fit(
    net: nn.Module,
    data: Batches,
    recipe: Recipe,
    *,
    generator: torch.Generator,
    steps: list[int] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Progress]:
    """Train `net` in place by softmax cross-entropy; yield a Progress at each of `steps` (default: the schedule).

    The loop never waits for the device between two Progresses. `generator` (on the data's device) shuffles:
    a new order each epoch. Ends early when `stop()` says so. Raises Diverged when the loss is not finite.
    """
    n, total = len(data.labels), total_steps(len(data.labels), recipe)
    wanted = set(snapshot_steps(total) if steps is None else steps)
    update = _Trainer(net, data, recipe)
    seen, seen_before, spent, step = 0, 0, 0.0, 0
    if 0 in wanted:
        yield Progress(0, 0.0, 0.0, math.nan, math.nan)
    began = time.perf_counter()
    while step < total:
        order = torch.randperm(n, generator=generator, device=data.labels.device)
        for start in range(0, n, recipe.batch_size):
            rows = order[start : start + recipe.batch_size]
            update(rows, rate(recipe, step / total))
            seen, step = seen + len(rows), step + 1
            if step in wanted or step == total:
                loss, error = update.meter.read(seen - seen_before)
                seen_before, spent = seen, spent + time.perf_counter() - began
                if not math.isfinite(loss):
                    raise Diverged(step, recipe.lr)
                if step in wanted:
                    yield Progress(step, seen / n, spent, loss, error)
                began = time.perf_counter()
            if step == total or stop():
                return


@torch.no_grad()
def evaluate(net: nn.Module, data: Batches, chunk: int = 10_000) -> tuple[float, float]:
    """Mean cross-entropy (nats) and share of wrong answers of `net` on all of `data`."""
    loss = torch.zeros((), device=data.labels.device)
    wrong = torch.zeros((), device=data.labels.device)
    for start in range(0, len(data.labels), chunk):
        x, y = data.inputs[start : start + chunk], data.labels[start : start + chunk]
        logits = net(x if x.is_floating_point() else x.float().mul_(data.scale))  # (chunk, K)
        loss += nn.functional.cross_entropy(logits, y, reduction="sum")
        wrong += (logits.argmax(1) != y).sum()
    return loss.item() / len(data.labels), wrong.item() / len(data.labels)


class _Trainer:
    """One update from the rows of a batch: gather, gradient, optimiser."""

    def __init__(self, net: nn.Module, data: Batches, recipe: Recipe) -> None:
        self.data, self.net, self.meter = data, net, Meter(data.labels.device)
        self.weights, self.grads = flatten(net)
        self.optimise = optimiser(self.weights, self.grads, recipe)
        self.reduction = recipe.reduction
        self.plain: dict[int, Step] = {}  # by batch size: the last batch of an epoch may be smaller
        self.buffers: dict[int, tuple[Tensor, Tensor, Tensor]] = {}

    def __call__(self, rows: Tensor, lr: float) -> None:
        size = len(rows)
        if size not in self.buffers:
            self._prepare(size)
        raw, x, y = self.buffers[size]
        torch.index_select(self.data.inputs, 0, rows, out=raw)
        torch.index_select(self.data.labels, 0, rows, out=y)
        if raw is not x:
            x.copy_(raw)  # uint8 -> float32, 0..255: the gradient scales it
        self.plain[size](x, y)
        with torch.no_grad():
            self.optimise(lr)

    def _prepare(self, size: int) -> None:
        inputs, labels = self.data.inputs, self.data.labels
        raw = inputs.new_empty((size, *inputs.shape[1:]))
        x = raw if raw.is_floating_point() else torch.empty_like(raw, dtype=torch.float32)
        self.buffers[size] = raw, x, labels.new_empty(size)
        make = closed_form if isinstance(self.net, MLP) and ACTIVATIONS[self.net.activation].backward_ else autograd
        self.plain[size] = make(self.net, size, self.grads, self.meter, self.data.scale, self.reduction)  # type: ignore[arg-type]
