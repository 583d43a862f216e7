"""Templates as they are learned, and a pad beside them: what is drawn is read while one draws, in the browser."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ui.components.mount import component, pack
from ui.components.player import encode
from ui.kept import kept

FRAMES = 30  # of a recording, at most: evenly in log(1 + step)
LEVELS = 12  # colours on each side of zero while it plays; the last frame has all 127


def reader(
    run: str, names: Sequence[str], steps: Sequence[int], weights: Sequence[NDArray[np.float32]], *, key: str
) -> None:
    """Show a recording `run` of templates (K, 28, 28), one at each of `steps`, and read with the last of them.

    The layer has no bias: logit_k = sum of template_k x ink.
    """
    if any(weight.shape != (len(names), 28, 28) for weight in weights) or len(steps) != len(weights) or not steps:
        got = [weight.shape for weight in weights][:1]
        raise ValueError(f"'weights' must be ({len(names)}, 28, 28) for each step. Got {got} instead.")
    at, scale, last, film = _film(run, steps, weights)
    header = {"key": key, "run": run, "labels": list(names), "steps": [int(steps[i]) for i in at], "scale": scale}
    component("reader", "sketch.css", "steady.css")(key=key, data=pack(header, [last, film]))


@kept
def _film(
    run: str, _steps: Sequence[int], _weights: Sequence[NDArray[np.float32]]
) -> tuple[list[int], float, NDArray[np.int8], NDArray[np.uint8]]:
    """Which frames are shown; the last as codes (K, 28, 28) with their scale; and all of them in LEVELS.

    Of these, each frame as its differences to the one before, deflated: int8 (n, K, 28, 28).
    """
    at = chosen(_steps)
    scales, codes = encode([_weights[i] for i in at])
    coarse = np.rint(codes * (LEVELS / 127)).astype(np.int8)
    differences = np.diff(coarse, axis=0, prepend=np.zeros_like(coarse[:1]))
    return at, float(scales[-1]), codes[-1], np.frombuffer(zlib.compress(differences.tobytes(), 9), np.uint8)


def chosen(steps: Sequence[int]) -> list[int]:
    """Of a recording's frames those to show: at most FRAMES, evenly in log(1 + step), the last one too."""
    places = np.log1p(np.asarray(steps))
    wanted = np.linspace(places[0], places[-1], FRAMES)
    return sorted({int(np.abs(places - place).argmin()) for place in wanted})
