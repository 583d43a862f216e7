"""Lecture mode: a page for a projector, with large type and nothing around it, led by the keys of a presenter."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from ui import catalogue, style
from ui.components import assets
from ui.controls import anchor

if TYPE_CHECKING:
    from ui.lesson import Page

FORWARD, BACK = ("PageDown", "Right"), ("PageUp", "Left")  # what clickers send, and the arrows
LIST = "O"  # of the steps


_NEXT = "lecture.next"  # the lesson that a key has asked for


def go_to(lesson: str) -> None:
    """Have the page give way to the first step of another lesson when it is drawn."""
    st.session_state[_NEXT] = lesson


def keys(page: str, forward: Callable[[], None], back: Callable[[], None], turn: Callable[[], None]) -> None:
    """Have the presenter's keys do these: go on, go back, show or hide the list. Their buttons are not seen."""
    if lesson := st.session_state.pop(_NEXT, None):
        st.switch_page(catalogue.script(lesson), query_params={"step": "1", "mode": "lecture"})
    calls = {"Forward": (forward, FORWARD), "Back": (back, BACK), "Steps": (turn, (LIST,))}
    with st.container(key="lecture_keys"):
        for label, (call, shortcuts) in calls.items():
            for shortcut in shortcuts:
                st.button(label, f"{page}.key.{shortcut}", on_click=call, shortcut=shortcut)


def show(step: int, section: str) -> None:
    """Have the window show the section of the page that this step is about; "" means its top."""
    script = (
        f'<script src="{assets.path("shared/scroll.js")}" data-step="{step}" data-at="{anchor(section)}"></script>'
    )
    st.html(script, width="content", unsafe_allow_javascript=True)


def about(page: "Page[Any]") -> None:
    """How this lesson is given in a lecture, with the link."""
    st.markdown(
        "In lecture mode the type is large and there is nothing around the lesson. PageDown and → go forward, "
        "PageUp and ← go back, and O lists the steps. A question waits for the key before its answer is shown."
    )
    st.page_link(
        catalogue.script(page.name),
        label="Give this lesson in lecture mode",
        icon=":material/present_to_all:",
        query_params={"step": "1", "mode": "lecture"},
    )


def dress() -> None:
    """Large type, no sidebar, no menu."""
    st.html(f"<style>{style.LECTURE}</style>")
