"""Numbers in words, as every page writes them: 0.25, −3, 13.4 %, 2.1 · 10⁷."""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

# What "training error" means on every page that records a training picture by picture.
TRAIN_ERROR = (
    "While it learns: the share of wrong answers since the last frame, each given just before the step that learns "
    "from it. At the end: the share of all training pictures that are misread then."
)
MINUS = "−"
PERCENT = "\u202f%"  # a narrow space that does not break a line (SI brochure, 5.4.7)


class Done(NamedTuple):
    """How far a training is: `at` of `total`, counted in `unit`."""

    at: int
    total: int
    unit: str = "steps"


# OSError quotes its paths, which may have spaces.
_QUOTED = re.compile(r"""(['"])(?:[A-Za-z]:[\\/]|/)[^'"\n]*[\\/]([^'"\n/\\]*)\1""")
_FOLDERS = re.compile(r"(?<![\w/.:])(?:[A-Za-z]:[\\/]|/)(?:[^\s'\"/\\]+[\\/])+(?=[^\s'\"/\\])")


def without_folders(text: str) -> str:
    """An error's text for whoever reads a page: of an absolute path it has the last part only."""
    return _FOLDERS.sub("", _QUOTED.sub(r"\1\2\1", text))


def minus(text: str) -> str:
    """Numbers that Python wrote, with the true minus sign."""
    return text.replace("-", MINUS)


def number(value: float, digits: int = 3) -> str:
    """So many digits that count, or two and a power of ten; nan is a dash."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return f"{MINUS}∞" if value < 0 else "∞"
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        shown = f"{value + 0.0:.{digits}g}" if abs(value) < 10**digits - 0.5 else f"{value:,.0f}"
    else:
        factor, power_of_ten = f"{value:.1e}".split("e")
        shown = f"{factor.removesuffix('.0')} · 10{raised(int(power_of_ten))}"
    return minus(shown)


def fixed(value: float, places: int = 2) -> str:
    """So many decimals, and never a zero below zero: 0.25, −1.20, 0.00."""
    return minus(f"{round(value, places) + 0.0:.{places}f}")


def signed(value: float, places: int = 2) -> str:
    """So many decimals, with the sign in front of those above zero too: +0.25, −1.20."""
    return minus(f"{round(value, places) + 0.0:+.{places}f}")


def raised(exponent: int) -> str:
    """An exponent as it stands above the line."""
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def percent(share: float, places: int = 1) -> str:
    """A share in [0, 1] with so many decimals; it says none or all only where that is so, and nan is a dash."""
    if math.isnan(share):
        return "–"
    hundredths = 100 * share
    if share in (0, 1):
        return f"{hundredths:.0f}{PERCENT}"
    if 0 < hundredths < 1e-4:
        return f"less than 0.0001{PERCENT}"
    shown = f"{hundredths:.{places}f}"
    if float(shown) == 0:
        return f"{hundredths:.1g}{PERCENT}"
    if float(shown) == 100:
        return f"over {100 - 10.0**-places:.{places}f}{PERCENT}"
    return f"{shown}{PERCENT}"


def mean(shares: ArrayLike) -> float:
    """The mean in double precision, as a browser adds them up: the same digits everywhere."""
    return float(np.asarray(shares, dtype=np.float64).mean())


def spread(shares: ArrayLike, places: int = 1) -> str:
    """The mean of several seeds and, where there are several, the least and the largest: 7.3 % (7.2 to 7.4)."""
    found = np.asarray(shares, dtype=np.float64)
    if len(found) == 1:
        return percent(float(found[0]), places)
    low, high = (f"{100 * end:.{places}f}" for end in (found.min(), found.max()))
    return f"{percent(mean(found), places)} ({low} to {high})"


def capital(text: str) -> str:
    """The text as the beginning of a sentence: "the deep net" -> "The deep net"."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them: "a", "a and b", "a, b and c"."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def addends(values: ArrayLike, total: float, places: int = 2) -> list[float]:
    """`values` rounded so that what is printed sums to the `total` that is printed.

    All are rounded down; what is then missing goes, one unit of the last decimal each, to those that lost most
    (the method of largest remainders).
    """
    unit, exact = 10.0**-places, np.asarray(values, dtype=np.float64)
    down = np.floor(exact / unit)
    missing = round(round(total, places) / unit - float(down.sum()))
    order = np.argsort(down - exact / unit, kind="stable")
    for_all, for_some = divmod(missing, max(1, len(down)))
    down += for_all
    down[order[:for_some]] += 1
    return [round(float(value) * unit, places) for value in down]


def percents(shares: ArrayLike, places: int = 1) -> list[str]:
    """Shares of one whole, which as they are printed sum to 100 %."""
    hundredths: NDArray[np.float64] = 100 * np.asarray(shares, dtype=np.float64)
    return [f"{value:.{places}f}{PERCENT}" for value in addends(hundredths, 100.0, places)]


def power(digits: float) -> str:
    """10^digits: 8,000, or from ten million on with two digits, 6.4 · 10⁷ (10⁷ where they are 1.0)."""
    if digits < 7 - 1e-9:
        return f"{round(10**digits):,}"
    whole = int(digits + 1e-9)
    factor = f"{10 ** (digits - whole):.2g}"
    if factor == "10":  # 9.96 · 10⁷, rounded
        whole, factor = whole + 1, "1"
    ten = f"10{raised(whole)}"
    return ten if factor == "1" else f"{factor} · {ten}"
