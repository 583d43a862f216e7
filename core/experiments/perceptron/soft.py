"""Logistic regression on the same points: the same line, but its answer goes gradually from 0 to 1 across it."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from core.config import Range, check
from core.experiments.perceptron.run import Result
from core.told import Told
from core.words import number, percent

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Soft:
    """How long logistic regression learns."""

    updates: Annotated[
        int, Range("Updates of logistic regression", 1, 10_000, "Each uses all points at once.", log=True)
    ] = 300

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Fit:
    """Logistic regression after its updates."""

    weights: Floats  # (3,): w1, w2, b
    probabilities: Floats  # (N,) of the output 1
    losses: Floats  # (updates + 1,) mean of -ln of the probability of the true output


def fit(result: Result, updates: int) -> Fit:
    """w += lr / N sum (t - p) (x, 1) with p = sigmoid(w·x + b), from 0, in float64.

    lr is 4 / R^2: the slope of the loss never changes faster than R^2 / 4, so the loss falls at every update.
    (E, "Reminder: Logistic Regression")
    """
    x = np.column_stack([result.points, np.ones(len(result.points))])
    lr, w, losses = 4 / float(result.radius), np.zeros(3), []
    for _ in range(updates):
        margin = result.labels * (x @ w)
        losses.append(_loss(margin))
        w = w + lr * (result.labels / (1 + np.exp(margin))) @ x / len(x)
    scores = x @ w
    return Fit(w, 1 / (1 + np.exp(-scores)), np.array([*losses, _loss(result.labels * scores)]))


def _loss(margin: Floats) -> float:
    return float(np.logaddexp(0, -margin).mean())


def describe_fit(result: Result, fit: Fit) -> Told:
    """Both lines, and how soft the second is."""
    drawn = (
        "Both neurons have the same points. The perceptron’s last line is solid. That of logistic "
        "regression, where it says 50 %, is dashed; dotted lines show its 10 % and 90 %."
    )
    truth = result.labels > 0
    wrong = int((truth != (fit.probabilities > 0.5)).sum())
    least = float(np.where(truth, fit.probabilities, 1 - fit.probabilities).min())
    steep = float(np.hypot(*fit.weights[:2]))
    width = f" From 10 % to 90 % it takes a way of {number(2 * np.log(9) / steep)}." if steep > 1e-9 else ""
    said = (
        f"Logistic regression is wrong for {wrong} of {len(truth)} points, and gives every output at least "
        f"{percent(least)}."
    )
    rule = result.trace
    notes = [width.strip()] if width else []
    if not result.verdict.separable:
        notes.append("No line is right for all: the rule jumps for ever, but logistic regression comes to rest.")
    elif rule.ended == "settled":
        notes.append("A line exists: the rule has stopped, but logistic regression goes on, ever steeper.")
    return Told(drawn, said, notes)
