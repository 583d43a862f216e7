"""The one training loop: updates, the clock, the steps that are looked at, and divergence.

What is trained, a Learner, may be one network (fit), a stack of them (Many), or what an experiment makes of these.
All data are resident on the device; orders.py says which examples are seen when, every draw from a generator.
"""

import math
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from core.data.batches import Batches
from core.learning.nets import ACTIVATIONS, MLP
from core.learning.orders import gathered, shuffled
from core.learning.stack import Stack
from core.learning.updates import Meter, Recipe, Step, autograd, closed_form, flatten, optimiser, rate


class Diverged(RuntimeError):
    """Training came to a loss that is not a number; the message names the step and a remedy."""

    def __init__(self, step: int, lr: float) -> None:
        super().__init__(
            f"Training diverged: at step {step:,} the loss was no longer a finite number. "
            f"The learning rate {lr:g} is too large here: try {lr / 10:g}."
        )


class Learner(Protocol):
    """What run() trains: networks, the examples that they see next, their gradient and their optimiser."""

    def update(self, lr: float) -> bool | None:
        """Make one update; True says that there is nothing left to train, and that none was made."""

    def finite(self) -> bool:
        """Whether what was trained has come to finite numbers so far; it is asked before each look."""


@dataclass(frozen=True)
class Moment:
    """Where training is."""

    step: int  # updates made
    seconds: float  # of training alone: what the caller does between two moments is not counted


def run(
    learner: Learner,
    *,
    total: int,
    steps: Collection[int],
    lr: float,
    rate: Callable[[int], float] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Moment]:
    """Make `total` updates; yield the Moment after each of `steps`, 0 among them if it is to be seen untrained.

    The update after k others has the learning rate rate(k), or else `lr`. Nothing waits for the device between two
    looks. Ends early when `stop()` says so, which is asked before each update, or with one more look where the
    learner has nothing left to train. Raises Diverged, which names `lr`, at a look or at the end.
    """
    wanted, step, spent, over = set(steps), 0, 0.0, False
    began = time.perf_counter()
    while True:
        if over or step == total or step in wanted:
            finite = learner.finite()  # waits for the device, and that is training too
            spent += time.perf_counter() - began
            if not finite:
                raise Diverged(step, lr)
            if over or step in wanted:
                yield Moment(step, spent)
            began = time.perf_counter()
        if over or step == total or stop():
            return
        over = bool(learner.update(lr if rate is None else rate(step)))
        step += not over


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


@dataclass(frozen=True)
class Progress:
    """Where the training of one network is; loss and error are means over the pictures seen since the last one."""

    step: int
    epoch: float  # pictures seen / pictures there are
    seconds: float  # of training alone: what the caller does between two Progresses is not counted
    loss: float  # cross-entropy in nats; nan at step 0
    error: float  # share of wrong answers, 0..1; nan at step 0


def fit(
    net: nn.Module,
    data: Batches,
    recipe: Recipe,
    *,
    generator: torch.Generator,
    steps: Collection[int] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Progress]:
    """Train `net` in place by softmax cross-entropy; yield a Progress at each of `steps` (default: the schedule).

    `generator` (on the data's device) shuffles: a new order each epoch. Ends early when `stop()` says so. Raises
    Diverged when the loss is not finite. A plain MLP's gradients are in closed form, any other module's autograd's.
    """
    n, total = len(data.labels), total_steps(len(data.labels), recipe)
    one, wanted = _One(net, data, recipe, generator), snapshot_steps(total) if steps is None else steps
    falling = None if recipe.schedule == "constant" else lambda step: rate(recipe, step / total)
    for now in run(one, total=total, steps=wanted, lr=recipe.lr, rate=falling, stop=stop):
        yield Progress(now.step, one.seen / n, now.seconds, one.loss, one.error)


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


class Many:
    """The networks of a stack, which learn together: from the inputs and labels of `batches`, or of step()."""

    def __init__(self, stack: Stack, recipe: Recipe, batches: Iterable[tuple[Tensor, Tensor]] = ()) -> None:
        self.stack, self.batches = stack, iter(batches)
        self.optimise = optimiser(stack.flat, stack.grad, recipe)

    def update(self, lr: float) -> None:
        self.step(*next(self.batches), lr)

    def step(self, x: Tensor, y: Tensor, lr: float) -> None:
        """One update on x (B, n) or (N, B, n), and y as in Stack.loss()."""
        self.stack.forward(x)
        self.stack.backward(y)
        self.optimise(lr)

    def finite(self) -> bool:
        """Whether every weight is: a loss that is none leaves none behind."""
        return bool(torch.isfinite(self.stack.flat).all())


class _One:
    """One network on all of `data`, and the running means of its loss and its errors."""

    def __init__(self, net: nn.Module, data: Batches, recipe: Recipe, generator: torch.Generator) -> None:
        self.data, self.net, self.meter = data, net, Meter(data.labels.device)
        self.weights, self.grads = flatten(net)
        self.optimise = optimiser(self.weights, self.grads, recipe)
        self.batches = gathered(data, shuffled(len(data.labels), recipe.batch_size, generator))
        self.reduction = recipe.reduction
        self.plain: dict[int, Step] = {}  # by batch size: the last batch of an epoch may be smaller
        self.floats: dict[int, Tensor] = {}  # inputs of such a batch, 0..255: the gradient scales them
        self.seen, self.read = 0, 0  # pictures: of all updates, and of those whose losses are in the means
        self.loss = self.error = math.nan

    def update(self, lr: float) -> None:
        """The gradient of the next batch, and a step along it."""
        x, y = next(self.batches)
        size = len(y)
        if size not in self.plain:
            self._prepare(size)
        self.plain[size](x if x.is_floating_point() else self.floats[size].copy_(x), y)
        with torch.no_grad():
            self.optimise(lr)
        self.seen += size

    def finite(self) -> bool:
        """Whether the mean loss since this was last asked is; sets the means."""
        if self.seen == self.read:
            return True
        self.loss, self.error = self.meter.read(self.seen - self.read)
        self.read = self.seen
        return math.isfinite(self.loss)

    def _prepare(self, size: int) -> None:
        self.floats[size] = self.grads.new_empty((size, *self.data.inputs.shape[1:]))
        make = closed_form if isinstance(self.net, MLP) and ACTIVATIONS[self.net.activation].backward_ else autograd
        self.plain[size] = make(self.net, size, self.grads, self.meter, self.data.scale, self.reduction)  # type: ignore[arg-type]
