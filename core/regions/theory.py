"""How many linear regions there can be, and how many there are on average."""

import math
from collections.abc import Sequence


def zaslavsky(n: int, d: int) -> int:
    """Regions that n hyperplanes in general position cut d dimensions into: sum of C(n, i) for i = 0..d.

    One hidden layer of n piecewise-linear units has at most as many. (Zaslavsky 1975; G5, "Linear regions")
    """
    _check(n, d)
    return sum(math.comb(n, i) for i in range(d + 1))


def montufar_lower_bound(widths: Sequence[int], d: int) -> int:
    """What a ReLU network with these widths can reach: prod over l < L of floor(n_l / d)^d x zaslavsky(n_L, d).

    (Montufar, Pascanu, Cho, Bengio 2014, theorem 4; the slide of E misprints the binomial.) Every width must be at
    least d.
    """
    for width in widths:
        _check(width, d)
    if not widths or min(widths) < d:
        raise ValueError(f"'widths' must all be at least 'd', {d}. Got {tuple(widths)} instead.")
    folds: int = math.prod((n // d) ** d for n in widths[:-1])
    return folds * zaslavsky(widths[-1], d)


def hanin_rolnick(n: int, d: int) -> float:
    """About n^d / d! regions in d dimensions at random weights, for n hidden neurons in all, whatever the depth.

    (Hanin and Rolnick 2019)
    """
    _check(n, d)
    return float(n**d / math.factorial(d))


def _check(n: int, d: int) -> None:
    if n < 0 or d < 1:
        raise ValueError(f"'n' must be at least 0 and 'd' at least 1. Got {n} and {d} instead.")
