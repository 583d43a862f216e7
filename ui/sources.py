"""Where a page's numbers come from: the lecture, what the deck says, what we measured, the data."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from core.data import images

MEASURED = Path(__file__).parent.parent / "core/measured.json"


def footer(page: str, lecture: str, dataset: str = "") -> None:
    """The deck's numbers beside ours, and the source of the pictures, if there are any."""
    st.divider()
    st.markdown(f"From {lecture}.")
    measured(page)
    if dataset:
        source = images.about(dataset)
        st.caption(f"Pictures: {source.title}. {source.source}. Licence: {source.licence}.")


def measured(page: str) -> None:
    """What the decks say beside what we measured, where there is something."""
    rows = [row for row in json.loads(MEASURED.read_text())["rows"] if row["page"] == page]
    if rows:
        cells = [[row[name].replace("|", "\\|") for name in ("what", "deck", "measured")] for row in rows]
        table = [f"| {' | '.join(line)} |" for line in cells]
        st.markdown("\n".join(["| | the deck says | we measured |", "|---|---|---|", *table]))
        st.caption(f"{when(rows)}, by `python -m benchmarks.decks`.")


def when(rows: Sequence[Mapping[str, Any]]) -> str:
    """On which days, on what and with which torch they were measured."""
    days, devices, versions = (sorted({str(row[name]) for row in rows}) for name in ("date", "device", "torch"))
    day = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    return f"Measured {day} on {' and '.join(devices)}, torch {' and '.join(versions)}"
