"""What nine learners in all possible worlds show, in words, from exact errors."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from core.experiments.learning_needs.config import LEARNERS, Config
from core.experiments.learning_needs.cover import SAMPLED, Cover
from core.experiments.learning_needs.free_lunch import NAMES, Result
from core.told import Told
from core.words import capital, listed, percent

HALF = Fraction(1, 2)
KINDS = {
    "all": "worlds",
    "separable": "linearly separable worlds",
    "smooth": "smooth worlds",
    "symmetric": "symmetric worlds",
    "rough": "rough worlds",
}


def describe(config: Config, result: Result) -> Told:
    """What the learners, the cube and the squares are, and whether any learner is better than another."""
    hidden, many = len(result.unseen), result.many
    wrong = (
        "whether the chosen learner gets the unseen corner wrong"
        if hidden == 1
        else f"how many of the {hidden} unseen corners the chosen learner gets wrong"
    )
    drawn = (
        f"Each square is one of {len(result.wrong[0])} worlds, from smooth to rough: it says {wrong}. Beside them "
        f"stand the mean errors over the {many} possible {KINDS[config.worlds]}."
    )
    return Told(drawn, _conclusion(config, result), _notes(config, result), _numbers(result))


def _conclusion(config: Config, result: Result) -> str:
    means = {name: result.mean(name) for name in NAMES}
    low, high = min(means.values()), max(means.values())
    if low == high:
        return f"Every learner errs in exactly {fraction(low)} of all cases: none is better than a coin."
    worst = _those(means, high)
    if low == HALF:
        return f"No learner is better than a coin here, and {worst} at {percent(float(high))} is worse."
    return (
        f"Now the learners differ: the least mean error is {percent(float(low))}, by {_those(means, low)}, and the "
        f"largest is {percent(float(high))}, by {worst}."
    )


def _those(means: dict[str, Fraction], value: Fraction) -> str:
    """Who has this mean error: at most two by name."""
    names = [LEARNERS[name] for name, mean in means.items() if mean == value]
    return listed(names) if len(names) < 3 else f"{len(names)} learners"


def _notes(config: Config, result: Result) -> Iterator[str]:
    if config.worlds == "all":
        yield (
            "What a learner sees leaves each unseen corner 0 in as many worlds as 1. So each answer is right in "
            "one half of them."
        )
    elif result.best == 0:
        yield "Whoever knew which worlds are possible would make no mistake."
    else:
        least = percent(float(result.best))
        yield f"Whoever knew which worlds are possible would err in {least}, and nobody in less."


def _numbers(result: Result) -> Iterator[Sequence[str]]:
    wrong = [f"{k} wrong" for k in range(len(result.unseen) + 1)]
    yield "", "mean error", "", *wrong
    for at, name in enumerate(NAMES):
        mean, all_of = result.mean(name), int(result.shares[at].sum())
        shares = [fraction(Fraction(int(one), all_of)) for one in result.shares[at]]
        yield capital(LEARNERS[name]), fraction(mean), percent(float(mean)), *shares


def fraction(value: Fraction) -> str:
    """A share in lowest terms: 1/2, and 0 or 1 as they are."""
    return str(value)


def covered(config: Config, found: Cover) -> Told:
    """What the measured shares and Cover's formula show."""
    weights = config.dimension + 1
    half = int(np.flatnonzero(found.points == 2 * weights)[0])
    counted = int((found.error == 0).sum())
    how = (
        "all labellings are counted"
        if counted == len(found.points)
        else f"{SAMPLED} labellings are drawn at random"
    )
    return Told(
        "Each dot is a number of points: of its labellings this share can be separated by one plane. Where it "
        f"is many points, {how}. The line is Cover’s formula.",
        f"In {config.dimension} dimension{'s' * (config.dimension > 1)} a plane has {weights} weights, and at "
        f"twice as many points it separates {percent(float(found.share[half]))} of all labellings.",
        [
            "Fewer points say nothing: any labels could be fitted. Many points that are fitted say "
            "that there is a structure."
        ],
    )
