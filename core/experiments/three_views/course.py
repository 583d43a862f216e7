"""What Three views teaches: steps in the order of CS5242 lecture 6, questions, and exercises."""

from dataclasses import replace

import numpy as np

from core.course import Choice, Course, Exercise, Step
from core.experiments.three_views.config import LECTURE, PRESETS, Config
from core.experiments.three_views.entries import Floats, matrix
from core.experiments.three_views.views import Result, run
from core.experiments.three_views.words import ROUNDING, vector
from core.words import number, percent

LITTLE, MUCH = 1e-6, 1.0  # of a score: below the one it has not moved, above the other it has moved a lot
SOME = 0.05  # of a line: where less of it agrees, only points do
CLOSE = 1e-9  # of a number that a person puts in by hand
DEAD = PRESETS["A dead layer"].config


def _moved(config: Config, found: Result) -> float:
    """By how much a score moves, at most, when ReLU is put between the layers of this network, or taken out."""
    return float(np.abs(run(replace(config, activation="relu")).scores - found.scores).max())


def _cut(config: Config, found: Result) -> str:
    bent = run(replace(config, activation="relu"))
    off = sum(int((z < 0).sum()) for z in bent.before)
    if not off:
        return "No number before ReLU was below 0, so that ReLU had nothing to do."
    return (
        f"ReLU had set {off} numbers to 0, and now they count. "
        f"The scores go from {vector(bent.scores)} to {vector(found.scores)}."
    )


def _agrees(found: Result) -> float:
    """The share of the line of x₁, 0..1, on which the network gives what the one matrix A gives."""
    places = np.column_stack([found.along, np.full(len(found.along), found.x[1])])
    off = np.abs(found.line - places @ found.matrix.T).max(1)
    return float((off < ROUNDING * max(1.0, float(np.abs(found.line).max()))).mean())


def _region(config: Config, found: Result) -> str:
    share = _agrees(found)
    if share == 1:
        return "On this whole line no ReLU sets a number to 0, so that one matrix is right for it."
    return (
        f"On {percent(share, 0)} of the line no ReLU sets a number to 0. "
        "Beyond it one does, and another matrix takes over."
    )


def _size(found: Result) -> int:
    """0: a score is below −1; 1: the scores are smaller than that, but not 0; 2: both are exactly 0."""
    if not found.scores.any():
        return 2
    return 0 if found.scores.min() < -1 else 1


def _silent(config: Config, found: Result) -> str:
    if not any(not h.any() for h in found.after):
        return f"Some neuron of each hidden layer still passes something on: the scores are {vector(found.scores)}."
    return (
        "ReLU sets a whole layer to 0, and nothing goes past it. "
        f"Without ReLU the scores would be {vector(found.collapsed)}."
    )


# Exercises


def _bent(config: Config) -> str:
    return "" if config.activation == "relu" else "Choose ReLU as the non-linearity."


def _in_vain(config: Config, found: Result) -> str:
    weights = {"U": config.u, "V": config.v, "W": config.w}
    positive = [name for name, text in weights.items() if matrix(text).min() >= 0]
    if said := _bent(config):
        return said
    if positive:
        return f"{positive[0]} has no weight below 0."
    if not found.scores.any():
        return "Both scores are 0: find a network that says something."
    if found.difference > CLOSE:
        return f"The network and A x differ by {number(found.difference)}."
    return ""


def _awake(config: Config, found: Result) -> str:
    if said := _bent(config):
        return said
    if any(_differ(matrix(ours), matrix(theirs)) for ours, theirs in _weights(config, DEAD)):
        return "Keep the weights of the example “A dead layer”, and change the input x only."
    return "" if found.scores.any() else f"With x = {vector(found.x)} both scores are still 0."


def _weights(one: Config, other: Config) -> list[tuple[str, str]]:
    return [(one.u, other.u), (one.v, other.v), (one.w, other.w)]


def _differ(one: Floats, other: Floats) -> bool:
    return bool(np.abs(one - other).max() > CLOSE)


