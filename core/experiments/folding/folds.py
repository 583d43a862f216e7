"""Folds as layers: a line n·x = b is one unit |n·x - b|, and one that carries the place along the line."""

import math
import re
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.config import Text
from core.regions import RegionComplex, fold_image
from core.regions.polygons import following

Floats = NDArray[np.float64]
Layer = tuple[Floats, Floats]  # weight (2, 2), bias (2,)

MOST = 6  # folds by hand
FURTHEST = 2.0  # offset of a line by hand
_ONE = r"\d{1,3}(\.\d)?:-?\d(\.\d{1,3})?"
PATTERN = f"{_ONE}(;{_ONE}){{0,{MOST - 1}}}"


def lines(folds: str) -> tuple[tuple[float, float], ...]:
    """(angle in degrees, offset) of each fold in a text that Config allows."""
    pairs = (fold.split(":") for fold in folds.split(";") if fold)
    return tuple((float(angle), float(offset)) for angle, offset in pairs)


def allowed(folds: str) -> bool:
    """Whether `lines` can read it, and all are within their limits."""
    return folds == "" or (
        re.fullmatch(PATTERN, folds, re.ASCII) is not None
        and all(angle <= 360 and abs(offset) <= FURTHEST for angle, offset in lines(folds))
    )


class Folds(Text):
    """Lines angle:offset joined by ";": the line n·x = offset whose normal n has this angle in degrees."""

    def allowed(self, kind: type) -> str:
        return f"empty or at most {MOST} folds like 0:0.1;90:-0.2, angles in [0, 360], offsets in [-2, 2]"

    def holds(self, value: Any, kind: type) -> bool:
        return super().holds(value, kind) and allowed(value)


class Folded(NamedTuple):
    """A network that folds once in each layer."""

    layers: list[Layer]
    slopes: list[Floats]  # of each layer (2,), left of 0; 1 does not bend
    papers: list[Layer]  # how each layer's values become places on the paper again
    fractions: list[tuple[Any, Any]] | None = None  # the layers without rounding, if they are rounded


def regular(depth: int, left: float) -> Folded:
    """The layers of regions.abs_fold_net in two halves, one fold each: first along x, then along y."""
    same, deeper = (np.eye(2), np.zeros(2)), (2 * np.eye(2), -np.ones(2))
    layers = [part for index in range(depth) for part in (deeper if index else same, same)]
    return Folded(layers, [np.array([left, 1]), np.array([1, left])] * depth, [same] * (2 * depth))


def by_hand(folds: str, left: float) -> Folded:
    """A layer (n·x - b, m·x) for each line, with m the direction along it; without any, one that does nothing.

    The layers are made in fractions and rounded once: paper that comes to lie on a line lies on it exactly.
    """
    same = (np.eye(2), np.zeros(2))
    fractions: list[tuple[Any, Any]] = []
    to_paper, shift = same[0].astype(int).astype(object), np.zeros(2, int).astype(object)
    papers = []
    for angle, offset in lines(folds):
        axes, place = _axes(angle), np.array([Fraction(str(offset)), Fraction(0)])
        fractions.append((axes @ to_paper, axes @ shift - place))
        to_paper, shift = axes.T, axes.T @ place
        papers.append((to_paper.astype(np.float64), shift.astype(np.float64)))
    if not fractions:
        return Folded([same], [np.ones(2)], [same])
    layers = [(weight.astype(np.float64), bias.astype(np.float64)) for weight, bias in fractions]
    return Folded(layers, [np.array([left, 1])] * len(layers), papers, fractions)


def _axes(angle: float) -> NDArray[Any]:
    """The normal of a line and the direction along it, as rows of Fractions of length 1.

    With t = tan(angle / 2) they are ((1 - t^2) / (1 + t^2), 2 t / (1 + t^2)); t is rounded to 52 binary digits.
    """
    quarters, rest = divmod(Fraction(str(angle)), 90)
    t = Fraction(round(math.tan(math.radians(rest) / 2) * 2**52), 2**52)
    cos, sin = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    for _ in range(quarters % 4):
        cos, sin = -sin, cos
    return np.array([[cos, sin], [-sin, cos]])


def on_paper(single: RegionComplex, folded: Folded, folds: int) -> Floats:
    """(V, 2): where the vertices lie after some folds."""
    points = fold_image(single, folded.layers, folds)
    if folds:
        weight, bias = folded.papers[folds - 1]
        points = points @ weight.T + bias
    return points


def spans(single: RegionComplex, folded: Folded) -> Floats:
    """(K, 2): the lowest and highest n·x - b on the paper before each fold."""
    found = []
    for k, ((weight, bias), slope) in enumerate(zip(folded.layers, folded.slopes, strict=True)):
        unit = int(np.argmin(slope))  # the one that bends
        z = fold_image(single, folded.layers, k) @ weight[unit] + bias[unit]
        found.append((z.min(), z.max()))
    return np.array(found)


def creases(single: RegionComplex) -> tuple[Floats, NDArray[np.uint8]]:
    """Each inner edge of the regions once, and its fold."""
    here, there = single.corners, single.corners[following(np.diff(single.ptr))]
    once = (single.edge_layer >= 0) & (here < there)
    ends = np.hstack([single.vertices[here], single.vertices[there]])
    return ends[once], single.edge_layer[once].astype(np.uint8)
