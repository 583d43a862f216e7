"""What the bends on the screen show, in words, from their own numbers."""

from core.experiments.activations.config import Config
from core.experiments.activations.slopes import Result, _flat_parts
from core.learning.nets import ACTIVATIONS
from core.words import number, percent


def describe(config: Config, result: Result) -> str:
    """What the picture says of the focus, from its numbers."""
    index = result.names.index(config.focus)
    name, fact = ACTIVATIONS[config.focus].name, result.facts[index]
    here, steep, step = result.at[index]
    said = f"At z = {number(config.z)} {name} says {number(here)} with a slope of {number(steep)}"
    if abs(steep) < config.threshold:
        said += f": below {config.threshold:g}, so **a gradient that comes back here is lost**."
    else:
        turned = " with its sign turned" if steep < 0 else ""
        said += f": {percent(abs(steep), 0)} of a gradient that comes back goes on{turned}."
    return " ".join([f"{said} One step to the right, to z + 1, adds {number(step)}.", *_flat_parts(config, fact)])
