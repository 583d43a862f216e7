"""The plane through three test pictures: every point of it is a picture, a mixture of the three."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.data import images
from core.data.selection import Floats, Pixels

REACH = 0.7  # of the plane's unit, from its origin to the farthest of the three


@dataclass(frozen=True)
class Plane:
    """origin + (x, y) @ basis, in ink 0..1 (beyond, where the plane leaves the pictures behind)."""

    origin: Floats  # (D,) the mean of the three
    basis: Floats  # (2, D) orthogonal, both of length `unit`
    at: Floats  # (3, 2) where the three lie
    pictures: Pixels  # (3, H, W[, 3])
    classes: tuple[int, int, int]
    unit: float  # distance in ink, over all pixels, that one unit of the plane stands for


@lru_cache(maxsize=32)
def plane(dataset: str, classes: tuple[int, int, int], pick: int) -> Plane:
    """Through the `pick`-th three test pictures of these classes, counted from 0, round and round.

    Raises ValueError where a class is not in the data set, or the three do not span a plane.
    """
    data = images.load(dataset)
    rows: list[int] = []
    for place, k in enumerate(classes):
        having = np.flatnonzero(data.test_labels == k)
        if not len(having):
            raise ValueError(f"'classes' must be in [0, {len(data.class_names) - 1}]. Got {classes} instead.")
        rows.append(int(having[(pick * classes.count(k) + classes[:place].count(k)) % len(having)]))
    pictures = data.test_images[rows]
    ink = pictures.reshape(3, -1) / 255  # (3, D)
    origin = ink.mean(axis=0)
    directions, sizes = (
        np.linalg.svd(ink - origin, full_matrices=False)[2][:2],
        np.linalg.norm(ink - origin, axis=1),
    )
    at = (ink - origin) @ directions.T  # (3, 2)
    area = abs(np.linalg.det(at[1:] - at[0]))
    if not area > 1e-6 * sizes.max() ** 2:
        raise ValueError("Three different pictures span a plane; these do not. Choose others.")
    unit = float(sizes.max() / REACH)
    turned = _upright(at)
    return Plane(origin, unit * turned.T @ directions, at @ turned / unit, pictures, classes, unit)


def _upright(at: Floats) -> Floats:
    """The rotation (2, 2), or reflection, that puts the first point at the top and the second to its left."""
    up = at[0] / np.linalg.norm(at[0])
    turn = np.array([[up[1], up[0]], [-up[0], up[1]]])  # at @ turn: the first point lies on +y
    return turn if (at[1] @ turn)[0] <= 0 else turn * np.array([-1, 1])
