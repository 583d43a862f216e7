"""One neuron on points in the plane: the rule's trace, whether a line exists, how many mistakes there can be."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from core.experiments.perceptron.config import LONGEST, Config, examples
from core.experiments.perceptron.points import UNIT, hundredths
from core.learning.perceptron import Trace, learn
from core.learning.separability import Verdict, decide, gamma_squared

AGAIN = 40  # examples that are shown of what comes again for ever


@dataclass(frozen=True)
class Result:
    """What the rule does with N points, example by example."""

    points: NDArray[np.float64]  # (N, 2)
    labels: NDArray[np.int64]  # (N,) 1 or -1
    trace: Trace  # in hundredths
    verdict: Verdict  # of the points in hundredths
    radius: Fraction  # R^2, the largest x1^2 + x2^2 + 1
    gamma: Fraction  # the square of the largest margin with the bias among the weights; 0 where there is no line
    at: int  # examples shown: `shown` of the settings, or all that there are

    @property
    def weights(self) -> NDArray[np.float64]:
        """(3,): w1, w2, b now."""
        now: NDArray[np.float64] = self.trace.weights[self.at] / UNIT
        return now

    @property
    def mistakes(self) -> int:
        """So far."""
        return int(self.trace.mistake[: self.at].sum())

    @property
    def wrong(self) -> int:
        """Points that the line has on the wrong side, or on itself, now."""
        return int((self.labels * (self.points @ self.weights[:2] + self.weights[2]) <= 0).sum())

    @property
    def bound(self) -> int | None:
        """At most so many mistakes, (R/gamma)^2, from weights of 0; None where nothing is promised."""
        started = self.trace.weights[0].any()
        return None if started or not self.gamma else int(self.radius / self.gamma)


def run(config: Config) -> Result:
    """The perceptron's rule from the start to its end, and the proof that it ends or that it cannot."""
    points, labels = examples(config)
    start = [hundredths(str(round(v, 2))) for v in (config.w1, config.w2, config.b)]
    trace = learn(points, labels, unit=UNIT, start=start, most=LONGEST, again=AGAIN)
    return Result(
        np.array(points) / UNIT,
        np.array(labels),
        trace,
        decide(points, labels),
        Fraction(max(x * x + y * y + UNIT**2 for x, y in points), UNIT**2),
        gamma_squared(points, labels, UNIT),
        min(config.shown, len(trace.point)),
    )
