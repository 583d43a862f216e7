"""What serial, mini-batch and full-batch learning have come to, in words, from their own numbers."""

from collections.abc import Iterator, Mapping

import numpy as np

from core.experiments.batches.config import MODES, Config, recipe, total_steps
from core.experiments.batches.training import Snapshot
from core.words import listed, percent, signed


def describe(config: Config, now: Mapping[str, Snapshot]) -> str:
    """What the three charts show at `now`, one snapshot a mode, from its numbers."""
    if set(now) != set(MODES):
        return "The three have the same initial templates and see the same pictures in the same order."
    parts = [
        f"{MODES[mode].capitalize()}: {s.seen:,} pictures in {s.step:,} update{'s' * (s.step != 1)} and "
        f"{s.seconds:.2g} s; {percent(s.test_error)} of the test pictures are misread."
        for mode, s in now.items()
    ]
    return " ".join([*parts, *_failures(config, now), overfitting(config, now)]).strip()


def _failures(config: Config, now: Mapping[str, Snapshot]) -> Iterator[str]:
    guessing = np.log(len(config.classes))
    for mode, s in now.items():
        used = recipe(config, mode)
        if s.step and s.test_loss > 1.5 * guessing:
            summed = used.batch_size if config.reduction == "sum" else 1
            as_sum = f" x {summed:,} pictures = {used.lr * summed:g}" if summed > 1 else ""
            yield (
                f"The learning rate of {MODES[mode]}, {used.lr:g}{as_sum}, is too large: its test loss, "
                f"{s.test_loss:.1f}, is worse than blind guessing's {guessing:.1f}."
            )


def overfitting(config: Config, now: Mapping[str, Snapshot]) -> str:
    """Test error minus training error of each at its end, and whether the lecture's "full batch overfits" holds."""
    if set(now) != set(MODES) or any(s.step != total_steps(config, mode) for mode, s in now.items()):
        return ""
    gaps = {mode: round(100 * (s.test_error - s.train_error), 1) + 0.0 for mode, s in now.items()}
    words = listed([f"{signed(gap, 1)} for {MODES[mode]}" for mode, gap in gaps.items()])
    most = max(gaps, key=gaps.__getitem__)
    if gaps[most] < 0.5:
        verdict = "None of the three overfits."
    elif most == "full":
        verdict = "The full batch overfits most."
    else:
        verdict = f"{MODES[most].capitalize()} overfits most, not the full batch."
    return f"In percentage points, the test error minus the training error is {words}. {verdict}"
