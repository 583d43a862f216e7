"""What the numbers of deep networks mean, in words."""

import math

import numpy as np
from numpy.typing import NDArray

from core.data.selection import Floats
from core.experiments.gradients.breakdown import growth
from core.experiments.gradients.config import Config
from core.experiments.gradients.initial import Result
from core.experiments.gradients.layers import Layers
from core.learning.nets import ACTIVATIONS
from core.told import Told
from core.words import number, percent, raised

HEALTHY = 0.01  # of the output's gradient should reach the first layer
CHAOTIC = 0.01  # rounding that changes a gradient by more than this share is named
HUGE = 300.0  # |dE/dW| of a layer, from which on a usual learning rate is far too large


def factors(delta: Floats) -> Floats:
    """By how much a hidden layer multiplies the gradient on its way back: (A, S, L + 1) mean |dE/dz| -> (A,).

    The geometric mean over the hidden layers, the median of the draws; nan with one hidden layer, or where it is 0.
    """
    return np.array([np.median([1 / growth(row[:-1]) for row in draws]) for draws in delta])


def reaching(size: Floats) -> Floats:
    """What reaches the first layer, over what is at the output: (A, S, L + 1) -> (A,), the median of the draws."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.median(size[..., 0] / size[..., -1], 1))


def describe(config: Config, result: Result) -> Told:
    """What the first picture shows: how much each activation keeps, what is left, and what would help."""
    left = reaching(result.now.delta)
    exact = result.now.nothing[..., 0].mean(1) > 0.5
    notes = [*_large(config, result.now.norm), *_chaotic(config, result), _clipped(config, result)]
    return Told(
        "Each line follows the gradient of one activation through the layers, before training. It comes from the "
        "output and goes back to the first layer. δ is the gradient at a unit, ∂E/∂z.",
        _conclusion(config, factors(result.now.delta), left, exact),
        [*notes, _advice(config, result, left, exact)],
        _numbers(config, result),
    )


def _conclusion(config: Config, through: Floats, left: Floats, exact: NDArray[np.bool_]) -> str:
    """The one activation that says most: where nothing is left, else where least is, or where it grows most."""
    if exact.any():
        return (
            f"With {_name(config, int(exact.argmax()))} nothing reaches the first layer: every path to it is cut."
        )
    total = np.where(np.isnan(through), left, through**config.depth)  # with one hidden layer there is no factor
    least, most = int(np.nanargmin(total)), int(np.nanargmax(total))
    layers = f"{config.depth} layer{'s' * (config.depth != 1)}"
    if total[least] < HEALTHY:
        if np.isnan(through[least]):
            return _at_once(config, "vanishes", least, float(total[least]))
        return (
            f"The gradient vanishes: each {_name(config, least)} layer multiplies δ by "
            f"{each(float(through[least]), config.depth)}, so after {layers} "
            f"{_multiplied(float(through[least]), config.depth)} of it is left."
        )
    if total[most] > 1 / HEALTHY:
        if np.isnan(through[most]):
            return _at_once(config, "explodes", most, float(total[most]))
        return (
            f"The gradient explodes: each {_name(config, most)} layer multiplies δ by "
            f"{each(float(through[most]), config.depth)}, so after {layers} it is "
            f"{_multiplied(float(through[most]), config.depth)} times as big."
        )
    by = f"by {number(float(total[least]), 2)} with {_name(config, least)}"
    if most != least:
        by += f" and {number(float(total[most]), 2)} with {_name(config, most)}"
    return f"The gradient arrives: on its way through {layers} δ is multiplied {by}."


def _at_once(config: Config, does: str, a: int, total: float) -> str:
    """The conclusion where no factor from one layer to the next is known: with one hidden layer there is none."""
    return (
        f"The gradient {does}: with {_name(config, a)}, what reaches the first layer is {number(total, 2)} times "
        "what is at the output."
    )


def _name(config: Config, a: int) -> str:
    return ACTIVATIONS[config.names[a]].name


def _numbers(config: Config, result: Result) -> list[list[str]]:
    """A line for each activation; with remedies also by how much they raise the first layer's share."""
    now, before = result.now, result.before
    compared = before is not None and (config.residual or config.norm != "none")
    head = ["", "δ, each layer ×", "theory", "∂E/∂W, first ÷ last", "saturated", "dead"]
    rows = [head + ["times the share without the remedy"] * compared]
    through, left = factors(now.delta), reaching(now.norm)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = left / reaching(before.norm) if before is not None else left
    for a in range(len(config.names)):
        said = [each(float(through[a]), config.depth), each(float(result.keeps[a])), number(float(left[a]), 2)]
        said += [percent(float(share[a].mean()), 0) for share in (now.saturated, now.dead)]
        rows.append([f"**{_name(config, a)}**", *said, *[number(float(gain[a]), 2)] * compared])
    return rows


