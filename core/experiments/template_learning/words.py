"""What one update did to the templates, in words, from its own numbers."""

import math
from collections.abc import Iterator, Sequence

from core.experiments.template_learning.config import Config
from core.experiments.template_learning.walk import Result
from core.words import listed, percent


def describe(config: Config, names: Sequence[str], result: Result, tested: tuple[float, float]) -> str:
    """What the update does, from its numbers; `names` are the classes', `tested` is test(config, result)."""
    name, before, after = names[result.label], result.update.probabilities, result.after
    k = result.label
    if result.update.error[k] < 5e-4:
        certain = (
            f"The picture’s class is {name}, and the templates are already certain of it. The errors are all but "
            f"0, and so is what the update adds."
        )
        return " ".join([certain, *_failure(config, name, result, tested)])
    error = result.update.error[k]
    others = listed([other for i, other in enumerate(names) if i != k])
    colours = ("brighter than grey", "darker") if result.picture.ndim == 3 else ("orange", "blue")
    return " ".join(
        [
            f"The picture’s class is {name}, and the templates give it a probability of {percent(before[k])}.",
            f"Its error is 1 − {before[k]:.3f} = +{error:.3f}.",
            "The error of every other class is 0 minus its probability, so it is negative.",
            f"The update adds the picture to template {name} ({colours[0]}) and removes it from {others} "
            f"({colours[1]}). Asked again, the templates give {name} a probability of {percent(after[k])}.",
            *_failure(config, name, result, tested),
        ]
    )


def _failure(config: Config, name: str, result: Result, tested: tuple[float, float]) -> Iterator[str]:
    k, guessing, (test_error, test_loss) = result.label, math.log(len(result.after)), tested
    rise = result.after[k] - result.update.probabilities[k]
    if (test_loss > 1.5 * guessing and result.number > 1) or test_loss > 4 * guessing:
        yield (
            f"**The learning rate {config.lr:g} is too large**: one picture outweighs all that was learned before. "
            f"The mean test loss is {test_loss:.1f} nats; blind guessing has {guessing:.1f}. "
            f"Try {config.lr / 10:g}."
        )
    elif rise < 0.005 and test_error > 0.3:
        yield (
            f"**The learning rate {config.lr:g} is too small**: this update raised the probability of {name} by "
            f"{100 * rise:.2f} points, and after {result.number:,} updates {percent(test_error, 0)} of the test "
            f"pictures are misread. Try {config.lr * 10:g}."
        )
