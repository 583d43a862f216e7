"""Twenty networks 2-2-1 that learn XOR, recorded: they play, and each says why it fails."""

from __future__ import annotations

import numpy as np

from charts.theme import EXTRA
from core.experiments.perceptron import TARGETS, Learned
from ui.components.mount import component, pack


def twenty(found: Learned, *, key: str, label: str) -> None:
    """Show the networks; `label` says for a screen reader what there is to see."""
    component("twenty", "transport.css")(key=key, data=_message(found, label))


def _message(found: Learned, label: str) -> bytes:
    """The header; then float32: weights (K, S, 9) and losses (K, S)."""
    header = {
        "label": label,
        "bend": found.bend,
        "steps": found.steps.tolist(),
        "solved": found.solved.tolist(),
        "targets": TARGETS,
        "why": [found.why(seed) for seed in range(len(found.solved))],
        "colours": {"one": EXTRA[0], "zero": EXTRA[1]},
    }
    return pack(header, [found.weights.astype(np.float32), found.losses.astype(np.float32)])
