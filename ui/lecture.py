"""Lecture mode: a page for a projector, with large type and nothing around it, led by the keys of a presenter."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from ui import catalogue, style

FORWARD, BACK = ("PageDown", "Right"), ("PageUp", "Left")  # what clickers send, and the arrows
LIST = "O"  # of the steps


class Move(NamedTuple):
    """What a key does: a name for a screen reader, and the call."""

    label: str
    call: Callable[[], None]


_NEXT = "lecture.next"  # the lesson that a key has asked for


def to(title: str, lesson: str) -> Move:
    """The move to the first step of another lesson."""

    def ask() -> None:
        st.session_state[_NEXT] = lesson

    return Move(f"Next lesson: {title}", ask)


def keys(page: str, forward: Move, back: Move, show: Move) -> None:
    """Have the presenter's keys do these; their buttons are not seen."""
    if lesson := st.session_state.pop(_NEXT, None):
        st.switch_page(catalogue.script(lesson), query_params={"step": "1", "mode": "lecture"})
    moves = [(forward, FORWARD), (back, BACK), (show, (LIST,))]
    with st.container(key="lecture_keys"):
        for move, shortcuts in moves:
            for shortcut in shortcuts:
                st.button(move.label, f"{page}.key.{shortcut}", on_click=move.call, shortcut=shortcut)


def dress() -> None:
    """Large type, no sidebar, no menu."""
    st.html(f"<style>{style.LECTURE}</style>")
