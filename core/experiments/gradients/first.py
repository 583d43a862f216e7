"""The gradients of every layer before training, for whom they may take long: at once, or by a worker."""

from collections.abc import Callable, Iterator

from core.config import runnable
from core.effort import unless
from core.experiments.gradients.config import Config
from core.experiments.gradients.initial import Result, run

DOING = "Computing the gradients of every layer"
AT_ONCE = 28_000_000  # units of work (core.effort.spend), some 0.3 s: more is a job
Snapshot = Result
compute = run


def of(config: Config) -> Config:
    """What of the settings has a say before training."""
    return runnable(config, "initial")


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """The one Snapshot of compute(config), unless it is stopped before it is there."""
    return unless(stop, lambda: compute(config))
