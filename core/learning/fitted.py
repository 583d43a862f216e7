"""Networks of several shapes fitted to one function of one input, each from several seeds, and recorded."""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch

from core.config import Range
from core.learning.regression import Exact, Recipe, Rows, fit, networks
from core.learning.stack import Stack
from core.learning.training import snapshot_steps
from core.words import Done

SEEDS = 5  # networks of each shape
SEEDED = "Each seed has its own first weights; all five learn from the same batches."
POINTS = 1024  # that errors are measured on, and batches drawn from
KEPT = 512  # of them are recorded
FRAMES = 36  # snapshots of a shape

Steps = Annotated[int, Range("Steps", 100, 20_000, "Updates, each on 64 points.", True)]
Seed = Annotated[
    int,
    Range("Seed", 0, 9999, "The first of five: each draws weights, the first also all batches."),
]


@dataclass(frozen=True)
class Snapshot:
    """All seeds of one shape at one instant."""

    net: str  # which of the networks
    widths: tuple[int, ...]  # (inputs, hidden..., outputs)
    step: int
    seconds: float  # of its training alone
    outputs: Rows  # (S, 512) what each seed's network says at inputs()
    rms: Rows  # (S,) root of the mean squared error on all points, in units of f
    dead: tuple[int, ...]  # (S,) 1 where some hidden layer says 0 at every point


@dataclass(frozen=True)
class Shape:
    """A network to be fitted, and how."""

    widths: tuple[int, ...]
    recipe: Recipe
    activation: str = "relu"
    start: str = "spread"


def points() -> Exact:
    """The middles of 1024 equal parts of [0, 1]."""
    return (np.arange(POINTS) + 0.5) / POINTS


def inputs() -> Exact:
    """Where Snapshot.outputs are."""
    return points()[:: POINTS // KEPT]


def seen(x: Exact) -> Exact:
    """The networks' input: 2 x - 1, from -1 to 1."""
    return 2 * x - 1


def record(
    shapes: Mapping[str, Shape], target: Exact, seed: int, *, frames: int = FRAMES, stop: Callable[[], bool]
) -> Iterator[Snapshot]:
    """Fit all shapes to target (1024,), in step; each yields its start, its end, and `frames` at most in all."""
    runs = (_fit(name, shape, target, seed, frames, stop) for name, shape in shapes.items())
    yield from heapq.merge(*runs, key=lambda snapshot: snapshot.step)


def _fit(
    name: str, shape: Shape, target: Exact, seed: int, frames: int, stop: Callable[[], bool]
) -> Iterator[Snapshot]:
    nets = networks(shape.widths, range(seed, seed + SEEDS), activation=shape.activation, start=shape.start)
    steps = snapshot_steps(shape.recipe.steps, frames)
    draw = torch.Generator().manual_seed(seed)
    for now in fit(nets, seen(points()), target, shape.recipe, generator=draw, steps=steps, stop=stop):
        kept = now.outputs[:, :: POINTS // KEPT].copy()
        dead = _dead(nets) if shape.activation == "relu" else (0,) * SEEDS
        yield Snapshot(name, shape.widths, now.step, now.seconds, kept, np.sqrt(now.mse), dead)


def _dead(nets: Stack) -> tuple[int, ...]:
    """Of each network 1, if a hidden layer says 0 at every point: then its output is a constant for good."""
    alive = torch.stack([h.amax((1, 2)) > 0 for h in nets.h]).all(0)  # (S,)
    return tuple(int(not a) for a in alive.tolist())


def last(snapshots: Sequence[Snapshot]) -> dict[str, Snapshot]:
    """The latest snapshot of each network that has one."""
    return {snapshot.net: snapshot for snapshot in snapshots}


def progress(snapshots: Sequence[Snapshot], steps: int) -> Done:
    """How far the network is that is the furthest behind, in updates."""
    return Done(min((snapshot.step for snapshot in last(snapshots).values()), default=0), steps)
