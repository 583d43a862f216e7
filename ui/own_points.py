"""Points that a person brings as a text or as a file, on the page of a lesson about points in the plane."""

from collections.abc import Callable

import streamlit as st

from core.data.disk import DataError

EXAMPLE = "1.5, 2, yes"


def bring(page: str, most: int, take: Callable[[bytes | str], str]) -> None:
    """A text or a file with two numbers and a class in each line, at most so many.

    `take` gets what a person brings, puts it into the settings of `page`, and returns what is to be said of it. A
    DataError of it is shown, and all stays as it was.
    """
    said = f"{page}.brought"

    def taken(raw: bytes | str) -> None:
        try:
            st.session_state[said] = (True, take(raw))
        except DataError as problem:
            st.session_state[said] = (False, str(problem))

    st.markdown(f"Two numbers and a class in each line, at most {most:,} lines, such as `{EXAMPLE}`.")
    typed, file = f"{page}.typed", f"{page}.file"
    st.text_area("Points as text", key=typed, height=120, placeholder=f"{EXAMPLE}\n0.5, -1, no")
    st.button("Take this text", f"{page}.take", on_click=lambda: taken(st.session_state[typed]))

    def brought() -> None:
        if (raw := st.session_state[file]) is not None:
            taken(raw.getvalue())

    st.file_uploader("Or a CSV file", type=["csv", "txt", "tsv"], key=file, on_change=brought)
    if (answer := st.session_state.get(said)) is not None:
        good, words = answer
        (st.success if good else st.error)(words)
