"""A line of the table \"the deck says, we measured\", and figures of several seeds."""

import statistics
from collections.abc import Sequence
from typing import Any


def row(page: str, what: str, deck: str, measured: str, **more: Any) -> dict[str, Any]:
    print(f"{what}: the deck says {deck}; measured {measured}", flush=True)
    return {"page": page, "what": what, "deck": deck, "measured": measured, **more}


def spread(values: Sequence[float]) -> str:
    """Mean and, of several seeds, the range: 7.3 % (7.2-7.4)."""
    shown = [f"{100 * v:.1f}" for v in (statistics.mean(values), min(values), max(values))]
    return f"{shown[0]} %" + (f" ({shown[1]} to {shown[2]})" if len(values) > 1 else "")
