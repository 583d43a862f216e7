"""What Softmax teaches: steps in the order of CS5242 lecture 3, questions, and exercises."""

import math
from dataclasses import replace

import numpy as np

from core.course import Axis, Choice, Course, Exercise, Number, Step
from core.experiments.softmax.config import DECK, PRESETS, SLIPS, Config
from core.experiments.softmax.formula import Result, run
from core.experiments.softmax.scores import numbers
from core.words import number, percent

FOUR, SURE = PRESETS["Four scores"].config, PRESETS["One clear winner"].config
OVER, SAVED = PRESETS["Beyond float32"].config, PRESETS["Its remedy"].config
HOT, TWO = PRESETS["Hot"].config, PRESETS["Two classes"].config
MOVED = 1e-9  # of a probability: what rounding alone does
CLOSE = 1e-9  # of a score that is to be kept
NEAR = 0.005  # of a probability that is to be reached
LEADS = "How large must a lead be?"  # the sections of the page
LEARNING = "What does a score learn?"


def _largest(config: Config, result: Result) -> float:
    return 100 * float(result.probabilities[result.order[0]])


def _factor(config: Config, result: Result) -> str:
    best, second = result.order[:2]
    return (
        f"Class {best} leads class {second} by {number(result.lead)} only, so it is "
        f"{number(math.exp(result.lead / config.temperature))} times as probable."
    )


def _left(config: Config, result: Result) -> int:
    return 2 - int(np.searchsorted([0.01, 0.1], result.others))


def _how_left(config: Config, result: Result) -> str:
    return (
        f"A lead of {number(result.lead)} is a factor of {number(math.exp(result.lead / config.temperature))} in "
        f"the probability. All others share {percent(result.others)}."
    )


def _without(config: Config) -> Config:
    """The same scores without the constant, by logarithms."""
    return replace(config, shift=0.0, arithmetic="exact")


def _what_moves(config: Config, result: Result) -> int:
    """0: the largest probability grows; 1: the shares come nearer to each other; 2: none moves."""
    best = result.order[0]
    by = float(result.probabilities[best] - run(_without(config)).probabilities[best])
    return 2 if abs(by) < MOVED else 0 if by > 0 else 1


def _cancels(config: Config, result: Result) -> str:
    return (
        f"exp(s + {number(config.shift)}) is exp({number(config.shift)}) times exp(s). This factor is in the sum "
        "too, and cancels."
    )


def _outcome(config: Config, result: Result) -> int:
    """0: all is right; 1: the largest has everything; 2: there is no number."""
    if np.isnan(result.shown).any():
        return 2
    return 0 if float(np.abs(result.shown - result.probabilities).max()) < NEAR else 1


def _infinite(config: Config, result: Result) -> str:
    if not math.isinf(result.total):
        return f"The sum of the exponentials is {number(result.total)}, which float32 can hold."
    return "The sum of the exponentials is infinite in float32. Infinity divided by infinity is no number."


def _flat(config: Config, result: Result) -> str:
    best = result.order[0]
    cool = run(replace(config, temperature=1.0)).probabilities[best]
    return (
        f"Every lead is divided by {number(config.temperature)}. Class {best} has {percent(float(cool))} at "
        f"temperature 1, and {percent(float(result.probabilities[best]))} here."
    )


# Exercises


def _same(config: Config, deck: str, but: int = -1) -> str:
    """What of the scores is not that of the deck, but for one class, which may have any."""
    ours, theirs = numbers(config.scores), numbers(DECK[deck])
    if len(ours) != len(theirs):
        return f"Take {len(theirs)} scores, not {len(ours)}."
    off = [k for k in range(len(ours)) if k != but and abs(ours[k] - theirs[k]) > CLOSE]
    return f"The score of class {off[0]} must be {number(theirs[off[0]])}, as on the slide." if off else ""


def _plain(config: Config, temperature: bool = True) -> str:
    """What stands between the scores and their exponentials."""
    if config.shift:
        return "Let the constant be 0."
    return "Let the temperature be 1." if temperature and config.temperature != 1 else ""


def _half(config: Config, result: Result) -> str:
    if said := _same(config, "ten", but=3) or _plain(config):
        return said
    p = float(result.probabilities[3])
    return "" if abs(p - 0.5) < NEAR else f"Class 3 has {percent(p)}."


def _slip(config: Config, result: Result) -> str:
    if said := _same(config, "four", but=1) or _plain(config):
        return said
    off = [k for k, p in enumerate(result.probabilities) if f"{p:.2f}" != f"{SLIPS['four'][k]:.2f}"]
    return f"Class {off[0]} has {result.probabilities[off[0]]:.4f}." if off else ""