def _large(config: Config, norm: Floats) -> list[str]:
    """Activations whose gradients are too large for any usual step."""
    most = np.median(norm.max(2), 1)
    return [
        f"{ACTIVATIONS[name].name} has gradients of size {number(float(m), 2)}: a usual step overshoots by far."
        for name, m in zip(config.names, most, strict=True)
        if m > HUGE
    ]


def _chaotic(config: Config, result: Result) -> list[str]:
    """Networks whose numbers hang on the last bit of their inputs."""
    return [
        f"{ACTIVATIONS[name].name} is chaotic here: pictures changed in the last bit of their numbers change its "
        f"gradients by up to {percent(float(by), 0)}. Two correct programs differ by as much."
        for name, by in zip(config.names, result.shaken, strict=True)
        if by > CHAOTIC
    ]


def each(factor: float, times: int = 1) -> str:
    """A layer's factor, in so many digits that the power of what is written is right within a twentieth."""
    digits = range(3, 7)
    return next(
        (text for text in (number(factor, n) for n in digits) if _close(text, factor, times)), number(factor)
    )


def _close(text: str, factor: float, times: int) -> bool:
    try:
        return factor == 0 or abs((float(text) / factor) ** times - 1) < 0.05
    except ValueError:  # a dash, or a power of ten
        return True


def _multiplied(factor: float, times: int) -> str:
    """The power, and what it comes to: 0.142²⁰ = 1.1 · 10⁻¹⁷."""
    base = each(factor, times)
    base = f"({base})" if "·" in base else base
    return f"{base}{raised(times)} = {number(factor**times, 2)}" if times > 1 else base


def _clipped(config: Config, result: Result) -> str:
    """Whether clipping has anything to do; a layer's share stays as it is."""
    if not config.clip or config.residual or config.norm != "none":
        return ""
    least = float(np.nanmin(result.factor))
    if least < 1:
        return (
            f"Clipping multiplies the gradients of all layers by the same number, here {number(least, 2)}, so "
            "their ratios stay the same."
        )
    return "No gradient is long enough to be clipped."


def _advice(config: Config, result: Result, left: Floats, exact: NDArray[np.bool_]) -> str:
    if config.init == "zeros":
        return "Weights of 0 pass nothing back. Draw them at random."
    if exact.any():
        return "Wider layers, another activation, or residual connections open a path."
    if config.remedied:
        return ""
    if (left < HEALTHY).any():
        return "He’s draw for ReLU, residual connections or normalisation would help."
    if _large(config, result.now.norm):
        return "Smaller weights, normalisation, or clipping would help."
    return ""


def learned(config: Config, first: Layers, now: Layers, test_error: Floats, step: int) -> str:
    """What training has come to: error and loss of each activation, the median of the draws."""
    parts = []
    for a, name in enumerate(config.names):
        error, loss, start = (float(np.median(v[a])) for v in (test_error, now.loss, first.loss))
        called = f"**{ACTIVATIONS[name].name}**"
        if math.isnan(error):
            parts.append(f"{called} has broken down.")
            continue
        stuck = step > 0 and loss > 0.9 * start
        parts.append(f"{called}: {percent(error)} of the test is misread{', it has not learned' if stuck else ''}.")
    return " ".join(parts)


def size(norm: float, exact: bool, *, low: float = 5e-324) -> str:
    """A gradient's norm in words: a 0 that is not exact is an underflow below `low`, the least number there is."""
    if norm == 0:
        return "exactly 0" if exact else f"below {number(low)}"
    return number(norm, 2)
