"""Nine learners: each is told the labels of some corners of a cube, and answers for all eight.

An answer is 0, 1 or a coin: it is counted in halves, 0, 2 and 1, so that every error is an exact number.
"""

from collections.abc import Callable

import numpy as np
import torch
from sklearn.tree import DecisionTreeClassifier

from core.experiments.learning_needs.worlds import Ints, corners
from core.learning.plan import Plan, draw
from core.learning.stack import Stack
from core.learning.training import Many, run
from core.learning.updates import Recipe

NO, COIN, YES = 0, 1, 2  # answers, in halves
HIDDEN, UPDATES, LR = 8, 150, 0.1  # of the MLP
PASSES = 60  # of the perceptron: no separable labels of the cube need so many, and others never end
Learner = Callable[[Ints, Ints], Ints]  # seen corners (n,), their labels (L, n) -> answers (L, 8)


def nearest(seen: Ints, told: Ints) -> Ints:
    """What most of the nearest seen corners say; a coin where they are divided."""
    apart = (corners()[:, None] != corners()[seen]).sum(2)  # (8, n) bits that differ
    near = apart == apart.min(1, keepdims=True)
    return _vote((2 * told - 1) @ near.T)


def perceptron(seen: Ints, told: Ints) -> Ints:
    """Rosenblatt's rule from zero, in whole numbers, passing over the seen corners until it makes no mistake."""
    x = np.concatenate([corners(), np.ones((8, 1), np.int64)], 1)  # with the bias
    target, weights = 2 * told - 1, np.zeros((len(told), 4), np.int64)
    for _ in range(PASSES):
        before = weights.copy()
        for at, corner in enumerate(seen):
            mistaken = target[:, at] * (weights @ x[corner]) <= 0
            weights[mistaken] += target[mistaken, at, None] * x[corner]
        if np.array_equal(weights, before):
            break
    return _vote(weights @ x.T)


def mlp(seen: Ints, told: Ints) -> Ints:
    """A network of one hidden layer, trained on each labelling from the same first weights, all at once."""
    plan = Plan((3, HIDDEN, 2), ("tanh",), (0,))
    start = [part.repeat(len(told), 1, 1) for part in draw(plan)]
    nets = Many(Stack(plan, torch.float64, torch.device("cpu"), start=start, lean=True), Recipe("adam", LR))
    x, y = torch.from_numpy(2.0 * corners() - 1), torch.from_numpy(told)
    nets.batches = iter([(x[torch.from_numpy(seen)], y)] * UPDATES)
    for _ in run(nets, total=UPDATES, steps=[], lr=LR):
        pass
    return np.asarray(2 * nets.stack.forward(x, keep=False).argmax(2).numpy())


def tree(seen: Ints, told: Ints) -> Ints:
    """A decision tree that asks for one bit at a time until all seen corners are told apart."""
    asked, every = corners()[seen], corners()
    grown = (DecisionTreeClassifier(random_state=0).fit(asked, row) for row in told)
    return 2 * np.array([one.predict(every) for one in grown])


def majority(seen: Ints, told: Ints) -> Ints:
    """The label that most of the seen corners have; a coin where they are divided."""
    return np.repeat(_vote((2 * told - 1).sum(1, keepdims=True)), 8, 1)


def minority(seen: Ints, told: Ints) -> Ints:
    """The label that fewer of the seen corners have."""
    return YES - majority(seen, told)


def parity(seen: Ints, told: Ints) -> Ints:
    """x1 xor x2 xor x3, or its contrary: whichever fits more of the seen corners."""
    sign = 2 * (corners().sum(1) % 2) - 1  # (8,)
    return _vote(((2 * told - 1) @ sign[seen])[:, None] * sign)


def constant(seen: Ints, told: Ints) -> Ints:
    """1, whatever it has seen."""
    return np.full((len(told), 8), YES)


def random(seen: Ints, told: Ints) -> Ints:
    """A coin, in expectation: its answer is half a 0 and half a 1."""
    return np.full((len(told), 8), COIN)


def _vote(score: Ints) -> Ints:
    """Scores below, at and above zero as the answers 0, a coin and 1."""
    return np.asarray(COIN + np.sign(score))
