"""Two neurons and a third that reads them: XOR by hand, and learned from twenty random starts."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from core.config import Choice, Range, check
from core.learning.separability import corners
from core.told import Told

Floats = NDArray[np.float64]
SEEDS, STEPS, SIDE = 20, 2000, 28
TARGETS = (0.0, 1.0, 1.0, 0.0)  # XOR
BENDS = {"tanh": "tanh", "relu": "ReLU"}


@dataclass(frozen=True)
class Pair:
    """Where the two hidden neurons fire, by hand; and how the twenty networks learn."""

    first: Annotated[float, Range("Neuron 1 fires where x₁ + x₂ exceeds", -1, 3)] = 0.5
    second: Annotated[float, Range("Neuron 2 fires where x₁ + x₂ exceeds", -1, 3)] = 1.5
    bend: Annotated[str, Choice("Hidden neurons", BENDS, "Of the networks that learn.")] = "tanh"
    lr: Annotated[float, Range("Learning rate of the twenty", 0.01, 5, log=True)] = 0.5

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class ByHand:
    """What the network of three steps says at the four corners."""

    hidden: NDArray[np.int64]  # (4, 2)
    output: NDArray[np.int64]  # (4,)

    @property
    def right(self) -> int:
        return int((self.output == np.array(TARGETS)).sum())


def by_hand(pair: Pair) -> ByHand:
    """h_k = step(x1 + x2 - t_k), y = step(h_1 - h_2 - 1/2). (D, "Limitations: XOR problem")"""
    total = np.array(corners(2)).sum(1)
    hidden = np.column_stack([total > pair.first, total > pair.second]).astype(np.int64)
    return ByHand(hidden, (hidden[:, 0] - hidden[:, 1] > 0.5).astype(np.int64))


@dataclass(frozen=True)
class Learned:
    """Twenty networks 2-2-1 after STEPS updates on the four corners; network s drew its weights with seed s."""

    losses: Floats  # (K, S) at some steps
    steps: NDArray[np.int64]  # (K,)
    outputs: Floats  # (S, 4) the probability of 1 at the corners
    maps: Floats  # (S, SIDE, SIDE) the same on a grid from -0.5 to 1.5, x2 falling

    @property
    def solved(self) -> NDArray[np.bool_]:
        """(S,) whether all four corners are on the right side of 1/2."""
        solved: NDArray[np.bool_] = ((self.outputs > 0.5) == (np.array(TARGETS) > 0.5)).all(1)
        return solved


@lru_cache(maxsize=32)
def learned(bend: str, lr: float) -> Learned:
    """Gradient descent on the mean cross-entropy of the four corners, in float64, all networks at once."""
    x, goal = np.array(corners(2), float), np.array(TARGETS)[:, None]
    draws = [np.random.default_rng([seed, 221]) for seed in range(SEEDS)]
    w, b, v, c = (
        np.stack([draw.normal(0, 1, shape) for draw in draws]) for shape in ((2, 2), (1, 2), (2, 1), (1, 1))
    )
    marks = np.unique(np.round(np.geomspace(1, STEPS + 1, 60)).astype(int)) - 1
    losses = []
    for step in range(STEPS + 1):
        z = x @ w + b  # (S, 4, 2)
        h = _bent(bend, z)
        score = h @ v + c  # (S, 4, 1)
        if step in marks:
            losses.append((np.logaddexp(0, score) - goal * score).mean((1, 2)))
        if step == STEPS:
            break
        error = (_sigmoid(score) - goal) / len(x)
        back = error @ v.transpose(0, 2, 1) * _slope(bend, z, h)
        w, b = w - lr * (x.T @ back), b - lr * back.sum(1, keepdims=True)
        v, c = v - lr * (h.transpose(0, 2, 1) @ error), c - lr * error.sum(1, keepdims=True)
    said = _sigmoid(_bent(bend, _grid() @ w + b) @ v + c).reshape(SEEDS, SIDE, SIDE)
    return Learned(np.array(losses), marks, _sigmoid(score)[..., 0], said)


def _grid() -> Floats:
    """(SIDE^2, 2): places from -0.5 to 1.5, the uppermost row first."""
    side = np.linspace(-0.5, 1.5, SIDE)
    return np.stack(np.meshgrid(side, side[::-1]), -1).reshape(-1, 2)


def _bent(bend: str, z: Floats) -> Floats:
    return np.tanh(z) if bend == "tanh" else np.maximum(z, 0)


def _slope(bend: str, z: Floats, h: Floats) -> Floats:
    return 1 - h**2 if bend == "tanh" else (z > 0).astype(np.float64)


def _sigmoid(z: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def describe_hand(pair: Pair, found: ByHand) -> Told:
    """What two lines and a third make of XOR."""
    drawn = (
        "On the left are the inputs with the lines of the two hidden neurons. On the right is what these two "
        "say, and the line of the third neuron; corners that both see alike lie on one place."
    )
    places = len({tuple(row) for row in found.hidden.tolist()})
    if found.right == len(TARGETS):
        said = f"The network computes XOR: the four corners lie on {places} places, and one line separates those."
    else:
        said = f"The network is right at {found.right} of the 4 corners of XOR, which lie on {places} places."
    return Told(drawn, said)


def describe_learned(found: Learned) -> Told:
    """How many of the twenty found it."""
    drawn = (
        f"Each curve is one network of the same shape, from its own random weights, over {STEPS:,} updates. Solid "
        "ones end with all four corners right, dashed ones do not."
    )
    failed = int((~found.solved).sum())
    said = f"{failed} of the {SEEDS} networks have not learned XOR, though two hidden neurons are enough for it."
    if not failed:
        said = f"All {SEEDS} networks have learned XOR."
    notes = ["That weights exist does not mean that gradient descent finds them."] if failed else []
    return Told(drawn, said, notes)
