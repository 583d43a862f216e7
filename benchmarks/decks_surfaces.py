"""Rows of benchmarks.decks for Surfaces: the deck's table of losses, and what its slides conclude from it."""

import statistics
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from benchmarks.deck_rows import row
from core.experiments.surfaces.config import Config
from core.experiments.surfaces.ladder import FURTHER, OF_PICTURES, OF_ROSENBROCK, OF_SECOND, SEEDS, Row
from core.experiments.surfaces.nets import Shape
from core.experiments.surfaces.targets import target
from core.experiments.surfaces.training import fit
from core.words import number

PICTURE = Config(target="flower")  # 1,000 steps of L-BFGS
PAIRS = (  # what a slide concludes: the better network, and the other
    ("Two layers against one, 501 weights each", Shape((20, 20)), Shape((125,))),
    ("Three layers of 14 against one layer of 125", Shape((14, 14, 14)), Shape((125,))),
    ("Three layers of 14 (477 weights) against two of 20 (501)", Shape((14, 14, 14)), Shape((20, 20))),
    ("10/20/10 with the residual layer against without", Shape((10, 20, 10), residual=True), Shape((10, 20, 10))),
    ("10/20/10 with tanh against with ReLU", Shape((10, 20, 10)), Shape((10, 20, 10), "relu")),
)


def of_surfaces() -> list[dict[str, Any]]:
    """All losses that the deck prints beside ours, and the ratios of those that its slides compare."""
    every = sorted((*OF_PICTURES, *FURTHER), key=lambda one: (one.shape.activation, one.weights))
    losses = {one.shape: trained(one.shape, PICTURE) for one in every}
    deck = {one.shape: one.deck for one in every}
    return [
        of_function("Rosenbrock’s valley", "rosenbrock", OF_ROSENBROCK),
        of_function("A second smooth surface; ours is x² + y²", "second", OF_SECOND),
        *(of_picture(one, losses[one.shape]) for one in every),
        *(compared(what, losses[a], losses[b], _known(deck[a]) / _known(deck[b])) for what, a, b in PAIRS),
    ]


def trained(shape: Shape, config: Config) -> list[float]:
    """The loss after training from each of five seeds."""
    z = target(config).z
    runs = [replace(config, seed=seed) for seed in range(SEEDS)]
    return [list(fit(shape, z, run, [run.steps], stop=lambda: False))[-1].loss for run in runs]


def of_function(what: str, name: str, rows: Sequence[Row]) -> dict[str, Any]:
    """One layer of 2, 3 and 4 units on a function."""
    config = Config(target=name)
    losses = {str(one.shape.hidden[0]): trained(one.shape, config) for one in rows}
    return row(
        "surfaces",
        f"{what}: one layer of {', '.join(losses)} tanh units",
        "losses " + ", ".join(f"{one.deck:.2e}" for one in rows),
        "; ".join(ranged(every) for every in losses.values()) + f"; {SEEDS} seeds",
        losses=losses,
    )


def of_picture(one: Row, losses: list[float]) -> dict[str, Any]:
    deck = f"loss {one.deck:.2e}, of another picture"
    measured = f"{ranged(losses)}; {SEEDS} seeds"
    return row("surfaces", f"{one.name}, {one.weights:,} weights", deck, measured, losses=losses)


def compared(what: str, better: list[float], other: list[float], deck: float) -> dict[str, Any]:
    """The ratio of two medians, and from how many seeds the one is better."""
    ratio = statistics.median(better) / statistics.median(other)
    wins = sum(a < b for a, b in zip(better, other, strict=True))
    measured = f"{number(ratio, 2)} times the loss (medians); smaller from {wins} of {SEEDS} seeds"
    return row("surfaces", what, f"{number(deck, 2)} times the loss", measured, better=better, other=other)


def ranged(losses: Sequence[float]) -> str:
    """The median of several seeds, the least and the largest."""
    median, low, high = (number(v, 2) for v in (statistics.median(losses), min(losses), max(losses)))
    return f"{median} ({low} to {high})"


def _known(loss: float | None) -> float:
    assert loss is not None
    return loss
