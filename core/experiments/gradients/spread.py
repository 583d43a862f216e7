"""How the outputs of every layer are spread before training: at once where that takes little, else by a worker."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.effort import unless
from core.experiments.gradients.config import Config as Settings
from core.experiments.gradients.initial import Histograms, histograms

DOING = "Computing the outputs of every layer"
AT_ONCE = 10_000_000  # units of work (core.effort.spend), some 0.1 s: more is a job
Snapshot = Histograms


@dataclass(frozen=True)
class Config:
    """One activation's networks."""

    settings: Settings
    activation: str


def compute(config: Config) -> Snapshot:
    """The histograms of one activation."""
    return histograms(config.settings, config.activation)


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """The one Snapshot of compute(config), unless it is stopped before it is there."""
    return unless(stop, lambda: compute(config))
