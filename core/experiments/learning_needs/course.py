"""What the lesson teaches: steps in the order of Göttingen lecture 5, questions, and exercises."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from core.course import Axis, Choice, Course, Curve, Exercise, Number, Step
from core.experiments.learning_needs import amounts, cases, cover, manifold
from core.experiments.learning_needs.amounts import AMOUNTS
from core.experiments.learning_needs.config import CASES, COVERED, LEARNERS, MANIFOLD, PRESETS, Config, View
from core.experiments.learning_needs.cover import Cover
from core.experiments.learning_needs.free_lunch import NAMES, Result, run
from core.experiments.learning_needs.words import case_of
from core.words import listed, number, percent

ERROR = Axis("mean error", 0, 100, unit="\u202f%")
LOW, FEW, MANY = Fraction(1, 5), 4, 6  # of the exercises: a mean error, and corners that are seen
RIVALS = ("perceptron", "constant", "parity")
MODELS = {"linear": "a linear model", "tree": "a decision tree", "deep": "a deep net"}
NOISE = manifold.KINDS.index("noise")
KNOWERS = ("mlp", "tree", "parity")


def _mean(name: str, result: Result) -> float:
    return 100 * float(result.mean(name))


def _halves(config: Config, result: Result) -> str:
    each = 2 ** len(result.unseen)
    return (
        f"Each way to label the seen corners stands in {each} worlds, one for each way to label the others. So "
        "every answer is right in one half of them."
    )


def _errs_most(config: Config, result: Result) -> int:
    return max(range(len(RIVALS)), key=lambda k: result.mean(RIVALS[k]))


def _three(config: Config, result: Result) -> str:
    said = ", ".join(f"{LEARNERS[name]} {percent(float(result.mean(name)))}" for name in RIVALS)
    return f"Their mean errors are: {said}. A learner is good where what it assumes is true, and bad elsewhere."


def _trust(config: Config, result: Result) -> str:
    name = LEARNERS["nearest"]
    return (
        f"The {name} assumes that neighbours share a label. Here at least 8 of the 12 edges join a 0 to a 1, so "
        f"its error is {percent(float(result.mean('nearest')))}."
    )


def _who_knows(config: Config, result: Result) -> int:
    """Who makes no mistake; the last option where nobody does."""
    return next((k for k, name in enumerate(KNOWERS) if result.mean(name) == 0), len(KNOWERS))


def _nobody(config: Config, result: Result) -> str:
    low = min(result.mean(name) for name in NAMES)
    return (
        f"Whoever knows that these worlds are symmetric errs in {percent(float(result.best))}. The best of nine "
        f"errs in {percent(float(low))}: no learner uses what it was not built to use."
    )


def _curve(config: Config, found: Cover) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return found.points.astype(float), 100 * found.share


def _capacity(config: Config, found: Cover) -> str:
    weights = config.dimension + 1
    at = int(np.flatnonzero(found.points == 2 * weights)[0])
    return (
        f"A {'line' if config.dimension == 2 else 'plane'} has {weights} weights. At twice as many points, "
        f"{2 * weights}, it separates {percent(float(found.share[at]))} of all labellings, and soon "
        f"next to none: then a fit is no accident."
    )


def _noise(config: Config, found: Sequence[manifold.Snapshot]) -> str:
    """`found` has one Snapshot."""
    middle = np.median(found[-1].distances, axis=1)
    return (
        f"The nearest picture is {number(float(middle[0]), 2)} away from most new pictures, and "
        f"{number(float(middle[NOISE]), 2)} from most random ones. Pictures fill next to nothing of the "
        f"space of pixels."
    )


def _permuted(config: Config, found: Sequence[amounts.Snapshot]) -> int:
    """0: with permuted pixels the network is as bad as with random labels; 2: it is about as good as before."""
    net, permuted, random = _last_errors(found)
    lost = (permuted - net) / (random - net)
    return 2 - int(np.searchsorted([0.1, 0.9], lost))


def _order(config: Config, found: Sequence[amounts.Snapshot]) -> str:
    net, permuted, random = _last_errors(found)
    return (
        f"It errs in {percent(permuted)} of new pictures, and in {percent(net)} with the pixels as they were. Each "
        f"pixel has weights of its own, wherever it stands. Random labels leave it {percent(random, 0)}."
    )


def _last_errors(found: Sequence[amounts.Snapshot]) -> tuple[float, float, float]:
    """After the most pictures: as they are, with permuted pixels, and with random labels."""
    net, permuted, random = found[-1].errors[-1, :3].mean(1)
    return float(net), float(permuted), float(random)


def _ahead(config: Config, found: Sequence[cases.Snapshot]) -> str:
    """`found` has one Snapshot."""
    rights = found[-1].right[case_of(config)].mean(1)
    said = listed(
        [f"{MODELS[name]} {percent(float(share))}" for name, share in zip(cases.MODELS, rights, strict=True)]
    )
    return f"Right on new points: {said}. A line cannot be bent, and a tree asks for one input at a time."


def _few(config: Config, result: Result) -> str:
    if len(config.seen) > FEW:
        return f"The learners see {len(config.seen)} corners."
    mean = result.mean("nearest")
    return "" if mean <= LOW else f"The mean error of nearest neighbour is {percent(float(mean))}."


def _alone(config: Config, result: Result) -> str:
    mean, others = result.mean("mlp"), min(result.mean(name) for name in NAMES if name != "mlp")
    if mean < others:
        return ""
    best = percent(float(others))
    return f"The mean error of the MLP is {percent(float(mean))}, and the least of the others is {best}."


def _wasted(config: Config, result: Result) -> str:
    if config.worlds == "all":
        return "All worlds are possible: there nobody is better than a coin."
    low = min(result.mean(name) for name in NAMES)
    if len(config.seen) < MANY:
        return f"The learners see {len(config.seen)} corners."
    return "" if result.best == Fraction(1, 2) == low else f"The least mean error is {percent(float(low))}."


COURSE = Course(
    of=run,
    steps=(
        Step(
            PRESETS["Every world"].config,
            "A world gives each corner of a cube a 0 or a 1. A learner sees five corners and guesses three.",
            Number(
                ask="Nearest neighbour sees five corners. Over all 256 worlds, how often is it wrong elsewhere?",
                axis=ERROR,
                truth=lambda config, result: _mean("nearest", result),
                cause=_halves,
            ),
        ),
        Step(
            PRESETS["Separable worlds"].config,
            "Now only 104 worlds are possible: in each, a plane parts the ones from the zeros.",
            Choice(
                ask="In worlds that a plane can part, which of these three errs most?",
                options=tuple(LEARNERS[name] for name in RIVALS),
                truth=_errs_most,
                cause=_three,
            ),
            views=(View(learner="perceptron"),),
        ),
        Step(
            PRESETS["Rough worlds"].config,
            "In rough worlds most neighbours differ. Look at the learners that were best in smooth worlds.",
            Number(
                ask="In rough worlds most neighbours differ. How often is nearest neighbour wrong?",
                axis=ERROR,
                truth=lambda config, result: _mean("nearest", result),
                cause=_trust,
            ),
        ),
        Step(
            PRESETS["Symmetric worlds"].config,
            "Only the number of ones in a corner counts here, and one corner with each number is seen.",
            Choice(
                ask="In symmetric worlds these four corners say all. Which learner makes no mistake?",
                options=(*(LEARNERS[name] for name in KNOWERS), "none of the nine"),
                truth=_who_knows,
                cause=_nobody,
            ),
        ),
        Step(
            Config(),
            "A line that fits many points has found something: of all labellings it fits only few.",
            Curve(
                ask="Points in the plane get random labels. In what share of cases can a line separate them?",
                x=Axis("points", 1, 9),
                y=Axis("separable labellings", 0, 100, unit="\u202f%"),
                truth=_curve,
                cause=_capacity,
                of=cover.run,
            ),
            section=COVERED,
        ),
        Step(
            PRESETS["Every world"].config,
            "White noise is beside real pictures here. Look at the second row, and at its nearest pictures.",
            Number(
                ask="In 300 pictures all pixels are random. How many are as near to a picture as new ones are?",
                axis=Axis("random pictures that look like something", 0, manifold.TRIED),
                truth=lambda config, found: float(found[-1].shares[NOISE] * manifold.TRIED),
                cause=_noise,
                of=manifold.train,
            ),
            section=MANIFOLD,
        ),
        Step(
            PRESETS["Every world"].config,
            "In one world the pixels of all pictures are in another order, and in one the labels are random.",
            Choice(
                ask="A network learns pictures that all have their pixels in one other order. What does it lose?",
                options=("all: it can only guess", "about half of what it knew", "next to nothing"),
                truth=_permuted,
                cause=_order,
                of=amounts.train,
            ),
            section=AMOUNTS,
        ),
        Step(
            PRESETS["Every world"].config,
            "Low noise, non-linear, unstructured: all three are on. Switch one off, and look at who gains.",
            Choice(
                ask="Low noise, non-linear and unstructured: which model is best on new points?",
                options=tuple(MODELS.values()),
                truth=lambda config, found: int(found[-1].right[case_of(config)].mean(1).argmax()),
                cause=_ahead,
                of=cases.train,
            ),
            section=CASES,
        ),
    ),
    exercises=(
        Exercise(
            "Learn from little",
            f"Let nearest neighbour err in at most {percent(float(LOW), 0)}, and see no more than {FEW} corners.",
            missing=_few,
        ),
        Exercise(
            "The network alone",
            "Let the MLP have a smaller mean error than every other learner.",
            missing=_alone,
        ),
        Exercise(
            "Seen for nothing",
            f"Restrict the worlds, show at least {MANY} corners, and yet let no learner be better than a coin.",
            missing=_wasted,
        ),
    ),
)
