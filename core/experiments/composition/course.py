"""What Composition teaches: steps in the order of EPFL, “The Power of Composition”, questions, and exercises."""

from collections.abc import Sequence

import numpy as np

from core.course import Choice, Course, Exercise, Step
from core.experiments.composition.config import PRESETS, Config
from core.experiments.composition.training import constant, learned, target, train
from core.experiments.composition.waves import Result, run
from core.learning.fitted import Snapshot, last
from core.words import number

Run = Sequence[Snapshot]
UNITS, PEAKS = 20, 50  # of an exercise
FAST = 2_500  # updates of an exercise


def _shown(config: Config, result: Result) -> str:
    one, two, both = result.first.peaks, result.second.peaks, result.joined.peaks
    if both == 2 * one * two:
        return (
            f"f₁ runs through [0, 1] {2 * one} times, up and down, and each time it shows all of f₂: "
            f"2 · {one} · {two} = {both}."
        )
    return f"f₁ shows only a part of f₂ each time it rises or falls, so {both} of {2 * one * two} peaks are left."


def _beside(config: Config, result: Result) -> str:
    one, two, both = result.first.peaks, result.second.peaks, result.joined.peaks
    return (
        f"Each unit of one layer bends the sum once, so {result.units} units bend it {result.units} times at most. "
        f"With {one} and {two} peaks, the sum has {both}."
    )


def _winners(config: Config, found: Run) -> tuple[int, int, int]:
    """In how many seeds the deep net and the one layer have learned the wave, and of how many."""
    now = last(found)
    deep, wide = (learned(config, now[net]) for net in ("deep", "one layer"))
    return sum(deep), sum(wide), len(deep)


def _who(config: Config, found: Run) -> int:
    """0: neither learns it in most seeds; 1: only the one layer; 2: only the deep net; 3: both."""
    deep, wide, many = _winners(config, found)
    return 2 * (2 * deep > many) + (2 * wide > many)


def _seeds(config: Config, found: Run) -> str:
    deep, wide, many = _winners(config, found)
    said = f"The deep net has learned the wave in {deep} of {many} seeds, the one layer in {wide}."
    if deep > wide:
        return f"{said} A unit of a late layer bends the answer at many places at once, a unit of one layer at one."
    return f"{said} Depth helps only where training finds the weights."


def _luck(config: Config, found: Run) -> str:
    now, mean = last(found)["deep"], constant(target(config))
    best = float(now.rms.min())
    return (
        f"The best of {len(now.rms)} seeds has an error of {number(best, 2)}, and the wave’s mean has "
        f"{number(mean, 2)}. To learn it, nearly every unit would have to start at the right place."
    )


def _even(config: Config, result: Result) -> str:
    if config.join != "compose":
        return "Put the waves one after the other."
    peaks = result.joined.peaks
    return "" if peaks % 2 and peaks >= 5 else f"The joined wave has {peaks} peak{'s' * (peaks != 1)}."


def _many(config: Config, result: Result) -> str:
    if (units := 2 * (config.n1 + config.n2)) > UNITS:
        return f"Both waves have {units} units."
    peaks = result.joined.peaks
    return "" if peaks >= PEAKS else f"The joined wave has {peaks} peak{'s' * (peaks != 1)}."


def _reversed(config: Config, found: Run) -> str:
    if config.steps > FAST:
        return f"Choose at most {FAST:,} steps."
    deep, wide, many = _winners(config, found)
    if wide < many:
        return f"The one layer learns the wave in {wide} of {many} seeds."
    return f"The deep net still learns the wave in {deep} of {many} seeds." if deep else ""


COURSE = Course(
    of=run,
    steps=(
        Step(
            PRESETS["3 and 2 peaks"].config,
            "Move the dot along x: while f₁ rises and falls once, all of f₂ is shown twice.",
        ),
        Step(
            PRESETS["The tent twice"].config,
            "The smallest case: a tent is put into a tent. Look at both flanks.",
            Choice(
                ask="A tent has one peak. The tent of the tent, f₂(f₁(x)), has how many?",
                options=("one", "two", "three or more"),
                truth=lambda config, result: int(np.searchsorted([1, 2], result.joined.peaks)),
                cause=_shown,
            ),
        ),
        Step(
            PRESETS["4 and 5 peaks"].config,
            "In the grey parts f₁ falls, so f₂ is shown from right to left.",
            Choice(
                ask="f₁ has 4 peaks and f₂ has 5. How many has f₂(f₁(x))?",
                options=("9, their sum", "20, their product", "40, twice their product", "more than 40"),
                truth=lambda config, result: int(np.searchsorted([9, 20, 40], result.joined.peaks)),
                cause=_shown,
            ),
        ),
        Step(
            PRESETS["Side by side"].config,
            "The same ten units stand side by side in one layer, and their waves are added.",
            Choice(
                ask="One after the other, 3 and 2 peaks make 12. How many do they make side by side?",
                options=("5 or fewer", "6 to 11", "12 or more"),
                truth=lambda config, result: int(np.searchsorted([5, 11], result.joined.peaks)),
                cause=_beside,
            ),
        ),
        Step(
            PRESETS["Half the height"].config,
            "f₁ reaches only ½. Move the dot, and follow it from f₁ to f₂.",
            Choice(
                ask="f₁ becomes half as high. What happens to the 12 peaks of f₂(f₁(x))?",
                options=("hardly any are left", "about half are left", "all are left, and are half as high"),
                truth=lambda config, result: int(np.searchsorted([3, 9], result.joined.peaks)),
                cause=_shown,
            ),
        ),
        Step(
            Config(n1=2, n2=2, steps=3000),
            "A deep net and one layer with as many weights learn a wave of eight peaks.",
            Choice(
                ask="A deep net, and one layer with as many weights: which learns eight peaks within 3,000 steps?",
                options=("neither", "only the one layer", "only the deep net", "both"),
                truth=_who,
                cause=_seeds,
                of=train,
            ),
            section="Can a deep net learn what a shallow one cannot?",
        ),
        Step(
            Config(n1=2, n2=2, width=3, depth=3, steps=4000),
            "Eight units are enough to write this wave down. Now nine units try to learn it.",
            Choice(
                ask="In how many of five seeds do nine units, in three layers, learn the wave of eight units?",
                options=("in none or one", "in two or three", "in four or five"),
                truth=lambda config, found: int(np.searchsorted([1, 3], _winners(config, found)[0])),
                cause=_luck,
                of=train,
            ),
            section="Can a deep net learn what a shallow one cannot?",
        ),
    ),
    exercises=(
        Exercise(
            "Share the units out",
            f"Make at least {PEAKS} peaks with at most {UNITS} units in both waves together.",
            missing=_many,
        ),
        Exercise(
            "An odd number",
            "At full height the number of peaks is even. Make an odd number, at least 5, one after the other.",
            missing=_even,
        ),
        Exercise(
            "The shallow net wins",
            f"In at most {FAST:,} steps, let the one layer learn the wave in all seeds and the deep net in none.",
            missing=_reversed,
            of=train,
        ),
    ),
)
