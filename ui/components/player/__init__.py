"""Training is a recording: tiles, a timeline and curves that play in the browser."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.jobs import Job
from ui.components import released
from ui.components.mount import component, pack

_MISSING = -128  # the code of a weight that is not finite
_UNITS = "weight per unit of ink"
_CURVES = [  # of the numbers of a frame, in their order
    {"title": "error", "unit": "%", "log": True, "names": ["train", "test"]},
    {"title": "loss", "unit": "nats", "log": True, "names": ["train", "test"]},
]


class Learner(Protocol):
    """What a frame says of a network at one instant, beside its tiles: errors are shares, losses in nats."""

    @property
    def step(self) -> int: ...
    @property
    def epoch(self) -> float: ...
    @property
    def seconds(self) -> float: ...
    @property
    def train_error(self) -> float: ...
    @property
    def test_error(self) -> float: ...
    @property
    def train_loss(self) -> float: ...
    @property
    def test_loss(self) -> float: ...


def frame(now: Learner, tiles: NDArray[np.float32]) -> bytes:
    """A network at one instant as the player reads it, with tiles (K, H, W) or (K, H, W, 3).

    u32 K, H, W, channels; i32 step; f32 epoch, seconds, scale; f32 errors in per cent and losses, in training and
    in the test; int8 codes of the tiles, see encode().
    """
    errors = 100 * now.train_error, 100 * now.test_error
    return _frame(tiles, now.step, (now.epoch, now.seconds), (*errors, now.train_loss, now.test_loss))


def player(
    job: Job[Any, Any],
    view: str,
    labels: Sequence[str],
    *,
    total: int,
    key: str,
    highlight: Sequence[int] = (),
    order: NDArray[Any] | None = None,
    encode: Callable[[Any], bytes] | None = None,
    opens: int | None = None,
) -> int | None:
    """Show the recording of a job, which ends at step `total`; its frames come as `view` has them.

    `highlight` holds the indices of the tiles to outline, `order` the indices of the tiles in the order to show
    (all or some). `encode` makes a frame of a snapshot, as the view does: with it, one frame of a recording
    comes with the message and is drawn before the stream has come. A recording that has ended `opens` at this
    frame, to which it plays once. Returns the frame at which the person released the timeline, None
    where it opens, or for the latest; scrubbing and playing send nothing.
    """
    header = {
        "key": key,
        "job": {"key": job.key, "view": view, "take": job.take},
        "labels": list(labels),
        "total": int(total),
        "units": _UNITS,
        "highlight": [int(i) for i in highlight],
        "order": None if order is None else [int(i) for i in np.asarray(order).ravel()],
        "curves": _CURVES,
        "frame": released.held(key, job),
        "opens": opens,
        "caption": None,
    }
    result = component("player", "transport.css", "steady.css", "reading.css")(
        key=key,
        data=pack(header, released.frame(key, job, encode, -1 if opens is None else 0) if encode else []),
        default={"frame": None},
        on_frame_change=lambda: None,
    )
    return released.index(result.get("frame"), job)


def tiles(
    labels: Sequence[str],
    values: NDArray[np.float32],
    *,
    key: str,
    caption: str,
    units: str = _UNITS,
) -> None:
    """Show tiles (K, H, W) or (K, H, W, 3) that do not move, drawn as the player draws them."""
    if values.ndim not in (3, 4) or len(values) != len(labels) or values.shape[3:] not in ((), (3,)):
        want = f"({len(labels)}, H, W) or ({len(labels)}, H, W, 3)"
        raise ValueError(f"'values' must be {want}. Got {values.shape} instead.")
    header = {
        "key": key,
        "job": None,
        "labels": list(labels),
        "total": 0,
        "units": units,
        "highlight": [],
        "order": None,
        "curves": [],
        "frame": None,
        "caption": caption,
    }
    still = np.frombuffer(_frame(values, 0, (0.0, 0.0), ()), np.uint8)
    component("player", "transport.css", "steady.css", "reading.css")(key=key, data=pack(header, [still]))


def _frame(tiles: NDArray[np.float32], step: int, times: tuple[float, float], numbers: tuple[float, ...]) -> bytes:
    scales, codes = encode([tiles])
    shape = (*tiles.shape[:3], tiles.shape[3] if tiles.ndim == 4 else 1)
    head = struct.pack(f"<4Ii{3 + len(numbers)}f", *shape, step, *times, *scales, *numbers)
    return head + codes.tobytes()


def encode(frames: Sequence[NDArray[np.float32]]) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Round each frame to 127 steps each side of zero: value ~ scale * code, off by at most scale / 2.

    Returns scales (m,) and codes (m, ...); the code -128 is a value that is not finite.
    """
    if not len(frames):
        return np.zeros(0, np.float32), np.zeros(0, np.int8)
    values = np.asarray(frames, dtype=np.float32)  # (m, K, H, W[, 3])
    flat = values.reshape(len(values), -1)  # (m, K·H·W)
    limits = np.maximum(flat.max(axis=1), -flat.min(axis=1))
    finite = bool(np.isfinite(limits).all())
    if not finite:
        limits = np.where(np.isfinite(flat), np.abs(flat), 0).max(axis=1)
    scales = (limits / 127).astype(np.float32)
    codes = flat * np.where(scales > 0, 1 / np.maximum(scales, 1e-38), 0).astype(np.float32)[:, None]
    np.rint(codes, out=codes)
    if not finite:
        codes[~np.isfinite(flat)] = _MISSING
    return scales, codes.astype(np.int8).reshape(values.shape)
