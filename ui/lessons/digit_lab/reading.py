"""A digit that a person draws, or a test picture, as the network of the page reads it."""

from collections.abc import Sequence

import streamlit as st

from core.data.selection import Floats, Pixels
from core.experiments import digit_lab as lesson
from core.experiments.digit_lab import Config, Reading, Snapshot, reading
from core.words import percents
from ui import own_picture, session
from ui.components.rows import Bar, Row, rows
from ui.kept import kept
from ui.lesson import Page


@st.fragment
def read(page: Page[Config], last: Snapshot | None, *, running: bool) -> None:
    """The pad, what the network says of the drawing or of a test picture, and what it gets to see of it.

    `last` is the end of its run; while there is none, its initial weights answer, also while that is `running`.
    """
    with st.container(key=f"{page.name}.reading"):  # ui/style.py has a phone's order of its columns
        drawn, said, seen = st.columns([6, 8, 4], gap="medium")
    config, trained = page.used, last is not None and bool(last.names)
    number, picture, true = reading.example(config, page.view(Reading).number)
    with seen:
        framed, others, upload = st.container(), st.container(), st.popover("Upload a picture", width="stretch")
    meanwhile = f"test picture {number:,}", picture
    places = own_picture.Places(drawn, framed, upload, meanwhile)
    own = own_picture.choose(page.name, lesson.selection(config).data, places)
    asked = picture if own is None else own
    chances = _chances(config, trained, asked.tobytes(), last, asked)
    with said:
        st.header(f"The network says {page.classes[int(chances.argmax())]}", anchor=False)
        _bars(page.classes, chances, key=f"{page.name}.bars")
        known = true if own is None else None
        st.markdown(reading.answer(page.classes, chances, known, trained=trained, running=running))
    with others:
        _button(page.name, "Another test picture", number % len(lesson.selection(config).test_rows) + 1)
        _button(page.name, "One that is misread", reading.next_mistake(last, number))
    page.link()


@kept
def _chances(config: Config, trained: bool, picture: bytes, _last: Snapshot | None, _picture: Pixels) -> Floats:
    """What the network says of a picture: kept, for the page is drawn again while a run goes on."""
    parameters = dict(zip(_last.names, _last.parameters, strict=True)) if _last else {}
    return reading.read(config, parameters, _picture)


def _bars(names: Sequence[str], chances: Floats, *, key: str) -> None:
    """The probability of every class, that of the answer marked."""
    shown, answer = percents(chances), int(chances.argmax())
    lines = [
        Row(name, (Bar(float(chances[k]), shown[k]),), "answer" * (k == answer)) for k, name in enumerate(names)
    ]
    rows(("probability",), lines, key=key, caption="")


def _button(page: str, label: str, number: int | None) -> None:
    """Have the network read the test picture `number`, in the place of what was drawn."""
    st.button(label, f"{page}.{label}", on_click=_go, args=(page, number), disabled=number is None, width="stretch")


def _go(page: str, number: int) -> None:
    own_picture.forget(page)
    session.put(page, number=number)
