"""What the boxes and the networks have come to, in words, from their own errors."""

from collections.abc import Iterator, Mapping

import numpy as np

from core.experiments.approximation.config import Config
from core.experiments.approximation.targets import Result
from core.experiments.approximation.training import weights
from core.learning.fitted import Snapshot
from core.words import number


def describe(config: Config, result: Result, now: Mapping[str, Snapshot]) -> str:
    """What the boxes and the two networks are at, from their numbers; errors are in units of f."""
    gain = result.rms / max(result.halved, 1e-12)
    said = [
        f"{config.boxes} box{'es' * (config.boxes != 1)} of width {number(result.dx, 2)}: error "
        f"{number(result.rms, 2)}; half as wide and twice as many: {number(result.halved, 2)}, {gain:.1f} times "
        "less."
    ]
    for name, words in (("one layer", "One hidden layer"), ("deep, narrow", "The deep net")):
        if name in now:
            s = now[name]
            shape = f"{s.widths[1]} unit{'s' * (s.widths[1] != 1)}"
            shape = f"{len(s.widths) - 2} × {shape}" if name == "deep, narrow" else shape
            said.append(
                f"{words} ({shape}, {weights(config, s.widths)} weights) at step {s.step:,}: error "
                f"{number(float(np.median(s.rms)), 2)}, median of {len(s.rms)} seeds, {number(s.rms.min(), 2)} to "
                f"{number(s.rms.max(), 2)}."
            )
    return " ".join([*said, *_failures(config, now)])


def _failures(config: Config, now: Mapping[str, Snapshot]) -> Iterator[str]:
    for name, s in now.items():
        if any(s.dead):
            wider = "" if len(s.widths) == 3 else "fewer or wider layers, or "
            yield (
                f"**{name.capitalize()}: dead in {sum(s.dead)} of {len(s.dead)} seeds**. A layer says 0 at every "
                "x: the output is constant and no gradient comes through. "
                f"Remedy: {wider}a smaller learning rate."
            )
    if config.start == "none" and config.activation == "relu":
        yield (
            "**No biases**: the nets see 2x − 1, and relu(w (2x − 1)) bends at x = ½ whatever w is; every layer "
            "passes that one corner on. Two straight lines are all there can be."
        )
    if config.activation == "relu" and config.units < 6:
        yield f"**Few units**: {config.units} ReLU units make at most {config.units + 1} straight pieces."
