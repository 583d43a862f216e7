"""The first page: what this is, a picture of each lesson, its lectures, and the machine that it runs on."""

import streamlit as st

from core import device
from core.data import images
from ui import catalogue, lesson, shell
from ui.catalogue import DECKS, LESSONS


def introduction() -> None:
    st.title("MLP Scope")
    st.markdown(
        "See what every layer of a multilayer perceptron does. Real networks are trained on real pictures while "
        "you watch, and each run is a recording that you can play, pause and scrub. Every picture here is "
        "computed from the weights, and every number can be checked."
    )


def cards() -> None:
    """The lessons by the menu's sections: of each its question, which leads there, its sentence, and a picture."""
    for number, (section, lessons) in enumerate(catalogue.sections().items()):
        st.header(section)
        with st.container(key=f"lessons.{number}"):
            for here in lessons:
                with st.container(border=True, height="stretch", key=f"card.{here.name}"):
                    st.page_link(shell.script(here.name), label=f"**{here.question}**")
                    st.markdown(here.sentence)
                    lesson.screen(here.name).card(lesson.first_runs(here.name))


def lectures() -> None:
    st.header("How the pages follow the lectures")
    lines = [f"| {here.title} | {here.question} | {here.lectures} |" for here in LESSONS]
    st.markdown("\n".join(["| page | question | lecture |", "|---|---|---|", *lines]))
    st.markdown("\n".join(f"- **{name}**: {deck}" for name, deck in DECKS.items()))


def machine() -> None:
    """Which data are here, and where training runs."""
    st.header("This machine")
    for name, source in images.NAMES.items():
        state = images.status(name)
        st.markdown(f"- **{source.title}**: {'ready' if state.state == 'ready' else state.message}")
    st.markdown(f"Training runs on **{device.name()}**.")
