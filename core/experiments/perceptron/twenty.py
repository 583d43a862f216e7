"""Twenty networks 2-2-1 learn XOR from random weights, recorded update by update; and why some do not find it."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.experiments.perceptron.pair import TARGETS
from core.learning.separability import corners
from core.told import Told
from core.words import listed, number, percent

Floats = NDArray[np.float64]
SEEDS, STEPS, MARKS = 20, 2000, 90
FLAT = 0.01  # a slope of the loss below this hardly moves the weights


@dataclass(frozen=True)
class Learned:
    """Networks at some of STEPS updates on the four corners; network s drew its weights with seed s."""

    bend: str
    steps: NDArray[np.int64]  # (K,)
    weights: (
        Floats  # (K, S, 9) of both hidden neurons from x1, from x2, their biases; of the third neuron, its bias
    )
    losses: Floats  # (K, S)
    outputs: Floats  # (S, 4) the probability of 1 at the corners, at the end
    slopes: Floats  # (S,) length of the gradient of the loss, at the end
    idle: NDArray[np.bool_]  # (S, 2) a hidden ReLU that is 0 at all four corners, at the end

    @property
    def solved(self) -> NDArray[np.bool_]:
        """(S,) whether all four corners are on the right side of 1/2."""
        solved: NDArray[np.bool_] = ((self.outputs > 0.5) == (np.array(TARGETS) > 0.5)).all(1)
        return solved

    def why(self, seed: int) -> str:
        """What keeps a network that has not learned XOR from it; of one that has, only its answers."""
        names = [f"{x1}{x2}" for x1, x2 in corners(2)]
        answers = f"At {listed(names)} it says {listed([percent(p, 0) for p in self.outputs[seed].tolist()])}."
        if self.solved[seed]:
            return answers
        if self.idle[seed].all():
            held = "Both hidden neurons are 0 at all four corners: no update changes their weights any more."
        elif self.idle[seed].any():
            held = "One hidden neuron is 0 at all four corners. No update changes it, and one alone is not enough."
        elif self.slopes[seed] < FLAT:
            held = (
                f"The slope of its loss is only {number(self.slopes[seed])}: it has come to rest at a poor place."
            )
        else:
            held = f"The slope of its loss is still {number(self.slopes[seed])}: it has not come to rest."
        return f"{answers} {held}"


@lru_cache(maxsize=32)
def learned(bend: str, lr: float) -> Learned:
    """Gradient descent on the mean cross-entropy of the four corners, in float64, all networks at once."""
    x, goal = np.array(corners(2), float), np.array(TARGETS, float)[:, None]
    draws = [np.random.default_rng([seed, 221]) for seed in range(SEEDS)]
    parts = tuple(
        np.stack([draw.normal(0, 1, shape) for draw in draws]) for shape in ((2, 2), (1, 2), (2, 1), (1, 1))
    )
    marks = np.unique(np.round(np.geomspace(1, STEPS + 1, MARKS)).astype(int)) - 1
    weights, losses = [], []
    for step in range(STEPS + 1):
        h, score, slopes = _gradient(bend, parts, x, goal)
        if step in marks:
            weights.append(np.concatenate([part.reshape(SEEDS, -1) for part in parts], 1))
            losses.append((np.logaddexp(0, score) - goal * score).mean((1, 2)))
        if step < STEPS:
            parts = tuple(part - lr * slope for part, slope in zip(parts, slopes, strict=True))
    steep = np.sqrt(sum((slope**2).sum((1, 2)) for slope in slopes))
    idle = (h == 0).all(1) & (bend == "relu")
    return Learned(bend, marks, np.array(weights), np.array(losses), _sigmoid(score)[..., 0], steep, idle)


def _gradient(
    bend: str, parts: tuple[Floats, ...], x: Floats, goal: Floats
) -> tuple[Floats, Floats, tuple[Floats, ...]]:
    """(S, 4, 2) what the hidden neurons say, (S, 4, 1) the scores, and the gradient for each of the parts."""
    w, b, v, c = parts
    z = x @ w + b
    h = np.tanh(z) if bend == "tanh" else np.maximum(z, 0)
    score = h @ v + c
    error = (_sigmoid(score) - goal) / len(x)
    back = error @ v.transpose(0, 2, 1) * (1 - h**2 if bend == "tanh" else z > 0)
    slopes = (x.T @ back, back.sum(1, keepdims=True), h.transpose(0, 2, 1) @ error, error.sum(1, keepdims=True))
    return h, score, slopes


def _sigmoid(z: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def describe_learned(found: Learned) -> Told:
    """How many of the twenty found it."""
    drawn = (
        f"Each curve is the loss of one network over {STEPS:,} updates. Each square shows what it says over the "
        "plane. Dashed curves and crossed squares are those that have not learned XOR at the end."
    )
    failed = int((~found.solved).sum())
    said = f"{failed} of the {SEEDS} networks have not learned XOR, though two hidden neurons are enough for it."
    if not failed:
        said = f"All {SEEDS} networks have learned XOR."
    return Told(drawn, said, _reasons(found))


def _reasons(found: Learned) -> list[str]:
    """What keeps the failed ones, counted."""
    failed = ~found.solved
    idle = failed & found.idle.any(1)
    flat = failed & ~idle & (found.slopes < FLAT)
    late = failed & ~idle & ~flat
    counted = [
        (idle, "has", "have", "a hidden ReLU that is 0 at all four corners, so that no update changes it"),
        (flat, "has", "have", "come to rest where the loss is flat"),
        (late, "is", "are", "still on the way"),
    ]
    whole = [f"{int(k.sum())} {one if k.sum() == 1 else many} {what}" for k, one, many, what in counted if k.any()]
    if not whole:
        return []
    return [f"Of those that fail, {listed(whole)}.", "That weights exist does not mean that training finds them."]
