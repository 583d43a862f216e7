"""Deep networks trained together, and the gradient of every layer recorded while they learn, or do not."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data.selection import Floats
from core.device import device
from core.experiments.gradients.config import Config, plan
from core.experiments.gradients.data import split
from core.experiments.gradients.layers import Layers, observe
from core.experiments.gradients.words import break_down
from core.learning.stack import Stack
from core.learning.training import snapshot_steps
from core.learning.updates import Recipe, optimiser

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
    stack = Stack(plan(config, x.shape[1], classes), torch.float32, device())
    update = optimiser(stack.flat, stack.grad, Recipe(config.optimizer, config.lr))
    breakdowns, wanted = Breakdowns(config), set(snapshot_steps(config.steps, frames))
    spent, began = 0.0, time.perf_counter()
    for step, rows in enumerate(batches(len(x), config)):
        rows = rows.to(device())
        with torch.no_grad():
            loss, error = stack.forward(_real(x[rows]), y[rows])
            all_broken = breakdowns.check(step, stack, loss)
            seen = None
            if step in wanted or all_broken:
                spent += time.perf_counter() - began
                seen = observe(stack, loss, error)
                all_broken = breakdowns.look(step, stack, seen)
            else:
                stack.backward()
            total = stack.total_norm() if seen else None
            factor = stack.clip(config.clip) if config.clip else torch.ones(len(stack))
            if seen and total is not None:
                most = slice(None if step == config.steps else SNAPSHOT_TEST_PICTURES)
                wrong = test_error(stack, test_x[most], test_y[most])
                yield _snapshot(step, spent, seen, breakdowns, total, factor, wrong)
                began = time.perf_counter()
            if all_broken or step == config.steps or stop():
                return
            update(config.lr)


def batches(n: int, config: Config) -> Iterator[Tensor]:
    """Row numbers (B,) of steps + 1 batches: a new order each epoch, drawn on the CPU, whole batches only."""
    draw, size = torch.Generator().manual_seed(config.seed), min(config.batch_size, n)
    order = torch.randperm(n, generator=draw)
    at = 0
    for _ in range(config.steps + 1):
        if at + size > n:
            order, at = torch.randperm(n, generator=draw), 0
        yield order[at : at + size]
        at += size


def test_error(stack: Stack, x: Tensor, y: Tensor, chunk: int = 1_000) -> Tensor:
    """Share of wrong answers of each network (N,) on x (M, D), a thousand at a time."""
    wrong = torch.zeros(len(stack), device=device())
    for start in range(0, len(x), chunk):
        part = slice(start, start + chunk)
        wrong += stack.forward(_real(x[part]), y[part], keep=False)[1] * len(y[part])
    return wrong / len(x)


def _real(x: Tensor) -> Tensor:
    """Pixels as 0..1, points as they are."""
    return x if x.is_floating_point() else x.float().div_(255)


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

    def check(self, step: int, stack: Stack, loss: Tensor) -> bool:
        """After forward(); True if no network is left."""
        if not torch.isfinite(loss).all():
            self._note(step, stack, (~torch.isfinite(loss)).cpu().numpy())
        return bool(self.broken.all())

    def look(self, step: int, stack: Stack, seen: Layers) -> bool:
        """After backward()."""
        bad = ~np.isfinite(seen.norm).all(2).reshape(-1)
        if bad.any():
            self._note(step, stack, bad)
        return bool(self.broken.all())

    def _note(self, step: int, stack: Stack, bad: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> None:
        for k in np.flatnonzero(bad & ~self.broken):
            a = int(k) // self.config.seeds
            self.said[a] = self.said[a] or break_down(self.config, stack, int(k), step)
        self.broken |= bad
