"""No free lunch as a run: nine learners in all possible worlds, with every error an exact number.

(G5, "No Free Lunch Theorem": E[L | d], the loss off the training set, averaged over all functions f.)
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np

from core.experiments.learning_needs import learners
from core.experiments.learning_needs.config import LEARNERS, Config
from core.experiments.learning_needs.worlds import SIDES, Bools, Ints, labels, possible

NAMES = tuple(LEARNERS)  # each is a function of learners.py


@dataclass(frozen=True)
class Result:
    """What nine learners answer in all 256 worlds, and how far they are wrong on the corners not seen."""

    seen: Ints  # (n,)
    unseen: Ints  # (u,)
    possible: Bools  # (256,)
    told: Ints  # (256,) which of the 2^n labellings of the seen corners a world shows
    answers: Ints  # (9, 2^n, 8) in halves: 0, 1 for a coin, 2
    wrong: Ints  # (9, 256) unseen corners that are answered wrongly, in halves
    shares: Ints  # (9, u + 1) in how many possible worlds 0, 1, ... u unseen corners are wrong, in units of 2^-u
    least: Ints  # (2,) the least mean error that any learner can have here, as a fraction

    def mean(self, name: str) -> Fraction:
        """The mean error of a learner off its training set, over the possible worlds: exactly."""
        wrong = self.wrong[NAMES.index(name)][self.possible]
        return Fraction(int(wrong.sum()), 2 * len(wrong) * len(self.unseen))

    @property
    def best(self) -> Fraction:
        """The mean error of a learner that knows which worlds are possible."""
        return Fraction(*map(int, self.least))

    @property
    def many(self) -> int:
        """How many worlds are possible."""
        return int(self.possible.sum())


def run(config: Config) -> Result:
    """Let every learner see the corners, and count what it says of the others in every world."""
    seen = np.array(config.seen)
    unseen = np.setdiff1d(np.arange(SIDES), seen)
    told, answers = answered(config.seen)
    off = np.abs(answers[:, told][..., unseen] - 2 * labels()[:, unseen])  # (9, 256, u) in halves
    allowed = possible(config.worlds)
    return Result(
        seen=seen,
        unseen=unseen,
        possible=allowed,
        told=told,
        answers=answers,
        wrong=off.sum(2),
        shares=np.stack([_shares(one[allowed]) for one in off]),
        least=_least(told[allowed], labels()[allowed][:, unseen]),
    )


@cache
def answered(seen: tuple[int, ...]) -> tuple[Ints, Ints]:
    """Which labelling of these corners each world shows (256,), and what every learner answers to each (9, 2^n, 8).

    No learner knows which worlds are possible, so that this is the same for all restrictions.
    """
    labellings, told = np.unique(labels()[:, seen], axis=0, return_inverse=True)
    answers = np.stack([getattr(learners, name)(np.array(seen), labellings) for name in NAMES])
    told = told.reshape(-1)
    for array in (told, answers):
        array.flags.writeable = False
    return told, answers


def _shares(off: Ints) -> Ints:
    """Of wrong answers (W, u) in halves: how often 0, 1, ... u are wrong; a coin falls both ways, in all W 2^u."""
    found = np.zeros((len(off), off.shape[1] + 1), np.int64)
    found[:, 0] = 1
    for wrong in off.T:
        right = found * (2 - wrong)[:, None]
        right[:, 1:] += found[:, :-1] * wrong[:, None]
        found = right
    return np.asarray(found.sum(0))


def _least(told: Ints, wanted: Ints) -> Ints:
    """The mean error, as a fraction, of whoever answers as most possible worlds do that agree with what is seen."""
    mistakes = 0
    for shown in np.unique(told):
        ones = wanted[told == shown].sum(0)
        mistakes += int(np.minimum(ones, int((told == shown).sum()) - ones).sum())
    return np.array([mistakes, wanted.size])
