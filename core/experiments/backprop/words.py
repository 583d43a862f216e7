"""What backpropagation shows on the screen, in words, from its own numbers."""

from core.experiments.backprop import paths as words
from core.experiments.backprop.config import Config
from core.experiments.backprop.run import Result, gradient_of, input_of
from core.words import number


def describe(config: Config, result: Result) -> str:
    """What the graph shows, from this result's numbers: the marked weight, its paths, and what stops them."""
    net, at = result.net, result.marked
    g = gradient_of(result.back.gradient, at)
    name = words.weight(net, at)
    does = (
        f"A change of {name} by 0.01 changes E by about {number(0.01 * g)}"
        if g
        else f"{name.capitalize()} learns nothing"
    )
    said = [
        f"E = {number(result.forward.loss)}. {does}: "
        f"its gradient is {number(g)}, {words.paths(net, at, input_of(result, at), result.paths)}.",
        words.strength(net, result.back),
        *words.failures(net, result.forward, result.back),
    ]
    return " ".join(filter(None, said))
