"""What the templates show, in words, from their own numbers."""

from collections.abc import Iterator

import numpy as np

from core.experiments.templates.config import Config
from core.experiments.templates.training import Snapshot
from core.words import percent


def describe(config: Config, first: Snapshot, now: Snapshot) -> str:
    """What the tiles show at `now`, given the step-0 snapshot `first`, from their numbers."""
    count = len(config.classes)
    if now.step == 0:
        return (
            f"Before training each template is random noise between −{-now.weight.min():.2f} and "
            f"{now.weight.max():.2f}: {percent(now.test_error)} of the test pictures are misread; blind guessing "
            f"among {count} classes misreads about {percent(1 - 1 / count, 0)}."
        )
    colours = (
        "where a colour is brighter than grey, light of that colour speaks for the class; where darker, against it"
        if now.weight.ndim == 4
        else "where it is vermilion, ink speaks for the class; where it is blue, ink speaks against it"
    )
    return " ".join(
        [
            f"Each tile is one row of the weight matrix: {colours}.",
            f"At step {now.step:,}, {percent(now.test_error)} of the test pictures are misread.",
            *_on_the_tiles(config, first, now),
            *_on_the_figures(config, now),
        ]
    )


def _on_the_tiles(config: Config, first: Snapshot, now: Snapshot) -> Iterator[str]:
    if config.permute_pixels:
        yield (
            "The pixels are scrambled, so no tile looks like anything, yet the error is that of the tidy pictures: "
            "a linear layer does not know which pixels are neighbours."
        )
    elif config.dataset in ("mnist", "digits") and 0 in config.classes:
        middle = float(now.weight[config.classes.index(0)][11:17, 12:16].mean())
        if middle < 0:
            yield f"Template 0 has learned its hole: ink there (mean weight −{-middle:.2f}) speaks against a 0."
        else:
            yield f"In the middle of template 0 the mean weight is still +{middle:.2f}."
    untouched = np.all(now.weight == first.weight, axis=0).mean()
    if untouched > 0.02:
        yield (
            f"The weights of {percent(untouched)} of the pixels are still the noise they were drawn with: no "
            "picture so far has moved them, mostly because none had ink there. Weight decay would wipe it out."
        )
    elif config.weight_decay:
        yield f"Weight decay {config.weight_decay:g} pulls every weight that the data do not hold up to 0."


def _on_the_figures(config: Config, now: Snapshot) -> Iterator[str]:
    if now.test_error > 1.5 * now.train_error and now.test_error - now.train_error > 0.02:
        yield (
            f"The training error is {percent(now.train_error)}: the difference is overfitting; more pictures or "
            "weight decay would help."
        )
    guessing = np.log(len(config.classes))
    if config.lr >= 1 and now.test_loss > 2 * guessing:
        yield (
            f"The test loss, {now.test_loss:.1f}, is worse than blind guessing's {guessing:.1f}: the learning "
            f"rate {config.lr:g} is too large. Try {config.lr / 100:g}."
        )
