"""Where a page's numbers come from: the lecture, what the deck says, what we measured, the data."""

import json
from pathlib import Path

import streamlit as st

from core.data import images

MEASURED = Path(__file__).parent.parent / "core/measured.json"


def footer(page: str, lecture: str, dataset: str) -> None:
    """The deck's numbers beside ours, and the source of the pictures."""
    st.divider()
    measured = json.loads(MEASURED.read_text())
    rows = [row for row in measured["rows"] if row["page"] == page]
    st.markdown(f"From {lecture}.")
    st.markdown(
        "\n".join(
            ["| | the deck says | we measured |", "|---|---|---|"]
            + [f"| {row['what']} | {row['deck']} | {row['measured']} |" for row in rows]
        )
    )
    st.caption(
        f"Measured {measured['date']} on {measured['device']}, torch {measured['torch']}, "
        "by `python -m benchmarks.decks`."
    )
    source = images.about(dataset)
    st.caption(f"Pictures: {source.title}. {source.source}. Licence: {source.licence}.")
