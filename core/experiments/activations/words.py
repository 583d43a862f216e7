"""What the bends on the screen show, in words, from their own numbers."""

from collections.abc import Iterator

from core.experiments.activations.config import Config
from core.experiments.activations.slopes import Facts, Result
from core.learning.nets import ACTIVATIONS
from core.told import Told
from core.words import number, percent


def describe(config: Config, result: Result) -> Told:
    """What the picture says of the focus, from its numbers."""
    index = result.names.index(config.focus)
    name, fact = ACTIVATIONS[config.focus].name, result.facts[index]
    _, steep, _ = result.at[index]
    if abs(steep) < config.threshold:
        conclusion = (
            f"At z = {number(config.z)} {name} has a slope of {number(steep)}, below {config.threshold:g}: a "
            "gradient that comes back here is lost."
        )
    else:
        turned = " with its sign turned" if steep < 0 else ""
        conclusion = (
            f"At z = {number(config.z)} {name} has a slope of {number(steep)}: {percent(abs(steep), 0)} of a "
            f"gradient that comes back here goes on{turned}."
        )
    return Told(
        "One chart has the values of each bend, the other its slopes.",
        conclusion,
        _nowhere(config, fact),
    )


def _nowhere(config: Config, fact: Facts) -> Iterator[str]:
    if not fact.steepest:
        yield "It has **no slope anywhere**: gradient descent cannot train what lies before it."
    elif not len(fact.flat):
        yield f"It is nowhere flatter than {config.threshold:g}: no gradient is lost in it."
