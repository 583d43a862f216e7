"""Why a network has broken down: where its numbers are no longer finite, and what helps."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from core.data.selection import Floats
from core.experiments.gradients.config import Config
from core.learning.nets import ACTIVATIONS
from core.learning.stack import Stack
from core.words import number


def growth(values: Sequence[float] | Floats) -> float:
    """The geometric mean of the factors from one layer to the next; nan without two that are finite and above 0."""
    good = [(i, math.log(v)) for i, v in enumerate(values) if 0 < v < math.inf]
    return math.exp((good[-1][1] - good[0][1]) / (good[-1][0] - good[0][0])) if len(good) > 1 else math.nan


def break_down(config: Config, stack: Stack, k: int, step: int) -> str:
    """Where network k lost its finite numbers in step `step`, why, and what helps; the stack is as that left it.

    Looked for in the order in which it happens: the gradient of the step before, back from the output; the weights
    that its update made; this step's pre-activations, layer by layer; this step's gradient.
    """
    name, layers = ACTIVATIONS[stack.names[k // config.seeds]].name, config.depth + 1
    if step and (i := _last_bad(stack.dw, k)) is not None and _first_bad(stack.weights, k) is not None:
        return _gradient(name, i + 1, layers, step - 1, config)
    if (i := _first_bad(stack.weights, k)) is not None:
        return (
            f"{name}: the update after step {step - 1:,} made weights of layer {i + 1} of {layers} infinite. "
            f"The learning rate {config.lr:g} is too large here: try {config.lr / 10:g}."
        )
    if (i := _first_bad(stack.z, k)) is not None:
        by = growth([float(z[k].double().square().mean().sqrt()) for z in stack.z[:-1]])
        what = (
            f"{name}: in step {step:,} the pre-activations of layer {i + 1} of {layers} are no longer finite: "
            f"each layer multiplies their size by {number(by, 2)}. "
        )
        if step:
            return what + f"Try a learning rate of {config.lr / 10:g} instead of {config.lr:g}, or clip gradients."
        return what + f"Make the weights {number(max(by, 1), 2)} times smaller, or normalise."
    return _gradient(name, (_last_bad(stack.dw, k) or 0) + 1, layers, step, config)


def _gradient(name: str, layer: int, layers: int, step: int, config: Config) -> str:
    remedy = "smaller weights" if config.clip else "clipping, or smaller weights"
    return (
        f"{name}: in step {step:,} the gradient is no longer finite from layer {layer} of {layers} downwards: it "
        f"grew on its way back beyond {number(torch.finfo(torch.float32).max)}. Try {remedy}."
    )


def _first_bad(parts: Sequence[Tensor], k: int) -> int | None:
    return next((i for i, part in enumerate(parts) if not torch.isfinite(part[k]).all()), None)


def _last_bad(parts: Sequence[Tensor], k: int) -> int | None:
    found = [i for i, part in enumerate(parts) if not torch.isfinite(part[k]).all()]
    return found[-1] if found else None
