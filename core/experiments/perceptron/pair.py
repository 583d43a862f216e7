"""Two neurons and a third that reads them: XOR by hand, with three lines that one draws."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from core.config import Choice, Range, Text, check
from core.experiments.perceptron.points import NUMBER, UNIT, hundredths
from core.learning.separability import corners, decide
from core.told import Told

Integers = NDArray[np.int64]
TARGETS = (0, 1, 1, 0)  # XOR
SOLVED = "1:1:-0.5;1:1:-1.5;1:-1:-0.5"  # OR, AND, and "the first, but not the second"
LINE = f"{NUMBER}:{NUMBER}:{NUMBER}"
FURTHEST = (5, 5, 10)  # w1, w2 and b
BENDS = {"tanh": "tanh", "relu": "ReLU"}


class Lines(Text):
    """Three lines w1:w2:b joined by ";", each number with at most two decimals."""

    def allowed(self, kind: type) -> str:
        return f"three lines like {SOLVED}, w₁ and w₂ in [-5, 5], b in [-10, 10]"

    def holds(self, value: Any, kind: type) -> bool:
        if not isinstance(value, str) or re.fullmatch(self.pattern, value, re.ASCII) is None:
            return False
        return bool((np.abs(_weights(value)) <= UNIT * np.array(FURTHEST)).all())


@dataclass(frozen=True)
class Pair:
    """The lines of the two hidden neurons and of the third, by hand; and how the twenty networks learn."""

    lines: Annotated[
        str, Lines("Lines of the network", f"{LINE};{LINE};{LINE}", 60, "w₁:w₂:b of neurons 1, 2 and 3.")
    ] = SOLVED
    bend: Annotated[str, Choice("Hidden neurons", BENDS, "Of the networks that learn.")] = "tanh"
    lr: Annotated[float, Range("Learning rate of the twenty", 0.01, 5, log=True)] = 0.5

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class ByHand:
    """What the network of three steps says at the four corners."""

    weights: Integers  # (3, 3): w1, w2 and b of each neuron, in hundredths
    hidden: Integers  # (4, 2)
    output: Integers  # (4,)
    possible: bool  # whether neuron 3 has a line that is right for all corners as neurons 1 and 2 place them

    @property
    def right(self) -> int:
        return int((self.output == np.array(TARGETS)).sum())

    @property
    def places(self) -> int:
        """On how many places the four corners lie for neuron 3."""
        return len({tuple(row) for row in self.hidden.tolist()})


def _weights(text: str) -> Integers:
    return np.array([[hundredths(one) for one in line.split(":")] for line in text.split(";")])


def by_hand(pair: Pair) -> ByHand:
    """h_k = step(w_k·x + b_k), y = step(w_3·h + b_3), in whole hundredths. (D, "Limitations: XOR problem")"""
    weights = _weights(pair.lines)
    x = np.column_stack([np.array(corners(2)), np.ones(4, np.int64)])
    hidden = (x @ weights[:2].T > 0).astype(np.int64)
    output = (np.column_stack([hidden, np.ones(4, np.int64)]) @ weights[2] > 0).astype(np.int64)
    labels = tuple(1 if target else -1 for target in TARGETS)
    return ByHand(weights, hidden, output, decide(tuple(tuple(row) for row in hidden.tolist()), labels).separable)


def describe_hand(pair: Pair, found: ByHand) -> Told:
    """What two lines and a third make of XOR."""
    drawn = (
        "The first plane has the inputs, with the lines of the two hidden neurons. The second has what these two "
        "say, with the line of neuron 3; corners that both see alike lie on one place there."
    )
    if found.right == len(TARGETS):
        said = f"The network computes XOR: the corners lie on {found.places} places, and one line separates those."
    elif found.possible:
        said = f"The network is right at {found.right} of the 4 corners of XOR. Another line of neuron 3 is enough."
    else:
        said = (
            f"The network is right at {found.right} of the 4 corners of XOR. No line of neuron 3 can mend that: "
            "move those of neurons 1 and 2."
        )
    return Told(drawn, said)