def _heat(config: Config, result: Result) -> str:
    if said := _same(config, "sure") or _plain(config, temperature=False):
        return said
    p = float(result.probabilities[2])
    return "" if abs(p - 0.5) < 0.01 else f"Class 2 has {percent(p)}."


def _nine(config: Config, result: Result) -> str:
    if len(result.scores) != 2:
        return f"Take two scores, not {len(result.scores)}."
    if said := _plain(config):
        return said
    p = float(result.probabilities[0])
    return "" if abs(p - 0.9) < 0.0005 else f"Class 0 has {percent(p, 2)}."


def _underflow(config: Config, result: Result) -> str:
    if config.arithmetic != "plain":
        return "Compute the formula as it stands, in float32."
    if float(result.scores.max()) > 0:
        return f"Class {result.order[0]} has a score above 0."
    if config.shift > 0:
        return "Let the constant be 0 or below."
    return "" if np.isnan(result.shown).all() else "There are probabilities."


SHARE = Axis("probability", 0, 100, unit="\u202f%")
COURSE = Course(
    of=run,
    steps=(
        Step(
            Config(),
            "The exponential makes every score positive, and dividing by the sum makes shares of one whole. Drag a "
            "bar at either end.",
        ),
        Step(
            FOUR,
            "These are the four scores of the slide. Look at class 1: the slide prints .04, and it is .0481.",
            Number(
                ask="Four scores: −2, −0.5, 2 and 1.5. How much of the probability does class 2 get?",
                axis=SHARE,
                truth=_largest,
                cause=_factor,
            ),
        ),
        Step(
            SURE,
            "Now the score of class 2 is 7 in place of 2, and the three others have hardly anything.",
            Choice(
                ask="Class 2 now has the score 7 in place of 2. How much is left for the three others together?",
                options=("over 10\u202f%", "between 1\u202f% and 10\u202f%", "less than 1\u202f%"),
                truth=_left,
                cause=_how_left,
            ),
        ),
        Step(
            replace(Config(), shift=50.0),
            "The constant 50 is added to every score: compare the exponentials with those of the first step.",
            Choice(
                ask="50 is added to each of the ten scores. What happens to the probabilities?",
                options=("the largest grows", "they come nearer to each other", "none of them moves"),
                truth=_what_moves,
                cause=_cancels,
            ),
        ),
        Step(
            OVER,
            "With 100 in place of 50 the formula fails in float32. Where the largest score is subtracted first, "
            "nothing overflows.",
            Choice(
                ask="The constant is 100, and the formula is computed in float32. What comes out?",
                options=("the same as before", "the largest class gets everything", "no numbers at all"),
                truth=_outcome,
                cause=_infinite,
            ),
        ),
        Step(
            HOT,
            "The temperature divides every score. Move it: hot makes the shares alike, cold gives all to the "
            "largest.",
            Number(
                ask="At temperature 10 every score is divided by 10. How much does the largest of the ten get?",
                axis=SHARE,
                truth=_largest,
                cause=_flat,
            ),
        ),
        Step(
            TWO,
            "With two classes, softmax is the sigmoid of the difference of the two scores.",
            section=LEADS,
        ),
        Step(
            replace(FOUR, target=3),
            "The gradient of the loss is p − y. Its entries sum to 0: what pushes class 3 up pushes the others "
            "down.",
            section=LEARNING,
        ),
    ),
    exercises=(
        Exercise(
            "Half for class 3",
            "Take the ten scores of the slide. Change the score of class 3 alone, so that it gets 50\u202f%.",
            missing=_half,
        ),
        Exercise(
            "What the slide prints",
            "Take the slide’s four scores. Find a score of class 1 with which all four probabilities are as the "
            "slide prints them.",
            missing=_slip,
            lab="CS5242 lecture 3, lab 02",
        ),
        Exercise(
            "Half by heat",
            "Take the four scores with the 7. Without changing a score, let class 2 have 49 to 51\u202f%.",
            missing=_heat,
        ),
        Exercise(
            "Nine to one",
            "Take two classes, without temperature or constant, and let class 0 have 90.0\u202f%.",
            missing=_nine,
        ),
        Exercise(
            "Nothing divided by nothing",
            "In float32, by the formula as it stands, let every probability fail with no score and no constant "
            "above 0.",
            missing=_underflow,
        ),
    ),
)
