"""One layer and several beside each other while they learn: templates, V, and which class wakes which unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from charts.theme import NET_COLOURS, NET_DASHES
from core.experiments.small_large import Snapshot
from core.experiments.small_large.words import mirrored
from ui.components import frames
from ui.components.mount import component, pack
from ui.components.player import encode

_BUDGET = 80_000  # bytes of templates a frame: what is beyond stays out of the picture, which says so


@dataclass(frozen=True)
class Recording:
    """A run so far; `id` determines every frame: a longer recording with the same id begins with the same."""

    id: str
    snapshots: Sequence[Snapshot]
    names: tuple[str, ...]  # (D,) of the classes
    one: tuple[int, ...]  # the classes of score 0
    sides: tuple[str, str]  # what the two groups are called
    total: int  # the step at which the run will end
    running: bool
    recognisers: bool = False  # the units are named by the classes


def pooling(recording: Recording, *, key: str, label: str, title: str = "", still: bool = False) -> int | None:
    """Show a recording; return the frame at which the person released the timeline, None for the latest.

    `label` is the figure's text for a screen reader. `still`: the last frame only, without timeline, curves and the
    one layer beside it. Only frames that this browser has not had yet are sent; scrubbing and playing send nothing.
    """
    if still:
        recording = replace(recording, id=f"{recording.id}.still", snapshots=recording.snapshots[-1:])
    n = len(recording.snapshots)
    start, held = frames.start(key, recording.id, n), frames.held(key, recording.id, n)
    header = _header(recording) | {
        "key": key,
        "label": label,
        "title": title,
        "still": still,
        "from": start,
        "frame": held,
    }
    result = component("pooling", "transport.css")(
        key=key,
        data=pack(header, _arrays(recording, start)),
        default={"frame": None},
        on_frame_change=frames.nothing,
        on_need_change=partial(frames.resend, key),
    )
    frames.note(key, recording.id, n)
    return frames.released(result.get("frame"), recording.id, n)


def shown(snapshot: Snapshot) -> int:
    """How many units of the first layer there is room for in a message."""
    templates = snapshot.weights[0]
    return min(len(templates), max(10, _BUDGET // int(templates[0].size)))


def _header(recording: Recording) -> dict[str, Any]:
    last = recording.snapshots[-1] if recording.snapshots else None
    widths = [len(weight) for weight in last.weights[:-1]] if last else []
    if last and widths:
        widths[0] = shown(last)
    return {
        "id": recording.id,
        "n": len(recording.snapshots),
        "names": recording.names,
        "one": recording.one,
        "sides": recording.sides,
        "total": recording.total,
        "running": recording.running,
        "recognisers": recording.recognisers,
        "widths": widths,
        "units": len(last.weights[0]) if last else 0,
        "tile": list(last.single.shape[1:]) if last else [28, 28],
        "seeds": len(last.test_error) if last else 0,
        "order": [] if last is None or recording.running else [_order(last, widths)],
        "colours": {name: NET_COLOURS[name] for name in ("one layer", "deep")},
        "dashes": {name: NET_DASHES[name] for name in ("one layer", "deep")},
    }


def _order(last: Snapshot, widths: list[int]) -> list[int]:
    """Units of the last hidden layer, those that speak for score 0 first."""
    if not widths:
        return []
    votes = (last.weights[-1][0] - last.weights[-1][1])[: widths[-1]]
    return [int(i) for i in np.argsort(-votes, kind="stable")]


def _arrays(recording: Recording, start: int) -> list[NDArray[Any]]:
    """Of the frames from `start` on: float32 numbers (m, F) and int8 templates (m, P), as pooling.js reads them."""
    new = recording.snapshots[start:]
    if not new:
        return []
    first = shown(new[0]) if len(new[0].weights) > 1 else 2
    blocks = [encode([s.single for s in new]), encode([s.weights[0][:first] for s in new])]
    for layer in range(1, len(new[0].weights) - 1):
        before = first if layer == 1 else len(new[0].weights[layer][0])
        blocks.append(encode([s.weights[layer][:, :before] for s in new]))
    numbers = [np.concatenate([_numbers(s, first), [b[0][i] for b in blocks]]) for i, s in enumerate(new)]
    codes = [b[1].reshape(len(new), -1) for b in blocks]
    return [np.asarray(numbers, dtype=np.float32), np.concatenate(codes, 1)]


def _numbers(s: Snapshot, first: int) -> NDArray[np.floating]:
    """step, epoch, seconds, mirror; test errors of both nets; V and its bias; of each layer wakes, selectivity."""
    parts: list[Any] = [[s.step, s.epoch, s.seconds, mirrored(s)], s.test_error, s.single_test_error]
    if s.wakes:
        last = first if len(s.wakes) == 1 else None
        parts += [s.weights[-1][:, :last], s.biases[-1]]
        for layer, (wakes, chosen) in enumerate(zip(s.wakes, s.selectivity, strict=True)):
            parts += [wakes[: first if layer == 0 else None], chosen[0, : first if layer == 0 else None]]
    return np.concatenate([np.asarray(part, dtype=np.float32).ravel() for part in parts])
