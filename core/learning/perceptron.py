"""The perceptron's rule (Rosenblatt 1958) in whole numbers: each mistake adds y x to the weights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

SETTLED, RETURNED, STOPPED = "settled", "returned", "stopped"


@dataclass(frozen=True)
class Trace:
    """What the rule did, example by example: V of them were shown."""

    point: Integers  # (V,) which one is shown
    score: Integers  # (V,) w·x + b before its update, in parts of 1/unit^2
    mistake: NDArray[np.bool_]  # (V,) y (w·x + b) <= 0: it is on the wrong side, or on the line
    weights: Integers  # (V + 1, D + 1) w and b before the first example and after each, in parts of 1/unit
    ended: str  # "settled": a whole pass was right; "returned": from here all comes again; "stopped" before either

    @property
    def updates(self) -> int:
        return int(self.mistake.sum())


def learn(
    points: Sequence[Sequence[int]],
    labels: Sequence[int],
    *,
    unit: int = 1,
    start: Sequence[int] = (),
    most: int = 100_000,
    again: int = 0,
) -> Trace:
    """If y (w·x + b) <= 0: w += y x, b += y; the examples in turn, until a whole pass has no mistake.

    points (N, D) and start (D + 1,) in parts of 1/unit, labels 1 or -1; without a start w and b are 0. It stops
    after `most` examples, or when a pass begins with weights that an earlier one began with: then all comes again,
    for ever, and `again` examples of that are still shown. (D, "Perceptron (Neuron)")
    """
    with_one = [(*point, unit) for point in points]
    w = tuple(start) or (0,) * len(with_one[0])
    scores: list[int] = []
    wrong: list[bool] = []
    weights, seen, ended = [w], set(), STOPPED
    while len(scores) < most:
        i = len(scores) % len(labels)
        if i == 0 and ended == STOPPED and w in seen:
            ended, most = RETURNED, min(most, len(scores) + again)
            continue
        if i == 0:
            seen.add(w)
        x, y = with_one[i], labels[i]
        scores.append(sum(a * b for a, b in zip(w, x, strict=True)))
        wrong.append(y * scores[-1] <= 0)
        if wrong[-1]:
            w = tuple(a + y * b for a, b in zip(w, x, strict=True))
        weights.append(w)
        if i == len(labels) - 1 and not any(wrong[-len(labels) :]):
            ended = SETTLED
            break
    point = np.arange(len(scores)) % len(labels)
    return Trace(point, np.array(scores, np.int64), np.array(wrong, bool), np.array(weights, np.int64), ended)
