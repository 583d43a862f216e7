"""Networks that learn a function, over it: a recording that plays, with all seeds and their errors."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from charts.theme import NET_COLOURS, NET_DASHES
from core.jobs import Job
from core.learning.fitted import Snapshot
from core.learning.regression import Exact
from ui.components.mount import component, pack

NETS = tuple(NET_COLOURS)  # their order in a frame
EVERY = 2  # points of a curve: 256 of 512
UNIT = 1 / 4096  # of a code: values beyond 8 are drawn as 8, far off any axis
NAN = -32768


@dataclass(frozen=True)
class Boxes:
    """A sum of boxes, each as high as the function is in its middle, and how far it is from the function."""

    edges: Exact  # (N + 1,)
    heights: Exact  # (N,)
    error: float  # root mean square


@dataclass(frozen=True)
class Figure:
    """What stands still: the function, boxes over it, and what the panels are called.

    A name is what a network is, a colon, and how many numbers it has: "one layer of 45: 136 weights".
    """

    x: Exact  # (P,) the function, straight between these points
    y: Exact  # (P,)
    names: Mapping[str, str]  # a key of NET_COLOURS -> the name of its panel
    total: int = 0  # the last step
    boxes: Boxes | None = None


def fitted_nets(job: Job[Any, Snapshot], figure: Figure, *, key: str, label: str) -> None:
    """Show the recording of a job; its frames come by ui/recordings.py. `label` is its text for a screen reader."""
    told = {"job": {"key": job.key, "view": "fitted", "take": job.take}}
    component("fitted", "transport.css", "steady.css")(key=key, data=pack(_header(figure, key, label) | told, []))


def still(figure: Figure, *, key: str, label: str) -> None:
    """The function and its boxes, without networks."""
    component("fitted", "transport.css", "steady.css")(
        key=key, data=pack(_header(figure, key, label) | {"job": None}, [])
    )


def _header(figure: Figure, key: str, label: str) -> dict[str, Any]:
    boxes = figure.boxes or Boxes(np.zeros(0), np.zeros(0), 0.0)
    return {
        "key": key,
        "label": label,
        "frame": None,
        "total": figure.total,
        "function": {"x": _rounded(figure.x), "y": _rounded(figure.y)},
        "boxes": {"edges": _rounded(boxes.edges), "heights": _rounded(boxes.heights)},
        "nets": [
            {"net": NETS.index(net), "name": words, "colour": NET_COLOURS[net], "dash": NET_DASHES[net]}
            | ({"error": boxes.error} if net == "boxes" else {})
            for net, words in figure.names.items()
        ],
        "unit": UNIT,
    }


def _rounded(values: Exact) -> list[float]:
    return [round(float(value), 5) for value in values]


def frame(now: Snapshot) -> bytes:
    """All seeds of one network at one instant as fitted.js reads it.

    u32 which of NETS, seeds S, points P; i32 step; f32 errors (S,); int16 codes of what they say (S, P), in UNITs,
    NAN for what is no number.
    """
    values = now.outputs[:, ::EVERY]
    codes = np.clip(np.rint(np.nan_to_num(values / UNIT, posinf=32767, neginf=-32767)), -32767, 32767)
    codes = np.where(np.isnan(values), NAN, codes).astype("<i2")
    head = struct.pack("<3Ii", NETS.index(now.net), *values.shape, now.step)
    return head + np.asarray(now.rms, "<f4").tobytes() + codes.tobytes()
