"""What the templates show, in words, from their own numbers."""

from collections.abc import Iterator

import numpy as np

from core.data.selection import Floats
from core.experiments.templates.config import Config
from core.experiments.templates.training import Snapshot
from core.told import Told
from core.words import number, percent

MOVED = 0.5  # of the size of the first weights: with less change the templates are still noise
MIDDLE = np.s_[11:17, 12:16]  # where a 0 has no ink
LEARNED = 0.5  # of blind guessing's error: with less a layer is said to have learned


def describe(config: Config, first: Snapshot, now: Snapshot) -> Told:
    """What the tiles show at `now`, given the step-0 snapshot `first`, from their numbers."""
    if now.step == 0:
        blind = percent(1 - 1 / len(config.classes), 0)
        return Told(
            _drawn(now),
            f"Before training the templates are random noise, and {percent(now.test_error)} of the test pictures "
            "are misread.",
            [f"Blind guessing among {len(config.classes)} classes misreads about {blind}."],
        )
    conclusion = _conclusion(config, first, now)
    notes = [*_where(now, conclusion), *_scrambled(config), *_left(config, first, now), *_overfits(now)]
    return Told(_drawn(now), conclusion, notes)


def _drawn(now: Snapshot) -> str:
    colours = (
        "Where a colour is brighter than grey, light of that colour raises the score of the class; where it is "
        "darker, such light lowers it."
        if now.weight.ndim == 4
        else "Where it is orange, ink raises the score of the class; where it is blue, ink lowers it."
    )
    return f"Each tile is one row of the weight matrix, laid out as a picture. {colours}"


def _conclusion(config: Config, first: Snapshot, now: Snapshot) -> str:
    guessing = np.log(len(config.classes))
    if config.lr >= 1 and now.test_loss > 2 * guessing:
        return (
            f"The learning rate {config.lr:g} is too large: the test loss, {now.test_loss:.1f}, is worse than "
            f"blind guessing's {guessing:.1f}; try {config.lr / 100:g}."
        )
    moved = _size(now.weight - first.weight) / _size(first.weight)
    if moved < MOVED:
        return (
            "The templates are still the noise that they began with: so far training has changed an average weight "
            f"by only {percent(moved, 0)} of its size."
        )
    wrong, blind = percent(now.test_error), 1 - 1 / len(config.classes)
    if config.permute_pixels and now.test_error < LEARNED * blind:
        return (
            f"The pixels are scrambled and no tile looks like anything, but only {wrong} of the test pictures are "
            "misread."
        )
    if has_hole(config, now):
        return "Template 0 has learned its hole: its middle is blue, so ink there speaks against a 0."
    return f"With one template for each class, the layer misreads {wrong} of the test pictures."


def has_hole(config: Config, now: Snapshot) -> bool:
    """Whether template 0 of digits is blue in its middle, on average by more than its weights are large."""
    if config.permute_pixels or config.dataset not in ("mnist", "digits") or 0 not in config.classes:
        return False
    zero = now.weight[config.classes.index(0)]
    return float(zero[MIDDLE].mean()) < -_size(zero)


def _size(weight: Floats) -> float:
    """The root of the mean square."""
    return float(np.sqrt(np.square(weight, dtype=np.float64).mean()))


def _where(now: Snapshot, conclusion: str) -> Iterator[str]:
    """The test error, where the conclusion does not have it."""
    wrong = f"{percent(now.test_error)} of the test pictures"
    if wrong not in conclusion:
        yield f"At step {now.step:,}, {wrong} are misread."


def _scrambled(config: Config) -> Iterator[str]:
    if config.permute_pixels:
        yield "The layer does not know which pixels are neighbours."


def _left(config: Config, first: Snapshot, now: Snapshot) -> Iterator[str]:
    """What is still noise, or what weight decay does to it."""
    untouched = np.all(now.weight == first.weight, axis=0).mean()
    if untouched > 0.02:
        yield (
            f"The weights of {percent(untouched)} of the pixels are still the noise they were drawn with. No "
            "picture so far has moved them, mostly because none had ink there."
        )
        yield "Weight decay would wipe this noise out."
    elif config.weight_decay:
        yield f"Weight decay {number(config.weight_decay)} pulls to 0 every weight that the data do not hold up."


def _overfits(now: Snapshot) -> Iterator[str]:
    if now.test_error > 1.5 * now.train_error and now.test_error - now.train_error > 0.02:
        yield (
            f"Only {percent(now.train_error)} of the training pictures are misread: this difference is "
            "overfitting. More pictures or weight decay would make it smaller."
        )
