"""Home: what this is, one card for each page, and how the pages follow the lectures."""

from importlib import import_module

import streamlit as st

from core import device
from core.data import images
from ui import shell

st.title("MLP Scope")
st.markdown(
    "See what every layer of a multilayer perceptron does. Real networks are trained on real pictures while you "
    "watch, and each run is a recording that you can play, pause and scrub. Every picture here is computed from "
    "the weights, and every number can be checked."
)
for page in shell.PAGES:
    picture, text = st.columns([3, 4], gap="large", vertical_alignment="center")
    with picture:
        import_module(f"ui.lessons.{page.name}").card(shell.first_runs(page.title))
    with text:
        st.subheader(page.question)
        st.markdown(f"From {page.lectures}.")
        st.page_link(shell.ROOT / page.path, label=f"Open {page.title}", icon=":material/arrow_forward:")

st.header("How the pages follow the lectures")
st.markdown(
    "\n".join(
        ["| page | question | lecture |", "|---|---|---|"]
        + [f"| {page.title} | {page.question} | {page.lectures} |" for page in shell.PAGES]
    )
)
st.header("This machine")
for name, source in images.NAMES.items():
    state = images.status(name)
    st.markdown(f"- **{source.title}**: {'ready' if state.state == 'ready' else state.message}")
st.markdown(f"Training runs on **{device.name()}**.")
