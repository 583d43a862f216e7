"""What the three views show, in words, from the network’s own numbers."""

from collections.abc import Iterator

import numpy as np

from core.experiments.three_views.config import FUNCTIONS, Config
from core.experiments.three_views.entries import Floats
from core.experiments.three_views.views import _TINY, Result
from core.told import Told
from core.words import minus, number

ROUNDING = 1e-9  # of the largest score: what is less is left by rounding


def describe(config: Config, result: Result) -> Told:
    """What the three views show, from this result's numbers."""
    conclusion, *notes = _said(config, result)
    return Told(
        "The matrices, the formula and the neurons show one network: two inputs, two hidden layers, two scores.",
        conclusion,
        notes,
        [("", "numbers"), *_vectors(config, result)],
    )


def vector(values: Floats) -> str:
    """A vector as the lecture prints it: [0.3 0.9]."""
    return "[" + " ".join(_brief(v) for v in values) + "]"


def _brief(value: float) -> str:
    digits = ",.0f" if abs(value) >= 1000 else ".3g"
    return minus(f"{value if abs(value) > _TINY else 0:{digits}}")


def _vectors(config: Config, result: Result) -> Iterator[tuple[str, str]]:
    """Every vector from the input to the scores, and what the one matrix and single inputs give."""
    name = FUNCTIONS[config.activation]
    yield "input x", vector(result.x)
    for product, z, h in zip(("U x", "V h"), result.before, result.after, strict=True):
        yield product, vector(z)
        if config.activation != "identity":
            yield f"after {name}", vector(h)
    yield "scores", vector(result.scores)
    yield "A x, with A = W V U", vector(result.collapsed)
    if config.activation != "identity":
        first, second, zero = result.alone
        yield "scores of x₁ alone", vector(first)
        yield "scores of x₂ alone", vector(second)
        if _counts(float(np.abs(zero).max()), result):
            yield "scores of no input", vector(zero)
        yield "what x₁ and x₂ give one at a time, added up", vector(result.together)


def _counts(by: float, result: Result) -> bool:
    """Whether a difference is more than rounding makes of scores of this size."""
    return by > ROUNDING * max(1.0, *(float(np.abs(v).max()) for v in (result.scores, result.alone)))


def _said(config: Config, result: Result) -> Iterator[str]:
    """The conclusion, then what else there is to say."""
    name = FUNCTIONS[config.activation]
    layers = enumerate(zip(result.after, result.gains, strict=True), 2)
    dead = [layer for layer, (h, slopes) in layers if not h.any() and not slopes.any()]
    if config.activation == "identity":
        yield from _one(result)
        return
    if dead:
        yield f"Layer {dead[0]} is dead: {name} gives 0 for each of its neurons, so no weight after it matters."
        yield "The slope of such a neuron is 0 as well, so learning cannot wake it."
        yield "Leaky ReLU, smaller steps or another initialisation would help."
        if result.line.any():
            yield "Further along x₁ the layer wakes."
    elif _counts(result.excess, result):
        yield (
            "No matrix does what this network does: what the inputs give one at a time does not add up to what "
            "they give together."
        )
    elif _counts(result.bend, result):
        yield (
            "Here the inputs add up, but no matrix does this: along x₁ the scores leave a straight line by up to "
            f"{_brief(result.bend)}."
        )
    else:
        yield "For these inputs the network does what one matrix does, although it has a non-linearity."
    if config.activation == "relu" and not dead:
        z1, z2 = result.before
        off = sum(int((z < 0).sum()) for z in result.before)
        yield f"ReLU sets {off or 'none'} of {len(z1) + len(z2)} numbers to 0."
    if not dead and not _counts(result.difference, result):
        yield "Here the non-linearity does not change the scores, so the one matrix A = W V U is right at this x."


def _one(result: Result) -> Iterator[str]:
    yield (
        f"Three layers are one matrix: {result.strengths} weights do what the {result.matrix.size} numbers of "
        "A = W V U do."
    )
    off = (
        f"the same but for rounding ({number(result.difference)})"
        if result.difference
        else "the same to the last bit"
    )
    yield f"A x and the scores are {off}."
