"""How many regions there are in the whole plane: at once where that takes little, else by a worker."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from core.effort import unless
from core.experiments.regions.config import Config as Settings
from core.experiments.regions.facts import count_whole_plane
from core.experiments.regions.nets import drawn
from core.experiments.regions.seen import Recording
from core.regions import NotEnumerated, TooManyRegions

DOING = "Counting the regions of the whole plane"
AT_ONCE = 4_000_000  # units of work (core.effort.spend), some 0.05 s: more is a job
MANY, CLOSE = -1, -2  # why they are not counted: they are too many, or lie too close together


@dataclass(frozen=True)
class Config:
    """A network that does not train, or the last one of a recording."""

    settings: Settings
    part: tuple[int, ...]  # so many neurons of so many layers of it
    recording: Recording | None = None


@dataclass(frozen=True)
class Snapshot:
    """What was counted."""

    regions: int  # or MANY or CLOSE


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """The one Snapshot of compute(config), unless it is stopped before it is there."""
    return unless(stop, lambda: compute(config))


def compute(config: Config) -> Snapshot:
    """Count the regions as far as 10,000 from the middle."""
    net = config.recording.snapshots[-1].net if config.recording else drawn(config.settings)
    part = [(weight[:n], bias[:n]) for (weight, bias), n in zip(net.hidden, config.part, strict=False)]
    try:
        return Snapshot(count_whole_plane(net._replace(hidden=part), config.settings))
    except TooManyRegions:
        return Snapshot(MANY)
    except NotEnumerated:
        return Snapshot(CLOSE)


def of(settings: Settings, part: tuple[int, ...], record: Recording | None = None) -> Config:
    """The plane of these settings, without a window, and of the last network of a recording."""
    last = record and replace(record, snapshots=record.snapshots[-1:])
    plane = replace(settings, x=0.0, y=0.0, r=1.0, max_regions=Settings().max_regions)
    return Config(plane, part, last)
