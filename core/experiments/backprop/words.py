"""What backpropagation shows on the screen, in words, from its own numbers."""

from collections.abc import Iterator

import numpy as np

from core.experiments.backprop import paths as words
from core.experiments.backprop.config import Config
from core.experiments.backprop.run import Result, gradient_of, input_of
from core.experiments.backprop.steps import unit
from core.told import Told
from core.words import number


def describe(config: Config, result: Result) -> Told:
    """What the graph shows, from this result's numbers: the marked weight, its paths, and what stops them."""
    net, at = result.net, result.marked
    g, name = gradient_of(result.back.gradient, at), words.weight(net, at)
    conclusion, *notes = [
        *words.failures(net, result.forward, result.back),
        f"If {name} grows by 0.01, the error E changes by about {number(0.01 * g)}."
        if g
        else f"{name.capitalize()} learns nothing, because its gradient is exactly 0.",
    ]
    return Told(
        "Each circle is a unit with its value, and each line is a weight. A δ that has come back from the error "
        "stands below its unit. One weight or bias is marked.",
        conclusion,
        [*notes, *words.paths(net, at, input_of(result, at), result.paths)],
        [("", "value"), *_numbers(result, g, name)],
    )


def _numbers(result: Result, g: float, name: str) -> Iterator[tuple[str, str]]:
    """The error, the marked weight's gradient, and the mean |delta| of each layer, from the output back."""
    yield "error E", number(result.forward.loss)
    yield f"gradient of {name}", number(g)
    layers = list(enumerate(result.back.deltas, 1))
    for m, delta in reversed(layers if len(layers) > 1 else []):
        yield f"mean size of δ in layer {unit(result.net, m, 0)[0]}", number(float(np.abs(delta).mean()))
