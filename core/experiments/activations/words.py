"""What the bends on the screen show, in words, from their own numbers."""

from core.experiments.activations.config import Config
from core.experiments.activations.slopes import Result, _flat_parts
from core.learning.nets import ACTIVATIONS
from core.told import Told
from core.words import number, percent


def describe(config: Config, result: Result) -> Told:
    """What the picture says of the focus, from its numbers."""
    index = result.names.index(config.focus)
    name, fact = ACTIVATIONS[config.focus].name, result.facts[index]
    here, steep, step = result.at[index]
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
        "One chart has the values of each bend, the other its slopes. Where a slope is near 0, the bend is flat.",
        conclusion,
        [
            f"The value there is {number(here)}, and one step to the right, to z + 1, adds {number(step)}.",
            *_flat_parts(config, fact),
        ],
    )
