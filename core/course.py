"""What a lesson teaches: steps, the questions asked at them, and exercises; every answer is computed.

    COURSE = Course(
        of=train,
        steps=(
            Step(Config(), "Each row of W is a picture: orange speaks for the class."),
            Step(
                Config(permute_pixels=True),
                "All pixels change places, in every picture alike.",
                Choice(
                    "How many more test pictures are misread?",
                    ("none or hardly any", "twice as many", "nearly all"),
                    truth=lambda config, found: ...,
                    cause=lambda config, found: "The score is a sum, and a sum has no order.",
                ),
            ),
        ),
        exercises=(Exercise("Below 7 %", "Bring the test error below 7 %.", missing=lambda config, found: ...),),
    )

`of` is what gives the arrays: a function of a Config that returns a result, or one that yields the snapshots of a
recording, which are then passed as a list. A truth, a cause and a check are functions of the Config and of those.
"""

import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from core.words import number

Floats = NDArray[np.float64]
NEAR = 0.05  # of an axis: a guess that is no further off is called right


@dataclass(frozen=True)
class Axis:
    """One axis of a question: what it counts, from where to where, and whether it goes in powers of ten."""

    label: str
    low: float
    high: float
    log: bool = False
    unit: str = ""  # after a number: " %"

    def __post_init__(self) -> None:
        if not self.low < self.high or (self.log and self.low <= 0):
            raise ValueError(
                f"An axis goes from a number up to a larger one, above 0 where it is logarithmic. Got {self.low:g} "
                f"to {self.high:g} for '{self.label}'."
            )

    def share(self, value: float) -> float:
        """How far along the axis a value lies: 0 at its low end, 1 at its high end, and no further."""
        if math.isnan(value):
            return math.nan
        if not self.log:
            return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))
        inside = min(self.high, max(self.low, value))
        return math.log(inside / self.low) / math.log(self.high / self.low)

    def at(self, share: float) -> float:
        """The value that lies so far along the axis."""
        if self.log:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + share * (self.high - self.low)

    def write(self, value: float) -> str:
        return f"{number(value, 2)}{self.unit}"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of several answers; the truth is the number of the right one, from 0."""

    ask: str
    options: tuple[str, ...]
    truth: Callable[[Any, Any], Any]  # the number of the right one
    cause: Callable[[Any, Any], str]
    of: Callable[[Any], Any] | None = None  # where the arrays come from another function than the course's

    def holds(self, guess: object) -> bool:
        return isinstance(guess, int) and not isinstance(guess, bool) and 0 <= guess < len(self.options)

    def tell(self, truth: int) -> str:
        return f"{self.options[truth]}."

    def compare(self, guess: int, truth: int) -> str:
        right = self.options[truth]
        return f"Right: {right}." if guess == truth else f"You said: {self.options[guess]}. It is: {right}."


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number on a slider."""

    ask: str
    axis: Axis
    truth: Callable[[Any, Any], Any]  # a float
    cause: Callable[[Any, Any], str]
    of: Callable[[Any], Any] | None = None

    def holds(self, guess: object) -> bool:
        return _real(guess) and self.axis.low <= guess <= self.axis.high

    def tell(self, truth: float) -> str:
        return f"{self.axis.write(truth)}."

    def compare(self, guess: float, truth: float) -> str:
        write = self.axis.write
        if abs(self.axis.share(guess) - self.axis.share(truth)) <= NEAR:
            return f"Right: you said {write(guess)}, and it is {write(truth)}."
        if self.axis.log and truth > 0:
            off = f"{number(max(guess / truth, truth / guess), 2)} times"
        else:
            off = f"{number(abs(guess - truth))}{self.axis.unit}"
        size = "large" if guess > truth else "small"
        return f"You said {write(guess)}. It is {write(truth)}: your guess is {off} too {size}."


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A curve drawn over the x axis; the truth is (xs, ys), of any length, xs ascending."""

    ask: str
    x: Axis
    y: Axis
    truth: Callable[[Any, Any], Any]  # (xs, ys)
    cause: Callable[[Any, Any], str]
    of: Callable[[Any], Any] | None = None

    def holds(self, guess: object) -> bool:
        """Whether it is a list of at least two points (x, y) on the axes, from left to right."""
        if not isinstance(guess, Sequence) or isinstance(guess, str) or not 2 <= len(guess) <= 500:
            return False
        pairs = [p for p in guess if isinstance(p, Sequence) and len(p) == 2 and all(_real(v) for v in p)]
        if len(pairs) < len(guess):
            return False
        xs = [x for x, _ in pairs]
        inside = all(self.x.low <= x <= self.x.high and self.y.low <= y <= self.y.high for x, y in pairs)
        return inside and xs == sorted(xs)

    def tell(self, truth: tuple[Floats, Floats]) -> str:
        return "The measured curve is drawn."

    def compare(self, guess: Sequence[Sequence[float]], truth: tuple[Floats, Floats]) -> str:
        """The mean distance of the two, and on which side the guess lies, where both have points."""
        off = self.distance(guess, truth)
        if math.isnan(off):
            return "Your curve and the measured one have no place in common."
        if abs(off) <= NEAR:
            return "Right: your curve lies close to the measured one."
        side = "above" if off > 0 else "below"
        if self.y.log:
            decades = abs(off) * math.log10(self.y.high / self.y.low)
            return f"On average your curve lies {number(decades, 2)} powers of ten {side} the measured one."
        much = f"{number(abs(off) * (self.y.high - self.y.low), 2)}{self.y.unit}"
        return f"On average your curve lies {much} {side} the measured one."

    def distance(self, guess: Sequence[Sequence[float]], truth: tuple[Floats, Floats]) -> float:
        """The mean of |guess - truth| as a share of the y axis; negative where the guess lies lower on average.

        It is taken at the truth's places that lie within the guess; nan where there are none.
        """
        along = np.array([[self.x.share(x), self.y.share(y)] for x, y in guess])
        xs = np.array([self.x.share(float(x)) for x in truth[0]])
        ys = np.array([self.y.share(float(y)) for y in truth[1]])
        there = (xs >= along[0, 0]) & (xs <= along[-1, 0]) & ~np.isnan(ys)
        if not there.any():
            return math.nan
        off = np.interp(xs[there], along[:, 0], along[:, 1]) - ys[there]
        return float(np.abs(off).mean()) * (1.0 if off.mean() >= 0 else -1.0)


def _real(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


Question = Choice | Number | Curve


@dataclass(frozen=True)
class Step:
    """A state of the page, one sentence on what to look at, and where it pays a question.

    `section` is the title of that in which it is seen, if that is not the first figure of the page.
    """

    config: Any
    sentence: str
    question: Question | None = None
    views: tuple[Any, ...] = ()  # what is looked at, where that is not the default
    section: str = ""


@dataclass(frozen=True)
class Exercise:
    """A goal that is reached with the page's own controls.

    `missing` says in one sentence what is missing; "" where nothing is. `lab` names the lab of a deck that has it.
    """

    name: str
    goal: str
    missing: Callable[[Any, Any], str]
    lab: str = ""
    of: Callable[[Any], Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Course:
    """The steps of a lesson in the order of its deck, and its exercises."""

    of: Callable[[Any], Any]
    steps: tuple[Step, ...]
    exercises: tuple[Exercise, ...]

    def source(self, asked: Question | Exercise) -> Callable[[Any], Any]:
        """The function that gives the arrays of a question or an exercise."""
        return asked.of or self.of


def records(source: Callable[..., Any]) -> bool:
    """Whether a function yields the snapshots of a recording, so that it is a job and no call."""
    return inspect.isgeneratorfunction(source)
