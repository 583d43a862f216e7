"""What the three views show, in words, from the network’s own numbers."""

from collections.abc import Iterator

import numpy as np

from core.experiments.three_views.config import FUNCTIONS, Config
from core.experiments.three_views.entries import Floats
from core.experiments.three_views.views import _TINY, Result
from core.words import minus, number


def describe(config: Config, result: Result) -> str:
    """What the three views show, from this result's numbers."""
    linear = config.activation == "identity"
    return " ".join([*_chain(config, result), *(_one(result) if linear else _many(config, result))])


def vector(values: Floats) -> str:
    """A vector as the lecture prints it: [0.3 0.9]."""
    return "[" + " ".join(_brief(v) for v in values) + "]"


def _brief(value: float) -> str:
    digits = ",.0f" if abs(value) >= 1000 else ".3g"
    return minus(f"{value if abs(value) > _TINY else 0:{digits}}")


def _chain(config: Config, result: Result) -> Iterator[str]:
    (z1, z2), (h1, h2) = result.before, result.after
    if config.activation == "identity":
        yield f"Input {vector(result.x)} → {vector(z1)} → {vector(z2)} → scores {vector(result.scores)}."
        return
    name = FUNCTIONS[config.activation]
    yield (
        f"Input {vector(result.x)} becomes {vector(z1)}, after {name} {vector(h1)}; then {vector(z2)}, "
        f"after {name} {vector(h2)}; then the scores {vector(result.scores)}."
    )
    if config.activation == "relu":
        off = sum(int((z < 0).sum()) for z in result.before)
        yield f"ReLU sets {off or 'none'} of {len(z1) + len(z2)} numbers to 0."


def _one(result: Result) -> Iterator[str]:
    rows = "; ".join(" ".join(map(_brief, row)) for row in result.matrix)
    off = (
        f"the same but for rounding ({number(result.difference)})"
        if result.difference
        else "the same to the last bit"
    )
    yield (
        f"**Three layers, one matrix**: A = W V U = [{rows}], and A x = {vector(result.collapsed)}, {off}. "
        f"{result.strengths} weights do what {result.matrix.size} numbers do."
    )


def _many(config: Config, result: Result) -> Iterator[str]:
    name = FUNCTIONS[config.activation]
    dead = [layer for layer, h in enumerate(result.after, 2) if not h.any()]
    if dead:
        yield (
            f"**Layer {dead[0]} is dead**: {name} gives 0 for each of its neurons, so the scores are "
            f"{vector(result.scores)}, whatever the weights after it. The slope is 0 as well, so learning cannot "
            "wake it: take leaky ReLU, smaller steps, or another initialisation."
        )
        if result.line.any():
            yield "Further along x₁ it wakes."
        return
    if result.difference <= _TINY:
        yield f"{name} changes no number here, so A x = {vector(result.collapsed)} is right at this x."
    else:
        yield f"The one matrix A = W V U would give {vector(result.collapsed)} instead."
    yield from _adding(result)


def _adding(result: Result) -> Iterator[str]:
    first, second, zero = result.alone
    offset = f" − {vector(zero)}" if np.abs(zero).max() > _TINY else ""
    if result.excess > _TINY:
        yield (
            "**No matrix does this**: with a matrix, what each input gives alone adds up to what both give. Here "
            f"{vector(first)} + {vector(second)}{offset} = {vector(result.together)}, and both give "
            f"{vector(result.scores)}."
        )
    elif result.bend > _TINY:
        yield (
            "The inputs one at a time add up, as a matrix has it. Along x₁ the scores still leave a straight line, "
            f"by up to {_brief(result.bend)}."
        )
