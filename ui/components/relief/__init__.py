"""A surface, what a network says of it and what is missed: as pictures, and as surfaces that turn together."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.experiments.surfaces import Snapshot
from core.experiments.surfaces.targets import Exact
from core.jobs import Job
from ui.components import released
from ui.components.mount import component, pack

UNIT = 1 / 2048  # of a code, in deviations of the surface: values beyond 16 are drawn as 16
NAN = -32768


@dataclass(frozen=True)
class Figure:
    """What stands still: the surface (51, 51), row i at y_i, and how it is drawn."""

    z: Exact
    grey: bool  # as a picture, else in the colours of signs
    name: str  # of the network
    total: int  # the last step


def relief(job: Job[Any, Snapshot], figure: Figure, *, key: str, label: str) -> None:
    """Show the recording of a job; its frames come by ui/recordings.py. `label` is its text for a screen reader.

    A recording that has ended is played once when it is opened.
    """
    header = {
        "key": key,
        "label": label,
        "job": {"key": job.key, "view": "relief", "take": job.take},
        "frame": None,
        "opens": None if job.live or not job.snapshots else len(job.snapshots) - 1,
        "side": len(figure.z),
        "surface": base64.b64encode(_codes(figure.z).tobytes()).decode(),
        "grey": figure.grey,
        "name": figure.name,
        "total": figure.total,
        "unit": UNIT,
    }
    data = pack(header, released.frame(key, job, frame))
    component("relief", "transport.css", "steady.css")(key=key, data=data)


def frame(now: Snapshot) -> bytes:
    """A network at one instant: i32 step, f32 loss, and int16 codes of what it says, in UNITs, row by row."""
    return struct.pack("<if", now.step, now.loss) + _codes(now.outputs).tobytes()


def _codes(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    codes = np.clip(np.rint(np.nan_to_num(values / UNIT, posinf=32767, neginf=-32767)), -32767, 32767)
    return np.where(np.isnan(values), NAN, codes).astype("<i2")
