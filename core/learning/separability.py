"""Which points one neuron can tell apart, decided in exact arithmetic, with a proof either way.

Two sets of points are linearly separable if and only if their convex hulls do not meet. Both answers come from one
vector: the shortest difference between a point of one hull and a point of the other. If it is not 0, the line in
the middle of it, at right angles, separates the sets, and no line does so with a wider margin. If it is 0, a convex
combination of the one set equals one of the other, and no line can separate them (Gordan 1873).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import gcd, lcm

Point = Sequence[int]
Fractions = tuple[Fraction, ...]


@dataclass(frozen=True)
class Verdict:
    """A separator with its margin, or two convex combinations that meet.

    `w` and `b` are integers with w·x + b > 0 for the points of label 1 and < 0 for those of label -1; all 0 where
    there is no such line. `shares` has one fraction for each point: those of either label sum to 1. They say where
    the hulls are closest: at one place, which proves that no line separates them, or at the ends of the margin.
    """

    w: tuple[int, ...]
    b: int
    shares: Fractions
    gap: Fraction  # squared distance of the two hulls, 0 where they meet

    @property
    def separable(self) -> bool:
        return self.b != 0 or any(self.w)


@lru_cache(maxsize=4096)
def decide(points: tuple[tuple[int, ...], ...], labels: tuple[int, ...]) -> Verdict:
    """Whether one neuron can give each point its label, 1 or -1.

    Where all points have the same label, w is 0 and b that label: there is no margin to speak of, and `gap` is 0.
    """
    ones = [i for i, label in enumerate(labels) if label > 0]
    others = [i for i, label in enumerate(labels) if label < 0]
    shares = [Fraction(0)] * len(points)
    if not ones or not others:
        return Verdict((0,) * len(points[0] if points else ()), 1 if ones else -1, tuple(shares), Fraction(0))
    pairs = list(product(ones, others))
    apart = [tuple(p - q for p, q in zip(points[i], points[j], strict=True)) for i, j in pairs]
    found, least = shortest(apart)
    for (i, j), share in zip(pairs, found, strict=True):
        shares[i] += share
        shares[j] += share
    if not any(least):
        return Verdict((0,) * len(points[0]), 0, tuple(shares), Fraction(0))
    # The middle between the nearest point of label 1 and the nearest of label -1.
    middle = min(_dot(least, points[i]) for i in ones) + max(_dot(least, points[j]) for j in others)
    *w, b = _whole([*least, -middle / 2])
    return Verdict(tuple(w), b, tuple(shares), _dot(least, least))


def gamma_squared(points: Sequence[Point], labels: Sequence[int], unit: int = 1) -> Fraction:
    """The square of the largest γ with y (w·x + b) >= γ for all points and |(w, b)| = 1; 0 where there is none.

    It is the squared distance from 0 to the hull of all y (x, 1). Points are in parts of 1/unit. (Novikoff 1962)
    """
    _, least = shortest([tuple(y * v for v in (*x, unit)) for x, y in zip(points, labels, strict=True)])
    return _dot(least, least) / unit**2


def shortest(vectors: Sequence[Point]) -> tuple[Fractions, Fractions]:
    """The shortest vector in the hull of some: the shares of each that make it, and the vector itself.

    Wolfe's algorithm (1976) in fractions: it ends after finitely many steps, at exactly this vector p, for which
    p·v >= p·p for all v.
    """
    first = min(range(len(vectors)), key=lambda i: _dot(vectors[i], vectors[i]))
    held = {first: Fraction(1)}  # those that p is made of, and their shares
    while True:
        p = _mixed(vectors, held)
        squared = _dot(p, p)
        nearest = min(range(len(vectors)), key=lambda i: _dot(p, vectors[i]))
        if squared == 0 or _dot(p, vectors[nearest]) >= squared:
            return tuple(held.get(i, Fraction(0)) for i in range(len(vectors))), p
        held[nearest] = Fraction(0)
        _fall(vectors, held)


def _fall(vectors: Sequence[Point], held: dict[int, Fraction]) -> None:
    """Move the shares to the shortest vector in the plane through those held; leave out what would be below 0."""
    while True:
        aim = _in_plane([vectors[i] for i in held])
        short = [(held[i], a) for i, a in zip(held, aim, strict=True) if a <= 0]
        step = min((share / (share - a) for share, a in short if share > a), default=Fraction(1))
        for i, a in zip(list(held), aim, strict=True):
            held[i] += step * (a - held[i])
            if held[i] <= 0:
                del held[i]
        if not short:
            return


def _in_plane(vectors: Sequence[Point]) -> list[Fraction]:
    """Shares with sum 1, of any sign, of the shortest vector p in the plane through these: all v·p are equal."""
    many = len(vectors)
    rows = [[*(Fraction(_dot(v, u)) for u in vectors), Fraction(-1), Fraction(0)] for v in vectors]
    rows.append([*[Fraction(1)] * many, Fraction(0), Fraction(1)])
    return solved(rows)[:many]


def solved(rows: list[list[Fraction]]) -> list[Fraction]:
    """The solution of linear equations, the right side of each at its end, by elimination.

    Raises ZeroDivisionError where there is not exactly one.
    """
    size = len(rows)
    for k in range(size):
        pivot = next((r for r in range(k, size) if rows[r][k]), k)
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for r in range(size):
            if r != k and rows[r][k]:
                factor = rows[r][k]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[k], strict=True)]
    return [row[-1] for row in rows]


def _mixed(vectors: Sequence[Point], shares: dict[int, Fraction]) -> Fractions:
    columns = zip(*(vectors[i] for i in shares), strict=True)
    return tuple(sum((s * v for s, v in zip(shares.values(), c, strict=True)), Fraction(0)) for c in columns)


def _dot(a: Sequence[int | Fraction], b: Sequence[int | Fraction]) -> Fraction:
    return Fraction(sum(x * y for x, y in zip(a, b, strict=True)))


def _whole(values: Sequence[Fraction]) -> list[int]:
    """The smallest integers in the same ratios."""
    scale = lcm(*(value.denominator for value in values))
    whole = [int(value * scale) for value in values]
    return [value // gcd(*whole) for value in whole]


# Truth tables


def corners(inputs: int) -> tuple[tuple[int, ...], ...]:
    """The rows of a truth table, 00, 01, 10, 11: the corners of the square, the cube, ..."""
    return tuple(product((0, 1), repeat=inputs))


def tables(inputs: int) -> list[str]:
    """All truth tables of so many inputs, each as the outputs of its rows: 0110 is XOR."""
    return [format(number, f"0{2**inputs}b") for number in range(2**2**inputs)]


def of_table(table: str) -> Verdict:
    """Whether one neuron computes a truth table, such as 0110."""
    inputs = len(table).bit_length() - 1
    return decide(corners(inputs), tuple(1 if output == "1" else -1 for output in table))
