"""The templates far along a walk: a worker goes there, and others go on from its state."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.data.selection import Floats
from core.effort import unless
from core.experiments.template_learning.config import Config as Settings
from core.experiments.template_learning.walk import walk_of

DOING = "Learning picture after picture"
AT_ONCE = 0  # only what is far is asked for: it is always a job


@dataclass(frozen=True)
class Config:
    """A walk, and how many pictures of it."""

    settings: Settings
    pictures: int


@dataclass(frozen=True)
class Snapshot:
    """The layer after these pictures."""

    weight: Floats  # (K, D)
    bias: Floats | None  # (K,)


def compute(config: Config) -> Snapshot:
    """Learn these pictures, one after the other."""
    return Snapshot(*walk_of(config.settings).after(config.pictures))


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """The one Snapshot of compute(config), unless it is stopped before it is there."""
    return unless(stop, lambda: compute(config))
