"""How the test error falls with the width of one hidden layer, from very narrow ones on (E, "MNIST Results")."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from core.experiments.digit_lab import sweep
from core.experiments.digit_lab.config import Config
from core.words import Done, mean

WIDTHS = (2, 4, 8, 16, 32, 64, 128)
SEEDS = 3  # networks of each width
SHOWN = 180_000  # pictures, with repetition, that each network is to see: three epochs of MNIST


@dataclass(frozen=True)
class Snapshot:
    """What networks of one width come to."""

    width: int
    test_error: float  # share 0..1, the mean of the seeds


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """One width after the other, on the pictures of `config`; its network and its recipe have no say."""
    for width in WIDTHS:
        found = list(sweep.train(size(config, width), stop=stop))
        if not found or stop():
            return
        yield Snapshot(width, mean(found[-1].test_error))


def size(config: Config, width: int) -> sweep.Config:
    """The point of a sweep over the pictures of `config`: fewer pictures are seen more often."""
    of = sweep.Config(config.dataset, width, 1, config.permute_pixels, config.subset, seeds=SEEDS, seed=config.seed)
    return replace(of, epochs=min(max(1, round(SHOWN / sweep.pictures(of))), sweep.MOST))


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How many of the widths are there."""
    return Done(len(snapshots), len(WIDTHS), "widths")
