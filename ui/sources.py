"""Where a page's numbers come from: the lecture, what the deck says, what we measured, the data."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from core.data import images
from core.words import listed

MEASURED = Path(__file__).parent.parent / "core/measured.json"
Note = tuple[str, Callable[[], None]]  # a title, and what is drawn below it


def footer(page: str, lecture: str, dataset: str = "", notes: Sequence[Note] = ()) -> None:
    """Which lecture this is from and whose pictures these are; in a closed section what lecturers need beside it.

    That is what the decks say beside what we measured for `page`, the `notes` of the lesson, and the licence.
    """
    st.divider()
    st.markdown(f"From {lecture}.")
    source = images.about(dataset) if dataset else None
    if source:
        st.caption(f"Pictures: {source.title}. {source.source}.")
    rows = measured(page)
    here = ["the decks’ numbers beside ours"] if rows else []
    here += [title[0].lower() + title[1:] for title, _ in notes]
    here += ["the licence of the pictures"] if source else []
    if here:
        with st.expander(f"For lecturers: {listed(here)}"):
            _table(rows)
            for title, draw in notes:
                st.markdown(f"**{title}**")
                draw()
            if source:
                st.markdown(f"The licence of {source.title}: {source.licence}.")


@cache
def measured(page: str) -> tuple[dict[str, Any], ...]:
    """What `python -m benchmarks.decks` has measured for a page, each row with what the deck says."""
    return tuple(row for row in json.loads(MEASURED.read_text())["rows"] if row["page"] == page)


def beside(page: str) -> None:
    """What the decks say beside what we measured for a page, where there is something."""
    _table(measured(page))


def _table(rows: Sequence[Mapping[str, Any]]) -> None:
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
