"""Paper folding for real: what layers of |x| or ReLU units do to the square [-1, 1]^2 (G5).

The folds are those of Montufar et al. (2014), two in each layer, or a person's own.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.config import settings
from core.data import images
from core.experiments.folding import folds
from core.experiments.folding.config import LEFT, Config, Tent
from core.experiments.folding.folds import Floats, Layer
from core.regions import (
    RegionComplex,
    abs_fold_net,
    affine_maps,
    breakpoints_1d,
    enumerate_regions,
    tent_net,
    zaslavsky,
)

SHEET = (-1.0, 1.0, -1.0, 1.0)
_TINY = 1e-9


@dataclass(frozen=True)
class Result:
    """The network of the folds, and what they do; a layer of the regular fold is two folds, one by hand is one."""

    layers: tuple[Layer, ...]  # hidden; the last one's values lie on the paper after `readout`
    slopes: tuple[Floats, ...]  # of each layer (2,), left of 0; 1 does not bend
    readout: Layer  # from the last layer to the plane that the picture is painted on
    complex: RegionComplex  # of the sheet
    counts: tuple[int, ...]  # (K,) regions after each fold
    spans: Floats  # (K, 2) lowest and highest n·x - b on the paper before each fold
    corners: Floats  # (K + 1, 4, 2) where the sheet's corners lie, flat and after each fold
    creases: Floats  # (E, 4) from x, y to x, y on the sheet
    fold: NDArray[np.uint8]  # (E,) the fold that made each crease, from 0
    squashed: float  # share of the sheet that is pressed onto a line or a point


@dataclass(frozen=True)
class Teeth:
    """The tent map on [0, 1], exactly: straight between these points."""

    x: Floats  # (pieces + 1,)
    y: Floats  # (pieces + 1,)

    @property
    def pieces(self) -> int:
        return len(self.x) - 1

    @property
    def teeth(self) -> int:
        """How often it rises to a peak."""
        return int(((self.y[1:-1] > self.y[:-2]) & (self.y[1:-1] > self.y[2:])).sum())


@dataclass(frozen=True)
class Grown:
    """A regular fold, and one layer of as many units."""

    units: int
    regions: int  # counted
    one_layer: int  # at most


def run(config: Config) -> Result:
    """Fold the sheet, and find its regions exactly."""
    regular, left = config.way == "regular", LEFT[config.activation]
    folded = folds.regular(config.depth, left) if regular else folds.by_hand(config.folds, left)
    single = whole = enumerate_regions(
        folded.layers, "prelu", SHEET, slopes=folded.slopes, fractions=folded.fractions
    )
    layers, slopes, readout = folded.layers, folded.slopes, folded.papers[-1]
    if regular:
        layers, slopes = abs_fold_net(config.depth), [np.full(2, left)] * config.depth
        whole, readout = enumerate_regions(layers, config.activation, SHEET), (2 * np.eye(2), -np.ones(2))
    flat = np.abs(np.linalg.det(affine_maps(whole, [*layers, readout])[:, :, :2])) < _TINY
    many = len(single.counts) if regular else len(folds.lines(config.folds))
    creases, fold = folds.creases(single)
    return Result(
        layers=tuple(layers),
        slopes=tuple(slopes),
        readout=readout,
        complex=whole,
        counts=single.counts[:many],
        spans=folds.spans(single, folded)[:many],
        corners=np.array([folds.on_paper(single, folded, k)[:4] for k in range(many + 1)]),
        creases=creases,
        fold=fold,
        squashed=float(whole.areas[flat].sum() / whole.areas.sum()),
    )


def teeth(tent: Tent) -> Teeth:
    """The tent map of `tent.layers` layers, through its exact breakpoints."""
    net = tent_net(tent.layers)
    x = np.concatenate([[0.0], breakpoints_1d(net, "relu", 0, 1), [1.0]])
    values = x[:, None]
    for weight, bias in net:
        values = np.maximum(values @ weight.T + bias, 0)
    return Teeth(x, values @ [2.0, -4.0])


def units(result: Result) -> int:
    """How many units bend."""
    return sum(int((slope != 1).sum()) for slope in result.slopes) if result.counts else 0


def one_layer(result: Result) -> int:
    """The most regions that as many units could make side by side in one layer."""
    return zaslavsky(units(result), 2)


@cache
def grown(activation: str) -> tuple[Grown, ...]:
    """The regular folds of 1 to 6 layers, each counted."""
    most = int(settings(Config)["depth"].declaration.high)  # type: ignore[union-attr]
    found = []
    for depth in range(1, most + 1):
        counted = len(enumerate_regions(abs_fold_net(depth), activation, SHEET))
        found.append(Grown(2 * depth, counted, zaslavsky(2 * depth, 2)))
    return tuple(found)


def ink(picture: str) -> NDArray[np.uint8]:
    """(H, W) of the picture, 0 is bare paper; the digit is a real one of scikit-learn's."""
    if picture == "digit":
        data = images.load("digits")
        digit: NDArray[np.uint8] = data.test_images[int(np.argmax(data.test_labels == 5))]
        return digit
    page = np.zeros((64, 64), np.uint8)
    if picture == "letter":
        page[4:60, 14:26] = page[4:15, 14:52] = page[27:38, 14:44] = 255
    if picture == "checkerboard":
        page[:] = 255 * (np.add.outer(np.arange(64) // 16, np.arange(64) // 16) % 2)
    return page
