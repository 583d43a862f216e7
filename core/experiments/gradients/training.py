"""Deep networks trained together, and the gradient of every layer recorded while they learn, or do not."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data.batches import Batches
from core.data.selection import Floats
from core.device import device
from core.experiments.gradients.breakdown import break_down
from core.experiments.gradients.config import Config, plan
from core.experiments.gradients.data import split
from core.experiments.gradients.layers import Layers, observe
from core.learning.orders import shuffled
from core.learning.stack import Stack
from core.learning.training import Many, run, snapshot_steps
from core.learning.updates import Recipe
from core.words import Done

FRAMES = 40  # snapshots of a run
SNAPSHOT_TEST_PICTURES = 1_000  # test pictures of a snapshot; the last one reads all


@dataclass(frozen=True)
class Snapshot(Layers):
    """All networks at one instant, in float32 with norms in float64; the gradient is that of this step's batch."""

    total: Floats  # (A, S) norm of a network's whole gradient, before clipping
    factor: Floats  # (A, S) by which clipping scales it; 1 without
    test_error: Floats  # (A, S) share of wrong answers, batch norm with the statistics of the test pictures
    step: int
    seconds: float  # of training alone
    troubles: tuple[str, ...]  # (A,) what broke down first, where, why and what helps; "" if nothing did


def train(config: Config, *, frames: int = FRAMES, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Train all networks as one batched computation, on the same batches; at most `frames` snapshots.

    A network whose numbers are no longer finite is reported, and is nan from then on; the others go on. The run
    ends early when none is left.
    """
    *parts, classes = split(config.dataset)
    x, y, test_x, test_y = (part.to(device()) for part in parts)
    networks = Networks(config, Batches(x, y), classes)
    steps = snapshot_steps(config.steps, frames)
    for now in run(networks, total=config.steps, steps=steps, lr=config.lr, stop=stop):
        seen, total, factor = networks.look()
        most = slice(None if now.step == config.steps else SNAPSHOT_TEST_PICTURES)
        wrong = test_error(networks.stack, Batches(test_x[most], test_y[most]))
        yield _snapshot(now.step, now.seconds, seen, networks.breakdowns, total, factor, wrong)
        if networks.breakdowns.all:
            return


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How far the training is, in updates."""
    return Done(snapshots[-1].step if snapshots else 0, config.steps)


class Networks:
    """All networks of a Config while they learn; one whose numbers break down is reported, and the others go on.

    A look needs the gradient of the step that comes next, and the update after it takes the same one.
    """

    def __init__(self, config: Config, data: Batches, classes: int) -> None:
        self.stack = Stack(plan(config, data.inputs.shape[1], classes), torch.float32, device())
        self.many = Many(self.stack, Recipe(config.optimizer, config.lr))
        self.batches = map(data.at, batches(len(data.labels), config))
        self.breakdowns, self.clip, self.step = Breakdowns(config), config.clip, 0
        self.y: Tensor | None = None  # labels of this step's batch, once it has gone through the networks
        self.backwards = False  # whether its gradient is there, clipped

    def update(self, lr: float) -> bool:
        """One update of all; True, and none is made, where no network is left."""
        y = self._forward()
        if self.breakdowns.all:
            return True
        if not self.backwards:
            self.stack.backward(y)
            if self.clip:
                self.stack.clip(self.clip)
        self.many.optimise(lr)
        self.step, self.y, self.backwards = self.step + 1, None, False
        return False

    def look(self) -> tuple[Layers, Tensor, Tensor]:
        """What is seen of this step, each network's norm of the whole gradient, and its factor of clipping (N,)."""
        seen = observe(self.stack, self._forward())
        self.breakdowns.look(self.step, self.stack, seen)
        total, self.backwards = self.stack.total_norm(), True
        return seen, total, self.stack.clip(self.clip) if self.clip else torch.ones(len(self.stack))

    def finite(self) -> bool:
        """Always: a network that is not is reported instead."""
        return True

    def _forward(self) -> Tensor:
        """Let this step's batch go through the networks, once; returns its labels."""
        if self.y is None:
            x, self.y = next(self.batches)
            self.stack.forward(x)
            self.breakdowns.check(self.step, self.stack, self.stack.loss(self.y))
        return self.y


def batches(n: int, config: Config) -> Iterator[Tensor]:
    """Row numbers (B,) of steps + 1 batches: a new order each epoch, drawn on the CPU, whole batches only."""
    draw = torch.Generator().manual_seed(config.seed)
    return itertools.islice(shuffled(n, config.batch_size, draw, whole=True), config.steps + 1)


def test_error(stack: Stack, data: Batches, chunk: int = 1_000) -> Tensor:
    """Share of wrong answers of each network (N,), a thousand examples at a time."""
    wrong, many = torch.zeros(len(stack), device=device()), len(data.labels)
    for start in range(0, many, chunk):
        x, y = data.at(slice(start, start + chunk))
        stack.forward(x, keep=False)
        wrong += stack.wrong(y) * len(y)
    return wrong / many


def _snapshot(step: int, spent: float, seen: Layers, breakdowns: "Breakdowns", *by_network: Tensor) -> Snapshot:
    """`by_network`: total, factor and test error, each (N,)."""

    def whole(values: Any) -> Any:
        if values.dtype == bool:
            return values
        hidden = breakdowns.broken.reshape(values.shape[:2] + (1,) * (values.ndim - 2))
        return np.where(hidden, np.nan, values)

    shape = seen.loss.shape
    kept = {field.name: whole(getattr(seen, field.name)) for field in fields(Layers)}
    total, factor, wrong = (whole(v.cpu().double().numpy().reshape(shape)) for v in by_network)
    return Snapshot(
        **kept,
        total=total,
        factor=factor,
        test_error=wrong,
        step=step,
        seconds=spent,
        troubles=tuple(breakdowns.said),
    )


class Breakdowns:
    """Which networks have broken down, and what is said of the first of each activation."""

    def __init__(self, config: Config) -> None:
        self.config, self.said = config, [""] * len(config.names)
        self.broken = np.zeros(len(config.names) * config.seeds, bool)

    @property
    def all(self) -> bool:
        """Whether no network is left."""
        return bool(self.broken.all())

    def check(self, step: int, stack: Stack, loss: Tensor) -> None:
        """After forward()."""
        if not torch.isfinite(loss).all():
            self._note(step, stack, (~torch.isfinite(loss)).cpu().numpy())

    def look(self, step: int, stack: Stack, seen: Layers) -> None:
        """After backward()."""
        bad = ~np.isfinite(seen.norm).all(2).reshape(-1)
        if bad.any():
            self._note(step, stack, bad)

    def _note(self, step: int, stack: Stack, bad: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> None:
        for k in np.flatnonzero(bad & ~self.broken):
            a = int(k) // self.config.seeds
            self.said[a] = self.said[a] or break_down(self.config, stack, int(k), step)
        self.broken |= bad
