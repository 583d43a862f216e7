"""What the waves and the networks show, in words, from counted peaks and measured errors."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from core.config import runnable
from core.experiments.composition.config import Config
from core.experiments.composition.training import constant, learned, rises, target
from core.experiments.composition.waves import Result, run
from core.learning.fitted import Snapshot
from core.learning.nets import count_weights
from core.told import Told
from core.words import number

CLEARLY = 3  # of five seeds: who learns so many more of them learns more often
LESS = 0.8  # of the other's error: more is called as large


def describe(config: Config, result: Result) -> Told:
    """What the three waves show, from their counted peaks."""
    one, two, both = result.first.peaks, result.second.peaks, result.joined.peaks
    waves = f"The first two charts are the waves f₁, with {_many(one, 'peak')}, and f₂, with {two}."
    if config.join == "add":
        return Told(
            f"{waves} The third is half of each, side by side in one hidden layer.",
            f"Side by side the peaks do not multiply: {_many(result.units, 'unit')} in one layer make "
            f"{_many(both, 'peak')}.",
            [
                f"So many units in one layer can bend {result.units} times at most. Here they bend "
                f"{result.joined.pieces - 1} times.",
                f"Composed, the same units would make {run(runnable(config, 'training')).joined.peaks} peaks.",
            ],
        )
    drawn = f"{waves} The third is f₂ of f₁. In the grey parts f₁ falls, so f₂ is mirrored there."
    top = number(float(result.first.y.max()), 2)
    if both < 2 * one * two:
        return Told(
            drawn,
            f"f₁ reaches only {top}, so f₂ is asked about that part of its input alone: "
            f"{_many(both, 'peak')} {'is' if both == 1 else 'are'} left, not {2 * one * two}.",
            ["A layer multiplies what the next one can make only if it fills its input."],
        )
    x, between, end = result.trace
    runs = f"f₁ runs through the input of f₂ {2 * one} times, and each time f₂ shows {_many(two, 'peak')}"
    return Told(
        drawn,
        f"The peaks multiply: {runs}, so there are {both}."
        if config.height == 1
        else f"The peaks still multiply, to {both}: f₁ reaches only {top}, but all peaks of f₂ lie below that.",
        [
            f"Both waves have {result.units} units together. One hidden layer that draws {_many(both, 'peak')} in "
            f"the same way needs {2 * both}.",
            f"The dot: x = {x:.2f} goes to f₁(x) = {between:.2f}, and f₂ takes that to {end:.2f}.",
        ],
    )


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def described(config: Config, now: Mapping[str, Snapshot]) -> Told:
    """What the two networks have learned at `now`, one snapshot each, over all seeds."""
    wave = target(config)
    drawn = (
        f"Two networks with about the same number of weights learn f₂(f₁(x)), which has "
        f"{_many(wave.peaks, 'peak')}. The curves are their answers, and below them is their error."
    )
    if len(now) < 2:
        return Told(drawn, "Both networks start from random weights.")
    means = (
        f"The error of a network that always answers the wave's mean is {constant(wave):.3f}. One that has learned "
        "the wave has every peak, and less than a tenth of this error."
    )
    notes = [_errors(now), means, *_dead(now)]
    return Told(drawn, _conclusion(config, now), notes, _numbers(config, now))


def _conclusion(config: Config, now: Mapping[str, Snapshot]) -> str:
    """Who has learned the wave: in how many seeds, and where in neither, that being able is not enough."""
    deep, wide = (sum(learned(config, now[net])) for net in ("deep", "one layer"))
    many = len(now["deep"].rms)
    if deep == wide == many:
        return "Both have learned the wave: one layer of as many weights can do it too."
    if not deep and not wide:
        return (
            "Neither has learned the wave so far: that a network could draw it does not mean that training finds "
            "it."
        )
    if deep - wide >= CLEARLY:
        if not wide:
            return (
                f"The deep net learns what the shallow one does not: in {deep} of {many} seeds it has learned the "
                "wave, the shallow net in none."
            )
        return f"The deep net learns the wave more often: in {deep} of {many} seeds, the shallow one in {wide}."
    if wide - deep >= CLEARLY:
        return f"The shallow net learns the wave more often: in {wide} of {many} seeds, the deep one in {deep}."
    return (
        f"Neither learns it clearly more often: the deep net in {deep} of {many} seeds, the shallow one in {wide}."
    )


def _errors(now: Mapping[str, Snapshot]) -> str:
    """Whose error is smaller, by more than the seeds differ."""
    deep, wide = now["deep"].rms, now["one layer"].rms
    for name, low, high in (("deep net", deep, wide), ("one layer", wide, deep)):
        if float(np.median(low)) < LESS * float(np.median(high)) and low.max() < high.min():
            return f"The error of the {name} is the smaller one, in every seed."
    return "The two errors do not differ clearly."


def _dead(now: Mapping[str, Snapshot]) -> Iterator[str]:
    dead, many = (sum(f(s.dead) for s in now.values()) for f in (sum, len))
    if dead:
        yield (
            f"**Of {many} networks, {dead} {'is' if dead == 1 else 'are'} dead**: a layer says 0 everywhere, and "
            "nothing can reach the layers before it. A smaller learning rate would help."
        )


def _numbers(config: Config, now: Mapping[str, Snapshot]) -> Iterator[Sequence[str]]:
    yield "", "weights", "step", "learned by", "median error", "least", "most", "peaks, at least"
    for name, words in (("deep", f"{config.depth} layers"), ("one layer", "One layer")):
        s = now[name]
        errors = [number(float(f(s.rms)), 2) for f in (np.median, np.min, np.max)]
        yield (
            f"{words} of {s.widths[1]} units",
            f"{count_weights(s.widths):,}",
            f"{s.step:,}",
            f"{sum(learned(config, s))} of {len(s.rms)} seeds",
            *errors,
            f"{min(rises(s.outputs))}",
        )
