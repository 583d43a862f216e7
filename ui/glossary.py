"""The glossary: every term with its two sentences, formula and source, and the lesson that shows it."""

import streamlit as st

from core.glossary import TERMS, Term, search
from core.words import capital
from ui import catalogue
from ui.controls import anchor
from ui.text import plain


def introduction() -> None:
    st.title("Glossary")
    st.markdown("What the words of the lessons mean: in two sentences, as a formula, and where it is seen.")


def terms() -> None:
    """All terms, or those that match what is in the field: the link says the same, as ?term=softmax."""
    words = st.text_input(
        "Search",
        type="search",
        key="term",
        bind="query-params",
        live=True,
        placeholder="Search for a term, such as learning rate",
        label_visibility="collapsed",
    )
    found = search(words)
    if not found:
        st.info(f"No term here has “{plain(words[:60])}” in it. Try a shorter part of the word.")
    else:
        st.caption(f"{len(found)} of {len(TERMS)} terms.")
    with st.container(key="terms"):
        for term in found:
            with st.container(gap=None):
                _entry(term)


def _entry(term: Term) -> None:
    name = capital(term.name)
    formula = f"\n\n$$\n{term.formula}\n$$" if term.formula else ""
    st.header(plain(name), anchor=anchor(term.name))
    st.markdown(f"{' '.join(term.sentences)}{formula}")
    st.caption(f"{term.source}.")
    here = catalogue.lesson(term.lesson)
    st.page_link(catalogue.script(here.name), label=here.title, icon=here.icon)
