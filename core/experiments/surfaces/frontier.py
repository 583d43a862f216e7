"""What a surface costs without a network: truncated SVD, the largest DCT coefficients, and a smaller picture.

All keep the mean and the deviation beside their numbers, as the networks do.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import fft  # type: ignore[import-untyped]

from core.experiments.surfaces.config import SIDE, Config
from core.experiments.surfaces.targets import Exact, target

RANKS = tuple(range(1, 13))
SIZES = tuple(range(4, 37))  # points along a side; 24 is the deck's (E, "Other Ways to Interpolate")
COEFFICIENTS = tuple(range(1, 601))
METHODS = {"svd": "truncated SVD", "dct": "largest DCT coefficients", "small": "smaller picture, bicubic"}


@dataclass(frozen=True)
class Result:
    """Of each of METHODS how many numbers it stores, ascending, and its mean squared error."""

    svd: Exact  # (2, 12) numbers, error
    dct: Exact  # (2, 600)
    small: Exact  # (2, 33)

    def of(self, method: str) -> Exact:
        found: Exact = getattr(self, method)
        return found

    def at(self, method: str, numbers: float) -> float:
        """The error for at most so many numbers; 1 where it needs more: that is the error of the mean alone."""
        stored, errors = self.of(method)
        return float(min([1.0, *errors[stored <= numbers]]))


def run(config: Config) -> Result:
    """Error against numbers stored. Raises ValueError where there is no picture yet."""
    z = target(config).z
    dct = cosines(z)
    missing = np.maximum(0, dct.sum() - np.cumsum(dct)[: len(COEFFICIENTS)]) / z.size
    return Result(
        svd=np.array([[2.0 * SIDE * rank for rank in RANKS], [_mean(z, low_rank(z, rank)) for rank in RANKS]]),
        dct=np.stack([2.0 * np.array(COEFFICIENTS), missing]),
        small=np.array([[float(n * n) for n in SIZES], [_mean(z, smaller(z, n)) for n in SIZES]]),
    )


def singular(z: Exact) -> Exact:
    """The singular values of z, the largest first."""
    return np.asarray(np.linalg.svd(z, compute_uv=False), np.float64)


def low_rank(z: Exact, rank: int) -> Exact:
    """The nearest matrix of this rank (Eckart and Young 1936): 51 + 51 numbers a rank."""
    u, s, v = np.linalg.svd(z)
    return np.asarray((u[:, :rank] * s[:rank]) @ v[:rank])


def cosines(z: Exact) -> Exact:
    """The squared coefficients of the orthonormal DCT-II, the largest first. Each costs its value and its place."""
    return np.sort(np.square(fft.dctn(z, norm="ortho")).ravel())[::-1]


def best_cosines(z: Exact, many: int) -> Exact:
    """z from its `many` largest DCT coefficients."""
    c = fft.dctn(z, norm="ortho")
    order = np.argsort(-np.abs(c).ravel(), kind="stable")
    kept = np.zeros(c.size)
    kept[order[:many]] = c.ravel()[order[:many]]
    return np.asarray(fft.idctn(kept.reshape(c.shape), norm="ortho"))


def smaller(z: Exact, side: int) -> Exact:
    """z scaled to side x side and back, both bicubic, as Pillow does it (E, "Scaled 24x24 image")."""
    small = Image.fromarray(z.astype(np.float32)).resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(small.resize((SIDE, SIDE), Image.Resampling.BICUBIC), np.float64)


def _mean(z: Exact, other: Exact) -> float:
    return float(np.square(z - other).mean())
