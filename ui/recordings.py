"""Jobs of image experiments as recordings for the player."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.jobs import Job, State
from ui.components.player import Curve, Recording


def recording(
    job: Job,
    labels: Sequence[str],
    *,
    total: int,
    tiles: Callable[[object], NDArray[np.float32]] = lambda snapshot: snapshot.weight,  # type: ignore[attr-defined]
    variant: str = "",
) -> Recording:
    """What the player shows of a job: `tiles(snapshot)` (K, H, W[, 3]), error and loss on both sets."""
    s = job.snapshots
    return Recording(
        id=job.key + variant,
        labels=tuple(labels),
        steps=[x.step for x in s],
        epochs=[x.epoch for x in s],
        seconds=[x.seconds for x in s],
        tiles=[tiles(x) for x in s],
        curves=(
            Curve(
                "error",
                "%",
                True,
                {"train": [100 * x.train_error for x in s], "test": [100 * x.test_error for x in s]},
            ),
            Curve("loss", "nats", True, {"train": [x.train_loss for x in s], "test": [x.test_loss for x in s]}),
        ),
        total=total,
        running=job.state in (State.RUNNING, State.WAITING),
    )
