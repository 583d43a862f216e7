"""The first page: what this is, a picture of each lesson, its lectures, and the machine that it runs on."""

import streamlit as st

from core import device
from core.data import images
from ui import lesson, shell
from ui.catalogue import DECKS, LESSONS


def introduction() -> None:
    st.title("MLP Scope")
    st.markdown(
        "See what every layer of a multilayer perceptron does. Real networks are trained on real pictures while "
        "you watch, and each run is a recording that you can play, pause and scrub. Every picture here is "
        "computed from the weights, and every number can be checked."
    )


def cards() -> None:
    """Of each lesson a small picture, computed like its page's own, its question, and the way there."""
    for here in LESSONS:
        picture, text = st.columns([3, 4], gap="large", vertical_alignment="center")
        with picture:
            lesson.screen(here.name).card(lesson.first_runs(here.name))
        with text:
            st.subheader(here.question)
            st.markdown(f"From {here.lectures}.")
            st.page_link(shell.script(here.name), label=f"Open {here.title}", icon=":material/arrow_forward:")


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