def _folds(config: Config, found: Result) -> str:
    if said := _bent(config):
        return said
    off = float(np.abs(found.line[:, 0] - np.abs(found.along)).max())
    return "" if off < CLOSE else f"Along the line of x₁ the first score is up to {number(off)} away from |x₁|."


def _module(config: Config, found: Result) -> str:
    if _differ(matrix(config.x), np.ones((1, 2))):
        return "Let the input x be [1 1]."
    if not matrix(config.u).all():
        return "U has a weight that is 0."
    wanted = np.array([3.0, -1.0, 0.0])
    return (
        "" if not _differ(found.before[0], wanted) else f"U x is {vector(found.before[0])}, not {vector(wanted)}."
    )


def _two_layers(config: Config, found: Result) -> str:
    if said := _bent(config):
        return said
    if any(_differ(matrix(ours), matrix(theirs)) for ours, theirs in _weights(config, LECTURE)[::2]):
        return "Keep U and W as the lecture’s network has them."
    passed = np.abs(found.weights[1] - np.eye(4, 3)).max(1)
    wrong = int((passed > CLOSE).sum())
    return "" if not wrong else f"{wrong} of the 4 rows of V change what the first layer gives, or add to it."


COURSE = Course(
    of=run,
    steps=(
        Step(
            LECTURE,
            "The matrices, the formula and the neurons are three ways to write one network: change a number, and "
            "it changes in all three.",
        ),
        Step(
            PRESETS["Without the non-linearity"].config,
            "Now the three layers are one matrix, A = W V U: compare the scores with those of the step before.",
            Choice(
                ask="ReLU is taken out, and every weight stays. What happens to the two scores?",
                options=("they stay as they are", "they move by less than 1", "one moves by more than 1"),
                truth=lambda config, found: int(np.searchsorted([LITTLE, MUCH], _moved(config, found))),
                cause=_cut,
            ),
        ),
        Step(
            PRESETS["Nothing negative"].config,
            "No hidden number is below 0: along x₁, compare the scores with the dotted lines of the one matrix.",
            Choice(
                ask=(
                    "All hidden numbers are above 0, and one matrix gives the scores. Does it give them for every "
                    "x₁?"
                ),
                options=("yes, for every x₁", "for some x₁, but not for all", "only for this x₁"),
                truth=lambda config, found: 0 if _agrees(found) == 1 else 1 if _agrees(found) > SOME else 2,
                cause=_region,
            ),
        ),
        Step(
            DEAD,
            "Look at what the first hidden layer passes on, and try to change x₁ a little, or a number of V.",
            Choice(
                ask="All weights of U are below 0, and both inputs are above 0. What are the scores now?",
                options=("one is below −1", "both are small, but not 0", "both are exactly 0"),
                truth=lambda config, found: _size(found),
                cause=_silent,
            ),
        ),
        Step(
            PRESETS["Random weights"].config,
            "Nobody chose these weights, and still no matrix does the same: compare the scores with A x.",
        ),
        Step(
            PRESETS["Sigmoid instead"].config,
            "Sigmoid sets no number to 0: all hidden numbers lie between 0 and 1, whatever the input.",
        ),
    ),
    exercises=(
        Exercise(
            "A linear module",
            "Feed x = [1 1] to U, and find six weights, none of them 0, that give U x = [3 −1 0].",
            missing=_module,
            lab="CS5242 lecture 3, lab 01",
        ),
        Exercise(
            "Two layers of three",
            "The lab’s network has two layers. Keep U and W, and let V pass on what the first layer gives, with 0 "
            "for its fourth neuron.",
            missing=_two_layers,
            lab="CS5242 lecture 3, lab 03",
        ),
        Exercise(
            "ReLU in vain",
            "Have a weight below 0 in each of U, V and W, and still let the network with ReLU agree with A x.",
            missing=_in_vain,
        ),
        Exercise(
            "Wake the layer",
            "Take the example “A dead layer”, and find an input x with which a score is not 0.",
            missing=_awake,
        ),
        Exercise(
            "A fold",
            "With ReLU, let the first score be |x₁| for every x₁.",
            missing=_folds,
        ),
    ),
)
