"""A line of the table \"the deck says, we measured\", figures of several seeds, and whether they came out again."""

import re
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.words import number, percent

ROUNDING = 16 * sys.float_info.epsilon  # of float64: fewer than 32 sums and products, each off by half an epsilon
UNLIKE = ("seconds", "epoch_seconds", "date", "device", "torch", "numpy")  # what is another on every machine


def row(page: str, what: str, deck: str, measured: str, **more: Any) -> dict[str, Any]:
    print(f"{what}: the deck says {deck}; measured {measured}", flush=True)
    return {"page": page, "what": what, "deck": deck, "measured": measured, **more}


def mean(values: Sequence[float]) -> str:
    """The mean of several seeds; its decimal is shown only if they lie within half a point: 8.5 %, or 12 %."""
    close = max(values) - min(values) < 0.005
    return percent(statistics.mean(values), int(close))


def rounding(difference: float) -> str:
    """A difference that is nothing but rounding, in words that hold on every machine; a larger one as it is."""
    return f"below {number(ROUNDING)}, which is rounding" if difference < ROUNDING else number(difference)


def apart(written: Mapping[str, Any], again: Mapping[str, Any]) -> list[str]:
    """What of a written row did not come out `again`, beyond what rounding does and training makes of it.

    Lists of floats are figures of several seeds: see agree(). Single floats were computed in float64 and may lie
    ROUNDING apart. All else is the same; in words about figures the numbers are left out.
    """
    fields = {name: value for name, value in again.items() if name not in UNLIKE}
    if any(_figures(value) for value in fields.values()):
        written, fields = ({**one, "measured": _unnumbered(one["measured"])} for one in (written, fields))
    return [name for name, value in fields.items() if not _alike(written.get(name), value)]


def agree(written: Sequence[float], again: Sequence[float]) -> bool:
    """Whether the mean of the new seeds lies in the range of the written ones, widened by itself on both sides.

    On another machine the same seeds are as good as others, where training amplifies rounding.
    """
    low, high = min(written), max(written)
    return 2 * low - high <= statistics.mean(again) <= 2 * high - low


def _alike(written: Any, again: Any) -> bool:
    if isinstance(again, tuple):
        return bool(written == list(again))  # a file keeps it as a list
    if isinstance(again, Mapping):
        same = isinstance(written, Mapping) and list(written) == list(again)
        return same and all(_alike(written[name], value) for name, value in again.items())
    if isinstance(again, float):
        return isinstance(written, float) and abs(written - again) <= ROUNDING * max(1.0, abs(again))
    if _figures(again):
        return len(written) == len(again) and agree(written, again)
    return bool(written == again)


def _figures(value: Any) -> bool:
    return any(isinstance(leaf, list) and leaf and isinstance(leaf[0], float) for leaf in _leaves(value))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _leaves(one)
    else:
        yield value


def _unnumbered(text: str) -> str:
    return re.sub(r"\d+(\.\d+)?", "#", text)
