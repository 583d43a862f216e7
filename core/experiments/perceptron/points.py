"""The points that the neuron is to tell apart: a truth table, clouds, or one's own; in hundredths."""

import re
from typing import Any, NamedTuple

import numpy as np

from core.config import Text
from core.learning.separability import corners

UNIT = 100  # what is written with two decimals is a whole number of these
FAR = 10  # the largest coordinate
MOST = 60  # points of one's own
NUMBER = r"-?\d{1,2}(\.\d{1,2})?"
PATTERN = f"{NUMBER}:{NUMBER}:[01](;{NUMBER}:{NUMBER}:[01]){{0,{MOST - 1}}}"
CLOUD = 12  # points of each

Places = tuple[tuple[int, int], ...]


class Examples(NamedTuple):
    """Points in hundredths, and their labels, 1 or -1."""

    points: Places
    labels: tuple[int, ...]


def hundredths(text: str) -> int:
    """A number with at most two decimals, exactly: -0.5 is -50."""
    return round(float(text) * UNIT)


def own(text: str) -> Examples:
    """The points that a text of PATTERN has: x1:x2:output, joined by semicolons."""
    rows = [one.split(":") for one in text.split(";") if one]
    return Examples(
        tuple((hundredths(x), hundredths(y)) for x, y, _ in rows), tuple(1 if c == "1" else -1 for *_, c in rows)
    )


def written(examples: Examples) -> str:
    """What `own` reads."""
    return ";".join(f"{x / UNIT:g}:{y / UNIT:g}:{int(label > 0)}" for (x, y), label in zip(*examples, strict=True))


def allowed(text: str) -> bool:
    """Whether `own` can read it, with every point within the plane that is drawn."""
    return re.fullmatch(PATTERN, text, re.ASCII) is not None and all(
        abs(v) <= FAR * UNIT for point in own(text).points for v in point
    )


class Points(Text):
    """Points x1:x2:output joined by ";", each coordinate with at most two decimals."""

    def allowed(self, kind: type) -> str:
        return f"at most {MOST} points like 0:0:0;1.5:-2:1, coordinates in [-{FAR}, {FAR}], the output 0 or 1"

    def holds(self, value: Any, kind: type) -> bool:
        return isinstance(value, str) and len(value) <= self.most and allowed(value)


def table(outputs: str) -> Examples:
    """The corners of the square in the order 00, 01, 10, 11, and what a truth table says of them."""
    square = tuple((UNIT * x, UNIT * y) for x, y in corners(2))
    return Examples(square, tuple(1 if output == "1" else -1 for output in outputs))


def clouds(apart: float, seed: int) -> Examples:
    """Two round clouds of CLOUD points, their middles `apart` from each other, in turn."""
    draw = np.random.default_rng([seed, CLOUD])
    labels = np.where(np.arange(2 * CLOUD) % 2, 1, -1)
    direction = np.array([0.8, 0.6])
    places = np.clip(draw.normal(0, 0.6, (2 * CLOUD, 2)), -1.2, 1.2) + labels[:, None] * apart / 2 * direction
    return Examples(tuple((round(UNIT * x), round(UNIT * y)) for x, y in places), tuple(map(int, labels)))


def tiny_margin() -> Examples:
    """Five points 0.08 above the line x2 = x1 / 2 + 0.25, then five that lie as far below it."""
    steps = (-150, -75, 0, 75, 150)
    rows = [((x, x // 2 + 25 + 8 * side), side) for side in (1, -1) for x in steps]
    return Examples(tuple(place for place, _ in rows), tuple(side for _, side in rows))
