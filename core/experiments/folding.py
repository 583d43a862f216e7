"""Paper folding for real: what layers of |x| or ReLU units do to the square [-1, 1]^2 (G5).

The folds are those of Montufar et al. (2014), two in each layer, or a person's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from core import folds
from core.config import Choice, Preset, Range, check, settings
from core.data import images
from core.folds import PATTERN, Floats, Folds, Layer
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

PICTURES = {"letter": "the letter F", "digit": "a handwritten 5", "checkerboard": "a checkerboard", "none": "none"}
MODES = {"regular": "the regular fold", "hand": "by hand"}
BENDS = {"abs": "|x|: folds", "relu": "ReLU: squashes"}
LEFT = {"abs": -1.0, "relu": 0.0}  # the slope left of 0


@dataclass(frozen=True)
class Config:
    """Which folds, and the picture that is painted on the folded packet."""

    mode: Annotated[str, Choice("Folds", MODES, "Two in each layer, the same in all, or your own.")] = "regular"
    depth: Annotated[int, Range("Layers", 1, 6, "Of two units each; for the regular fold.")] = 3
    activation: Annotated[str, Choice("Units", BENDS, "What happens to the paper on one side of the line.")] = "abs"
    picture: Annotated[str, Choice("Picture", PICTURES, "Painted on the packet, it soaks through all layers.")] = (
        "letter"
    )
    folds: Annotated[
        str,
        Folds("Folds by hand", PATTERN, 80, "angle:offset of each line, in order"),
    ] = "8:-0.05;82:-0.05;20:0.45"

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Tent:
    """How often the tent is applied to itself."""

    layers: Annotated[int, Range("Layers of the tent", 1, 10, "Two ReLU each.")] = 4

    def __post_init__(self) -> None:
        check(self)


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


PRESETS: dict[str, Preset] = {
    "Three layers": Preset(Config(), "Six units, each folds the whole packet: what one learns, 64 places share."),
    "One layer": Preset(Config(depth=1), "Left over right, bottom over top: |x| and |y|. Four become one."),
    "Two layers": Preset(Config(depth=2), "The packet is stretched over the sheet and folded again: 16 regions."),
    "Five layers": Preset(Config(depth=5), "Ten units: more than a thousand copies of one picture."),
    "By hand": Preset(Config(mode="hand"), "Drag the line of a fold: its creases move in all layers that it cuts."),
    "ReLU squashes": Preset(
        Config(depth=2, activation="relu"),
        "The same weights with ReLU: what should be folded over is pressed flat, and the picture there is lost.",
    ),
    "A fold that misses": Preset(
        Config(mode="hand", folds="0:0;90:0;45:-0.4"),
        "The third line does not meet the packet: a unit that is never negative bends nothing.",
    ),
    "The same fold twice": Preset(
        Config(mode="hand", folds="30:0.1;30:0.1"),
        "The second |x| meets no negative number any more: one unit is wasted.",
    ),
}


def run(config: Config) -> Result:
    """Fold the sheet, and find its regions exactly."""
    regular, left = config.mode == "regular", LEFT[config.activation]
    folded = folds.regular(config.depth, left) if regular else folds.by_hand(config.folds, left)
    single = whole = enumerate_regions(folded.layers, "prelu", SHEET, slopes=folded.slopes)
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


def describe(config: Config, result: Result) -> str:
    """What the sheet and the packet show, from this result's numbers."""
    return " ".join([*_story(config, result), *_failures(config, result)])


def _story(config: Config, result: Result) -> Iterator[str]:
    regions, many = len(result.complex), len(result.counts)
    if not many:
        yield "The sheet is flat: no unit, one region. Add a fold."
        return
    folding = config.activation == "abs"
    if config.mode == "regular":
        does = "folds the packet twice" if folding else "presses two sides of the paper flat"
        yield f"{_each('layer', config.depth)} {does}, then stretches it over the sheet."
    else:
        does = (
            "lays the paper on one side of its line over the other"
            if folding
            else "presses one side of the paper flat"
        )
        yield f"{_each('fold', many)} {does}."
    yield f"A fold at most doubles the regions: {' → '.join(f'{count:,}' for count in (1, *result.counts))}."
    if folding and regions > 1:
        yield (
            f"In each of the {regions:,} regions the network is one affine map, mirrored against its neighbours’. "
            "What later layers do at one place of the packet, they do at all places that lie there: the picture, "
            "painted once, comes back all over the sheet."
        )


def _each(noun: str, many: int) -> str:
    return f"The {noun}" if many == 1 else f"Each of the {many} {noun}s"


def _failures(config: Config, result: Result) -> Iterator[str]:
    by_hand = folds.lines(config.folds) if config.mode == "hand" else ()
    for k, (line, (low, high)) in enumerate(zip(by_hand, result.spans, strict=False), 1):
        if low >= -_TINY:
            again = by_hand.index(line) + 1
            why = f"it is fold {again} again:" if again < k else "its line misses the packet:"
            yield f"**Fold {k} does nothing**: {why} no paper lies on the side that is folded."
        elif high <= _TINY:
            yield f"**Fold {k} adds no region**: the whole packet lies on the side that is folded."
    if config.activation == "relu" and result.squashed:
        yield (
            f"**ReLU does not fold**: it presses one side flat onto the line. {result.squashed:.0%} of the sheet "
            "has become lines or points (hatched), where no later layer can tell places apart. Two ReLU units make "
            "one fold: |z| = relu(z) + relu(−z)."
        )
