"""What one update did to the templates, in words, from its own numbers."""

import math
from collections.abc import Sequence

from core.experiments.template_learning.config import Config
from core.experiments.template_learning.walk import Result
from core.told import Told
from core.words import percent

CERTAIN = 5e-4  # an error of less adds nothing that can be seen


def describe(config: Config, names: Sequence[str], result: Result, tested: tuple[float, float]) -> Told:
    """What the update does, from its numbers; `names` are the classes', `tested` is test(config, result)."""
    drawn = (
        "Each row is one class. Learning rate × error × picture is added to its old template. The line on the "
        "new template goes around what has changed."
    )
    name, error = names[result.label], result.update.error[result.label]
    failed, remedy = _failure(config, name, result, tested)
    if error < CERTAIN:
        nothing = (
            f"The templates are already certain of {name}, the class of this picture, so the update adds next to "
            "nothing."
        )
        return Told(drawn, failed or nothing, [nothing, remedy] if failed else [])
    before, after = (percent(p[result.label]) for p in (result.update.probabilities, result.after))
    added, removed = ("brighter than grey", "darker") if result.picture.ndim == 3 else ("orange", "blue")
    does = f"The update adds the picture to template {name} and removes it from the others"
    gains = f"so the probability of {name} goes from {before} to {after}"
    why = (
        f"The error is 1 − {result.update.probabilities[result.label]:.3f} = +{error:.3f} for {name}, the class of "
        "the picture, and 0 − probability for every other class."
    )
    signs = f"What is added is {added}, what is removed is {removed}."
    notes = [f"{does}, {gains}.", why, remedy] if failed else [why, signs]
    return Told(drawn, failed or f"{does}, {gains}.", notes)


def _failure(config: Config, name: str, result: Result, tested: tuple[float, float]) -> tuple[str, str]:
    """What is wrong with the learning rate, and what helps; "" twice where nothing is."""
    k, guessing, (test_error, test_loss) = result.label, math.log(len(result.after)), tested
    rise = result.after[k] - result.update.probabilities[k]
    # What one picture does by being learned many times is no fault of the rate, unless it is beyond all measure.
    first_time = result.number > 1 and not result.again
    if test_loss > 4 * guessing or (first_time and test_loss > 1.5 * guessing):
        return (
            f"The learning rate {config.lr:g} is too large: one picture outweighs all that was learned before.",
            f"The mean test loss is {test_loss:.1f}; blind guessing has {guessing:.1f}. Try {config.lr / 10:g}.",
        )
    if rise < 0.005 and result.update.error[k] > 0.1 and test_error > 0.3:
        return (
            f"The learning rate {config.lr:g} is too small: this update raised the probability of {name} by only "
            f"{100 * rise:.2f} points.",
            f"After {result.number:,} updates {percent(test_error, 0)} of the test pictures are misread. Try "
            f"{config.lr * 10:g}.",
        )
    return "", ""
