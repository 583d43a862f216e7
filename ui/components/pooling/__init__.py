"""One layer and several beside each other while they learn: templates, V, and which class wakes which unit."""

from __future__ import annotations

import struct
from base64 import b64encode
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from charts.theme import NET_COLOURS, NET_DASHES
from core.experiments.small_large import Config, Snapshot
from core.experiments.small_large.words import mirrored
from core.jobs import Job
from ui.components import released
from ui.components.mount import component, pack
from ui.components.player import encode

_BUDGET = 80_000  # bytes of templates a frame: what is beyond stays out of the picture, which says so


@dataclass(frozen=True)
class Meaning:
    """What the classes and the two scores of a recording are."""

    names: tuple[str, ...]  # (D,) of the classes
    one: tuple[int, ...]  # the classes of score 0
    sides: tuple[str, str]  # what the two groups are called
    recognisers: bool = False  # the units are named by the classes


def pooling(
    job: Job[Config, Snapshot],
    meaning: Meaning,
    *,
    total: int,
    key: str,
    label: str,
    drawing: Snapshot | None = None,
) -> int | None:
    """Show the recording of a job, which ends at step `total`; its frames come by ui/recordings.py.

    `label` is the figure's text for a screen reader. With the lecture's `drawing`, recognisers that are pooled, the
    figure of a job that has ended opens with it, and has what training finds beside it. Returns the frame at which
    the person released the timeline, None for the latest; scrubbing and playing send nothing.
    """
    header = _header(meaning, total, key, label) | {
        "job": {"key": job.key, "view": "pooling", "take": job.take},
        "frame": released.held(key, job),
        "drawing": b64encode(frame(drawing)).decode() if drawing and not job.live else "",
    }
    result = component("pooling", "transport.css", "steady.css")(
        key=key,
        data=pack(header, released.frame(key, job, frame)),
        default={"frame": None},
        on_frame_change=lambda: None,
    )
    return released.index(result.get("frame"), job)


def still(now: Snapshot, meaning: Meaning, *, key: str, label: str, title: str) -> None:
    """Show one instant, without timeline, curves and the one layer beside it."""
    header = _header(meaning, now.step, key, label) | {"job": None, "frame": None, "title": title}
    component("pooling", "transport.css", "steady.css")(
        key=key, data=pack(header, [np.frombuffer(frame(now), np.uint8)])
    )


def _header(meaning: Meaning, total: int, key: str, label: str) -> dict[str, Any]:
    return asdict(meaning) | {
        "key": key,
        "label": label,
        "title": "",
        "total": total,
        "colours": {name: NET_COLOURS[name] for name in ("one layer", "deep")},
        "dashes": {name: NET_DASHES[name] for name in ("one layer", "deep")},
    }


def shown(snapshot: Snapshot) -> int:
    """How many units of the first layer there is room for in a message."""
    templates = snapshot.weights[0]
    return min(len(templates), max(10, _BUDGET // int(templates[0].size)))


def frame(now: Snapshot) -> bytes:
    """One instant as pooling.js reads it.

    u32 seeds, H, W, channels, units of the first layer, hidden layers, and how many units of each are shown; f32
    numbers, see _numbers(), then the scale of each block of weights; int8 codes of these blocks, see encode().
    """
    first = shown(now) if len(now.weights) > 1 else 2
    blocks = [now.single, now.weights[0][:first]]
    for layer in range(1, len(now.weights) - 1):
        before = first if layer == 1 else len(now.weights[layer][0])
        blocks.append(now.weights[layer][:, :before])
    coded = [encode([block]) for block in blocks]
    widths = [first, *(len(weight) for weight in now.weights[1:-1])] if len(now.weights) > 1 else []
    tile = (*now.single.shape[1:3], now.single.shape[3] if now.single.ndim == 4 else 1)
    head = (len(now.test_error), *tile, len(now.weights[0]), len(widths), *widths)
    numbers = np.concatenate([_numbers(now, first), *(scales for scales, _ in coded)]).astype("<f4")
    codes = b"".join(codes.tobytes() for _, codes in coded)
    return struct.pack(f"<{len(head)}I", *head) + numbers.tobytes() + codes


def _numbers(s: Snapshot, first: int) -> NDArray[np.floating]:
    """step, epoch, seconds, mirror; test errors of both nets; V and its bias; of each layer wakes, selectivity."""
    parts: list[Any] = [[s.step, s.epoch, s.seconds, mirrored(s)], s.test_error, s.single_test_error]
    if s.wakes:
        last = first if len(s.wakes) == 1 else None
        parts += [s.weights[-1][:, :last], s.biases[-1]]
        for layer, (wakes, chosen) in enumerate(zip(s.wakes, s.selectivity, strict=True)):
            parts += [wakes[: first if layer == 0 else None], chosen[0, : first if layer == 0 else None]]
    return np.concatenate([np.asarray(part, dtype=np.float32).ravel() for part in parts])
