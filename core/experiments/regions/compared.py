"""Two networks side by side: other activations on the same weights, and one layer with as many weights."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from core.effort import unless
from core.experiments.regions import facts as numbers
from core.experiments.regions.config import Config, widths
from core.experiments.regions.nets import drawn, look
from core.regions import NotEnumerated, TooManyDoubts, TooManyRegions
from core.regions.picture import STILL, Picture, picture

DOING = "Counting regions of other networks"
AT_ONCE = 8_000_000  # units of work (core.effort.spend), 0.1 s or 0.2: more is a job
SEEDS = range(5)
MOST_DRAWN = 400  # neurons of the one layer that are drawn
MOST, MOST_BUILT = 20_000, 100_000  # regions that are counted


class Side(NamedTuple):
    """One of two networks."""

    widths: tuple[int, ...]
    regions: int
    stopped: str  # why these are not all; "" if they are
    picture: Picture


@dataclass(frozen=True)
class Snapshot:
    """All comparisons of one network."""

    relu: Side
    absolute: Side
    shapes: tuple[Side, ...]  # the deep network and the single layer; none where there is nothing to compare
    counts: tuple[tuple[int, ...], ...]  # of each of them, regions for each of SEEDS, at most MOST
    refused: str  # why the last of them was not counted; "" if it was
    built: int  # regions of the deep shape as it can be built, at most MOST_BUILT

    def __post_init__(self) -> None:
        for name in ("relu", "absolute"):
            object.__setattr__(self, name, _named(getattr(self, name)))  # over the wire it is a plain tuple
        object.__setattr__(self, "shapes", tuple(map(_named, self.shapes)))


def _named(side: tuple[Any, ...]) -> Side:
    widths, regions, stopped, drawn = side
    return Side(widths, regions, stopped, Picture(*drawn))


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """The one Snapshot of compute(config), unless it is stopped before it is there."""
    return unless(stop, lambda: compute(config))


def compute(config: Config) -> Snapshot:
    """Count and draw the network with ReLU and with |x|, and both shapes, from five seeds each."""
    relu, absolute = (_side(replace(config, activation=name, max_regions=MOST)) for name in ("relu", "abs"))
    shapes: list[Side] = []
    counts: list[tuple[int, ...]] = []
    for one in _shapes(config):
        shapes.append(_side(one))
        try:
            counts.append(tuple(_count(replace(one, seed=seed)) for seed in SEEDS))
        except TooManyDoubts as error:
            return Snapshot(relu, absolute, tuple(shapes), tuple(counts), str(error), 0)
    return Snapshot(relu, absolute, tuple(shapes), tuple(counts), "", _built(config) if shapes else 0)


def _shapes(config: Config) -> tuple[Config, ...]:
    """The network as it is drawn, and one layer with as many weights."""
    deep, n = widths(config), numbers.shallow_width(config)
    if len(deep) < 2 or n > MOST_DRAWN:
        return ()
    one = replace(config, net=config.net if config.net == "pytorch" else "random", flaw="none")
    one = replace(one, widths="-".join(map(str, deep)), max_regions=MOST)
    return one, replace(one, widths=str(n))


def _side(config: Config) -> Side:
    found = numbers.found(drawn(config), config)
    layers = [*found.net.hidden, found.net.head]
    return Side(widths(config), len(found.complex), found.stopped, picture([found.complex], [layers], *STILL))


def _count(config: Config) -> int:
    try:
        return len(look(drawn(config), config))
    except TooManyRegions:
        return MOST


def built(config: Config) -> Config:
    """The deep shape of `config` as it can be built: folds of |x|, or a sawtooth of ReLU."""
    deep = widths(config)
    made = replace(config, depth=len(deep), width=min(deep), flaw="none", widths="", max_regions=MOST_BUILT)
    if config.net == "fold":
        return replace(made, activation="abs", x=0.0, y=0.0, r=1.0)
    return replace(made, net="sawtooth", activation="relu", x=0.5, y=0.5, r=0.5)


def _built(config: Config) -> int:
    made = built(config)
    try:
        return len(look(drawn(made), made))
    except NotEnumerated:
        return MOST_BUILT
