"""A softmax regression on real digits, recorded, as jobs that a page moves by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

from core.jobs import Job, State
from core.words import Done
from ui.components.player import frame

FRAMES, TOTAL = 60, 3600


@dataclass(frozen=True)
class Snapshot:
    step: int
    weight: NDArray[np.float32]  # (10, 28, 28)
    train_error: float
    test_error: float
    train_loss: float
    test_loss: float

    @property
    def epoch(self) -> float:
        return self.step * 64 / 1400

    @property
    def seconds(self) -> float:
        return self.step * 2.3e-4


class Jobs:
    """As many snapshots of each job as a page has put there."""

    def __init__(self) -> None:
        self._found: dict[str, Job[None, Snapshot]] = {}

    def put(self, key: str, snapshots: tuple[Snapshot, ...], running: bool) -> Job[None, Snapshot]:
        state = State.RUNNING if running else State.DONE
        self._found[key] = Job(key, __name__, None, state, 0, "", snapshots, 0.0, 0.0, 0.0, "1")
        return self._found[key]

    def view(self, key: str) -> Job[None, Snapshot]:
        return self._found[key]


def progress(config: None, snapshots: tuple[Snapshot, ...]) -> Done:
    return Done(snapshots[-1].step, TOTAL)


jobs = Jobs()


def colour(weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """Four tiles in three channels."""
    return np.stack([weight[:4], np.roll(weight[:4], 3, axis=1), -weight[:4]], axis=-1)


def fifty(weight: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate([np.roll(weight, s, axis=2) for s in range(5)])


VIEWS = {
    "softmax": lambda s: frame(s, s.weight),
    "colour": lambda s: frame(s, colour(s.weight)),
    "many": lambda s: frame(s, fifty(s.weight)),
}


def enlarge(small: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each of 8 x 8 pixels as 3 x 3, within a margin of two: (n, 64) -> (n, 28, 28)."""
    return np.pad(np.kron(small.reshape(-1, 8, 8), np.ones((3, 3), np.float32)), ((0, 0), (2, 2), (2, 2)))


@cache
def trained() -> tuple[tuple[Snapshot, ...], NDArray[np.float32], int]:
    """Its snapshots, and the ink and the label of one test picture."""
    x, y = load_digits(return_X_y=True)
    ink, labels = (x / 16).astype(np.float32), np.asarray(y)
    weights, rng = np.zeros((64, 10), np.float32), np.random.default_rng(0)
    when = np.unique(np.r_[0:10, np.geomspace(10, TOTAL, FRAMES - 10).astype(int)])
    found = []
    for step in range(TOTAL + 1):
        if step in when:
            measured = [_measure(ink[part], labels[part], weights) for part in (slice(1400), slice(1400, None))]
            errors, losses = zip(*measured, strict=True)
            found.append(Snapshot(step, enlarge(weights.T), *errors, *losses))
        batch = rng.integers(0, 1400, 64)
        score = 9 * ink[batch] @ weights
        p = np.exp(score - score.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        p[np.arange(64), labels[batch]] -= 1
        weights -= 0.05 * ink[batch].T @ p / 64
    return tuple(found), enlarge(ink[1400:1401])[0], int(y[1400])


def _measure(
    ink: NDArray[np.float32], labels: NDArray[np.int64], weights: NDArray[np.float32]
) -> tuple[float, float]:
    """Share of wrong answers, and mean loss."""
    logp = 9 * ink @ weights
    logp -= np.log(np.exp(logp).sum(1, keepdims=True))
    return float((logp.argmax(1) != labels).mean()), -float(logp[np.arange(len(logp)), labels].mean())
