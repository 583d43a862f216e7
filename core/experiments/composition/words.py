"""What the waves and the networks show, in words, from counted peaks and measured errors."""

from collections.abc import Mapping

import numpy as np

from core.config import runnable
from core.experiments.composition.config import Config
from core.experiments.composition.training import constant, learned, rises, target
from core.experiments.composition.waves import Result, run
from core.learning.fitted import Snapshot
from core.learning.nets import count_weights
from core.words import number


def describe(config: Config, result: Result) -> str:
    """What the three waves show, from their counted peaks."""
    one, two, both = result.first.peaks, result.second.peaks, result.joined.peaks
    if config.join == "add":
        return (
            f"f₁ has {_many(one, 'peak')} and f₂ has {two}. Side by side in one hidden layer of {result.units} "
            f"units, half of each, they make {both}. So many units bend at most {result.units} "
            f"times, here {result.joined.pieces - 1}; composed, the same units would make "
            f"{run(runnable(config, 'training')).joined.peaks} peaks."
        )
    said = (
        f"f₁ has {_many(one, 'peak')} and f₂ has {two}. f₁ runs through f₂’s input {2 * one} times, up and down "
        f"(grey), and each time f₂ shows what it has there, forwards or mirrored: {_many(both, 'peak')}"
    )
    if config.height < 1:
        top = number(float(result.first.y.max()), 2)
        return (
            f"{said}, not {2 * one * two}. f₁ reaches only {top}, so f₂ is asked about that part of its input "
            "alone. A layer multiplies what the next one can make only if it fills its input."
        )
    x, between, end = result.trace
    return (
        f"{said} from {result.units} units; one hidden layer that draws {both} peaks in the same way needs "
        f"{2 * both}. The dot: x = {x:.2f} goes to f₁(x) = {between:.2f}, and f₂ takes that to {end:.2f}."
    )


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def described(config: Config, now: Mapping[str, Snapshot]) -> str:
    """What the two networks have learned at `now`, one snapshot each, over all seeds."""
    if len(now) < 2:
        return "Both networks start from random weights."
    wave = target(config)
    parts = [
        f"f₂(f₁(x)) has {_many(wave.peaks, 'peak')}. A network that always answers its mean has an error of "
        f"{constant(wave):.3f}. One that has learned it has every peak, and less than a tenth of that error."
    ]
    for name, words in (("deep", f"{config.depth} layers"), ("one layer", "One layer")):
        s = now[name]
        many, found = len(s.rms), rises(s.outputs)
        least, middle, most = (number(float(f(s.rms)), 2) for f in (np.min, np.median, np.max))
        parts.append(
            f"{words} of {s.widths[1]} units, {count_weights(s.widths):,} weights, at step {s.step:,}: **learned "
            f"by {sum(learned(config, s))} of {many} seeds**. Their errors are {least} to {most}, {middle} in the "
            f"middle; they have {min(found)} peaks at least."
        )
        if any(s.dead):
            parts.append(
                f"**{sum(s.dead)} of {many} are dead**: a layer says 0 everywhere, and nothing can "
                "reach the layers before it. Remedy: a smaller learning rate."
            )
    return " ".join(parts)
