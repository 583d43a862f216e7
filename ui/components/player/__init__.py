"""Training is a recording: tiles, a timeline and curves that play in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.components import frames
from ui.components.mount import component, pack

_MISSING = -128  # the code of a weight that is not finite


@dataclass(frozen=True)
class Curve:
    """Quantities that share one y axis; one value for each recorded frame, NaN where not measured."""

    title: str
    unit: str
    log: bool
    series: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Recording:
    """A run so far, one frame for each recorded step.

    Frames are only ever appended: `id` determines every frame, so a longer recording with the same id begins
    with the same frames. `total` is the step at which the run will end.
    """

    id: str
    labels: tuple[str, ...]  # (K,)
    steps: Sequence[int]  # (n,)
    epochs: Sequence[float]  # (n,)
    seconds: Sequence[float]  # (n,)
    tiles: Sequence[NDArray[np.float32]]  # n of (K, H, W) or (K, H, W, 3)
    curves: tuple[Curve, ...]
    total: int
    running: bool
    units: str = "weight per unit of ink"

    def __post_init__(self) -> None:
        n = len(self.tiles)
        for name, values in (("steps", self.steps), ("epochs", self.epochs), ("seconds", self.seconds)):
            if len(values) != n:
                raise ValueError(f"'{name}' must have one value for each of {n} frames. Got {len(values)} instead.")
        for curve in self.curves:
            for name, values in curve.series.items():
                if len(values) != n:
                    raise ValueError(
                        f"series '{name}' must have one value a frame ({n}). Got {len(values)} instead."
                    )
        shapes = {tile.shape for tile in self.tiles}
        if len(shapes) > 1 or any(not _is_tiles(shape, len(self.labels)) for shape in shapes):
            want = f"({len(self.labels)}, H, W) or ({len(self.labels)}, H, W, 3)"
            raise ValueError(f"every frame of 'tiles' must be {want}. Got {sorted(shapes)} instead.")


def player(
    recording: Recording,
    *,
    key: str,
    highlight: Sequence[int] = (),
    order: NDArray[Any] | None = None,
) -> int | None:
    """Show a recording; return the frame at which the person released the timeline, None for the latest.

    `highlight` holds the indices of the tiles to outline, `order` the indices of the tiles in the order to show
    (all or some). Only frames that this browser has not had yet are sent; scrubbing and playing send nothing.
    """
    n = len(recording.tiles)
    start, held = frames.start(key, recording.id, n), frames.held(key, recording.id, n)
    result = component("player", "transport.css")(
        key=key,
        data=_message(recording, start, key=key, highlight=highlight, order=order, frame=held),
        default={"frame": None},
        on_frame_change=frames.nothing,
        on_need_change=partial(frames.resend, key),
    )
    frames.note(key, recording.id, n)
    return frames.released(result.get("frame"), recording.id, n)


def tiles(
    labels: Sequence[str],
    values: NDArray[np.float32],
    *,
    key: str,
    caption: str,
    units: str = "weight per unit of ink",
) -> None:
    """Show tiles (K, H, W) or (K, H, W, 3) that do not move, drawn as the player draws them."""
    still = Recording(caption, tuple(labels), (0,), (0.0,), (0.0,), (values,), (), 0, False, units)
    component("player", "transport.css")(key=key, data=_message(still, 0, key=key, caption=caption))


def _is_tiles(shape: tuple[int, ...], labels: int) -> bool:
    return len(shape) in (3, 4) and shape[0] == labels and shape[3:] in ((), (3,))


def _message(
    recording: Recording,
    start: int,
    *,
    key: str,
    highlight: Sequence[int] = (),
    order: NDArray[Any] | None = None,
    frame: int | None = None,
    caption: str | None = None,
) -> bytes:
    """The header with frames `start` to n: int32 steps, float32 epochs, seconds, scales, curves, int8 tiles.

    `frame` is where a player that is built anew begins; one that stands already knows better.
    """
    header = _header(recording, start, key, highlight, order) | {"frame": frame, "caption": caption}
    scales, codes = encode(recording.tiles[start:])
    series = [values for curve in recording.curves for values in curve.series.values()]
    columns = [recording.epochs, recording.seconds]
    return pack(
        header,
        [
            np.asarray(recording.steps[start:], dtype=np.int32),
            *(np.asarray(column[start:], dtype=np.float32) for column in columns),
            scales,
            *(np.asarray(values[start:], dtype=np.float32) for values in series),
            codes,
        ],
    )


def _header(
    recording: Recording, start: int, key: str, highlight: Sequence[int], order: NDArray[Any] | None
) -> dict[str, Any]:
    return {
        "key": key,
        "id": recording.id,
        "labels": recording.labels,
        "shape": recording.tiles[0].shape if len(recording.tiles) else None,
        "from": start,
        "n": len(recording.tiles),
        "total": int(recording.total),
        "running": recording.running,
        "units": recording.units,
        "highlight": [int(i) for i in highlight],
        "order": None if order is None else [int(i) for i in np.asarray(order).ravel()],
        "curves": [
            {"title": curve.title, "unit": curve.unit, "log": curve.log, "names": list(curve.series)}
            for curve in recording.curves
        ],
    }


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
