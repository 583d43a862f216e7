"""When to use deep learning: low noise, non-linear, unstructured, as three switches on one data set.

(G5, "When to use deep learning?") A point has INPUTS numbers, two of which decide its class: by a straight line or
a circle. With noise, some labels are drawn anew. Where the data are unstructured, the numbers are turned in
their space: as with pixels, no input means anything by itself. All eight cases are learned from five draws each.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from core.config import runnable
from core.device import device
from core.effort import spend, unless
from core.experiments.learning_needs.config import Config
from core.learning.orders import shuffled
from core.learning.plan import Plan
from core.learning.stack import Stack
from core.learning.training import Many, run
from core.learning.updates import Recipe

DOING = "Learning eight cases"
AT_ONCE = 0  # units of work: it is always a job
WORK = 60_000_000
CASES = tuple(product((False, True), repeat=3))  # low noise, non-linear, unstructured
MODELS = ("linear", "tree", "deep")
SEEDS, INPUTS = 5, 10
TRAIN, TEST = 1_000, 2_000  # points
NOISE = 0.5  # of the labels are drawn anew, and half of these come out wrong
HIDDEN, UPDATES, BATCH, LR, DECAY = (32, 32), 300, 100, 1e-2, 0.02  # of the deep net
LEAF = 5  # points at least in each leaf of the tree

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Snapshot:
    """How often each model is right on new points."""

    right: Floats  # (8, 3, SEEDS) in the order of CASES and MODELS
    base: Floats  # (8,) by always naming the more frequent class
    most: Floats  # (8,) by whoever knows the rule, and not the noise


def of(config: Config) -> Config:
    """What it depends on: of what is set, only what may change what is learned."""
    return runnable(config, "training")


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """The one Snapshot of compute(config), unless it is stopped before it is there."""
    yield from unless(stop, lambda: compute(config))


def compute(config: Config) -> Snapshot:
    """Draw all cases, let three models learn them, and ask them about new points."""
    spend(WORK)
    drawn = [[draw(case, seed) for seed in range(SEEDS)] for case in CASES]
    deep = _deep([one for row in drawn for one in row]).reshape(len(CASES), SEEDS)
    right = np.empty((len(CASES), len(MODELS), SEEDS))
    for k, row in enumerate(drawn):
        for seed, (x, y, x_new, y_new, _) in enumerate(row):
            spend(0)
            linear = LogisticRegression().fit(x, y)
            tree = DecisionTreeClassifier(min_samples_leaf=LEAF, random_state=0).fit(x, y)
            right[k, :, seed] = [linear.score(x_new, y_new), tree.score(x_new, y_new), deep[k, seed]]
    return Snapshot(
        right=right,
        base=np.array([np.mean([max(y.mean(), 1 - y.mean()) for *_, y, _ in row]) for row in drawn]),
        most=np.array([np.mean([(y == rule).mean() for *_, y, rule in row]) for row in drawn]),
    )


def draw(case: tuple[bool, ...], seed: int) -> tuple[Floats, NDArray[np.int64], Floats, NDArray[np.int64], Floats]:
    """Points and labels to learn from, new ones, and what the rule alone would say of the new ones."""
    low_noise, bent, unstructured = case
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((TRAIN + TEST, INPUTS))
    turn, _ = np.linalg.qr(rng.standard_normal((INPUTS, INPUTS)))
    anew = rng.random(len(x)) < NOISE
    coins = rng.integers(0, 2, len(x))
    rule = (x[:, 0] ** 2 + x[:, 1] ** 2 > 2 * np.log(2)) if bent else (x[:, 0] + x[:, 1] > 0)  # either way, half
    y = np.where(anew & (not low_noise), coins, rule).astype(np.int64)
    seen = x @ turn if unstructured else x
    return seen[:TRAIN], y[:TRAIN], seen[TRAIN:], y[TRAIN:], rule[TRAIN:].astype(np.int64)


def _deep(drawn: list[tuple[Floats, NDArray[np.int64], Floats, NDArray[np.int64], Floats]]) -> Floats:
    """A deep net for each draw, all trained together; the share of new points on which each is right."""
    plan = Plan((INPUTS, *HIDDEN, 2), ("relu",), tuple(range(len(drawn))), init="he")
    stack = Stack(plan, torch.float32, device(), lean=True)
    x, y, x_new, y_new = (torch.from_numpy(np.stack([one[k] for one in drawn])).to(device()) for k in range(4))
    order = shuffled(TRAIN, BATCH, torch.Generator().manual_seed(0))
    batches = ((x[:, rows].float(), y[:, rows]) for rows in order)
    nets = Many(stack, Recipe("adam", LR, weight_decay=DECAY), batches)
    for _ in run(nets, total=UPDATES, steps=(), lr=LR, rate=lambda step: LR * (1 - step / UPDATES), stop=_asked):
        pass
    stack.forward(x_new.float(), keep=False)
    return np.asarray(1 - stack.wrong(y_new).cpu().numpy(), np.float64)


def _asked() -> bool:
    spend(0)
    return False
