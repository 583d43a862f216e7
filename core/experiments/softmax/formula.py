"""Scores into probabilities: exp, divide by the sum; its inverse, its derivative, and what float32 makes of it.

p_k = exp(z_k) / sum_j exp(z_j) with z = (s + c) / T. (N3, “Softmax layer”)
"""

import math
from dataclasses import dataclass

import numpy as np

from core.experiments.softmax.config import Config
from core.experiments.softmax.scores import Floats, numbers
from core.learning.linear import softmax

_LN2 = math.log(2)
# exp() is infinite above: the logarithm of the largest number, (2 - 2^-23) 2^127 and (2 - 2^-52) 2^1023.
LIMITS = {"float32": 127 * _LN2 + math.log(2 - 2**-23), "float64": 1023 * _LN2 + math.log(2 - 2**-52)}


@dataclass(frozen=True)
class Result:
    """What softmax makes of K scores."""

    scores: Floats  # (K,)
    z: Floats  # (K,) (s + c) / T
    exponents: Floats  # (K,) what exp() is taken of: z, or z less its largest
    exps: Floats  # (K,) exp() of them in the chosen arithmetic: inf where it overflows
    total: float  # their sum in the chosen arithmetic
    shown: Floats  # (K,) the probabilities in the chosen arithmetic: nan where they are no numbers
    probabilities: Floats  # (K,) in float64, from logarithms
    log_total: float  # log of the sum of exp(z): T times it is the soft maximum of s + c
    target: int  # the right class
    error: Floats  # (K,) p - y, the gradient of -log p_target by z
    jacobian: Floats  # (K, K) dp_i / ds_j = p_i ((i == j) - p_j) / T

    @property
    def loss(self) -> float:
        """-log p_target, in nats."""
        return float(self.log_total - self.z[self.target])

    @property
    def order(self) -> list[int]:
        """The classes by their scores, the largest first; of equal ones the first."""
        return [int(k) for k in np.argsort(-self.scores, kind="stable")]

    @property
    def lead(self) -> float:
        """By how much the largest score is ahead of the next."""
        first, second = self.order[:2]
        return float(self.scores[first] - self.scores[second])

    @property
    def others(self) -> float:
        """The probability that is left for all but the largest score; it is no difference of two numbers near 1."""
        return float(self.probabilities[self.order[1:]].sum())


def run(config: Config) -> Result:
    """All of it for the scores, the temperature and the constant of `config`."""
    scores = numbers(config.scores)
    z = (scores + config.shift) / config.temperature
    p: Floats = softmax(z).astype(np.float64)
    log_total = float(np.logaddexp.reduce(z))
    if config.arithmetic == "exact":
        with np.errstate(over="ignore", under="ignore"):  # these two are written from their logarithms
            exponents, exps, total, shown = z, np.exp(z), float(np.exp(log_total)), p
    else:
        exponents, exps, total, shown = float32(z, safe=config.arithmetic == "shifted")
    target = right(config)
    error = p - np.eye(len(p))[target]
    jacobian = (np.diag(p) - np.outer(p, p)) / config.temperature
    return Result(scores, z, exponents, exps, total, shown, p, log_total, target, error, jacobian)


def right(config: Config) -> int:
    """The right class, or the last one where there are fewer."""
    return min(config.target, len(numbers(config.scores)) - 1)


def float32(z: Floats, *, safe: bool) -> tuple[Floats, Floats, float, Floats]:
    """(exponents, exps, their sum, probabilities), all computed in float32; `safe`: the largest is taken off first.

    The sum is taken from the first class to the last. What is infinite divided by infinity, or 0 by 0, is nan.
    """
    small = z.astype(np.float32)
    if safe:
        small = small - small.max()
    with np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore"):
        exps = np.exp(small)
        total = np.float32(0)
        for one in exps:
            total = np.float32(total + one)
        shares = exps / total
    return small.astype(np.float64), exps.astype(np.float64), float(total), shares.astype(np.float64)


def score_for(config: Config, k: int, share: float) -> float:
    """The score that gives class `k` this share, 0 < share < 1, while all other scores stay.

    ds = T (logit(p*) - logit(p)), here from the others' logarithm, so that it holds for a p of 0 or 1 too.
    """
    z = run(config).z
    others = float(np.logaddexp.reduce(np.delete(z, k)))
    wanted = float(np.log(share) - np.log1p(-share)) + others
    return config.temperature * wanted - config.shift


def lead_for(share: float, classes: int, temperature: float = 1.0) -> float:
    """By how much a score must be ahead of all others, which are equal, to get this share.

    p = 1 / (1 + (K - 1) exp(-lead / T)), so lead = T ln((K - 1) p / (1 - p)).
    """
    return temperature * float(np.log(classes - 1) + np.log(share) - np.log1p(-share))
