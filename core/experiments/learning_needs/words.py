"""What nine learners in all possible worlds show, in words, from exact errors."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from core.experiments.learning_needs import amounts, cases, corners, manifold
from core.experiments.learning_needs.config import LEARNERS, WORLDS, Config
from core.experiments.learning_needs.cover import SAMPLED, Cover
from core.experiments.learning_needs.free_lunch import NAMES, Result
from core.told import Told
from core.words import capital, listed, percent, raised

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
    plane = {1: "point", 2: "line"}.get(config.dimension, "plane")
    how = f"{SAMPLED} labellings are drawn for each" if found.error.any() else "all labellings are counted"
    return Told(
        f"Each dot is a number of points, and the share of their labellings that a {plane} separates: {how}. The "
        "line is Cover’s formula.",
        f"In {config.dimension} dimension{'s' * (config.dimension > 1)} a {plane} has {weights} weights, and at "
        f"twice as many points it separates {percent(float(found.share[half]))} of all labellings.",
        [
            "To fit few points says nothing, for any labels could be fitted. To fit many points says that there "
            "is a structure."
        ],
    )


CLOSE = 0.02  # models that differ by less are about as good
MODEL = {"linear": "the linear model", "tree": "the tree", "deep": "the deep net"}
WHAT = {
    "new": "new",
    "half": "half and half",
    "scrambled": "scrambled",
    "drawn": "mixed pixels",
    "noise": "random pixels",
}


def pictured(found: manifold.Snapshot) -> Told:
    """Which pictures lie near others, and what that says."""
    _, noise, _, scrambled, half = found.shares
    many, pixels = len(found.distances[0]), found.examples[0, 0].size
    like = "not one looks" if noise == 0 else f"{percent(float(noise))} look"
    notes = [
        f"One byte a pixel makes 10{raised(int(pixels * np.log10(256)))} different pictures: nearly all are noise.",
    ]
    if half > HALF:
        notes.append(
            f"But near is not enough: of those that are half one and half another, "
            f"{percent(float(half), 0)} are near."
        )
    if scrambled > 0:
        notes.append(f"Of scrambled pictures {percent(float(scrambled))} are near too.")
    return Told(
        f"Each row is a kind of picture: two of {many}, each with its nearest training picture. In mixed pixels, "
        f"each pixel is from another picture. “As near” counts those that are as near to one as "
        f"{percent(manifold.NEAR, 0)} of new pictures are.",
        f"Of {many} pictures of random pixels, {like} like anything that was seen.",
        notes,
    )


def morphed(found: manifold.Snapshot, pair: int, names: Sequence[str]) -> Told:
    """What lies between two pictures, in pixels and in the hidden layer."""
    one, other = (names[k] for k in found.ends[pair - 1])
    met = [names[k] for k in found.classes[pair - 1]]
    runs = [name for k, name in enumerate(met) if not k or name != met[k - 1]]
    middle = float(found.sure[pair - 1, 0, manifold.STEPS // 2].max())
    return Told(
        f"From {one} to {other} in {manifold.STEPS} steps. Above, one picture fades into the other. Below, the "
        "hidden layer goes straight from one to the other. At each step stands the training picture "
        "that is nearest there.",
        f"Through the hidden layer one meets one picture at a time: {', then '.join(runs)}.",
        [
            f"Half way, the faded picture shows both at once. The network is up to {percent(middle, 0)} sure of "
            "one of them.",
            f"It has one hidden layer of {manifold.HIDDEN} units, and misreads {percent(found.error)} "
            f"of new pictures.",
        ],
    )


def compared(config: Config, found: cases.Snapshot) -> Told:
    """Which of three models is best in the case that is on, and where the deep net has the largest lead."""
    at = case_of(config)
    means = dict(zip(cases.MODELS, found.right[at].mean(1), strict=True))
    best, second, _ = sorted(means, key=lambda name: -means[name])
    first, next_best = percent(float(means[best])), percent(float(means[second]))
    if means[best] - means[second] > CLOSE:
        said = f"Here {MODEL[best]} is best: it is right in {first} of new points, {MODEL[second]} in {next_best}."
    else:
        said = f"Here {MODEL[best]} and {MODEL[second]} are about as good: {first} and {next_best} of new points."
    return Told(
        f"Three models learn {cases.TRAIN:,} points of {cases.INPUTS} inputs, in {cases.SEEDS} draws. Each dot "
        "is how often one is right on new points. Dashed: always the more frequent class. Solid: "
        "whoever knows the rule.",
        said,
        leads(found),
        _eight(found, at),
    )


def case_of(config: Config) -> int:
    """Which of the eight cases is on."""
    return cases.CASES.index((config.low_noise, config.bent, config.unstructured))


def leads(found: cases.Snapshot) -> Iterator[str]:
    """Where the deep net is ahead by most, if that is where all three hold."""
    means = found.right.mean(2)  # (8, 3)
    ahead = means[:, 2] - means[:, :2].max(1)
    if cases.CASES[int(ahead.argmax())] == (True, True, True):
        yield (
            "Where all three hold, the deep net is ahead of the better of the others by most, by "
            f"{percent(float(ahead.max()))}."
        )
    behind = int((ahead <= CLOSE).sum())
    yield f"In {behind} of {len(ahead)} cases a simpler model is as good, or better."


def _eight(found: cases.Snapshot, at: int) -> Iterator[Sequence[str]]:
    yield "", "linear model", "tree", "deep net", "more frequent class", "the rule"
    for k, case in enumerate(cases.CASES):
        words = zip(("low noise", "non-linear", "unstructured"), case, strict=True)
        name = capital(", ".join(word for word, holds in words if holds) or "not one of the three")
        rights = [percent(float(share)) for share in found.right[k].mean(1)]
        rule, base = (percent(float(share[k])) for share in (found.most, found.base))
        yield f"{name}{' (on)' if k == at else ''}", *rights, base, rule


STILL = 1e-9  # of a mean error: what rounding alone does
ALIKE = 0.02  # errors that differ by less are about the same


def seen_more(found: corners.Snapshot, learner: str) -> Told:
    """What a learner gains by seeing more corners, in each kind of worlds."""
    mine = found.errors[:, NAMES.index(learner)]  # (5, 7)
    gained = mine[:, 0] - mine[:, -1]
    most, least = int(gained.argmax()), int(gained.argmin())
    few, many = corners.SEEN[0], corners.SEEN[-1]
    if gained[most] > STILL:
        ends = f"{percent(float(mine[most, 0]))} to {percent(float(mine[most, -1]))}"
        better = f"in {_kind(most)} worlds it falls from {ends}"
    else:
        better = "it falls nowhere: this learner does not use what it sees"
    notes = []
    if gained[least] < -STILL:
        notes.append(f"In {_kind(least)} worlds it rises to {percent(float(mine[least, -1]))}.")
    return Told(
        f"Each line is a kind of worlds. It shows the mean error of the chosen learner, {LEARNERS[learner]}, after "
        f"{few} to {many} corners are seen.",
        f"Over all worlds the error stays at {percent(float(mine[0, -1]), 0)}, whatever is seen; {better}.",
        notes,
    )


def _kind(at: int) -> str:
    return list(WORLDS.values())[at]


def learned(found: amounts.Snapshot) -> Told:
    """What a network gains by more pictures, in the world as it is and in two others."""
    mean = dict(zip(amounts.WAYS, found.errors.mean(2).T, strict=True))  # each (S,)
    net, permuted, blind = mean["net"], float(mean["permuted"][-1]), float(mean["random"][-1])
    alike = ALIKE > abs(permuted - float(net[-1]))
    return Told(
        "Each line is the share of new pictures that are named wrongly, against the number of pictures that were "
        f"learned: the mean of {amounts.SEEDS} draws.",
        f"From {found.sizes[0]} to {found.sizes[-1]:,} pictures the error of the network falls from "
        f"{percent(float(net[0]))} to {percent(float(net[-1]))}; with random labels it stays at "
        f"{percent(blind, 0)}.",
        [
            f"With the pixels of all pictures in one other order it ends at {percent(permuted)}"
            + (": this network never knew which pixels are neighbours." if alike else ".")
        ],
    )
