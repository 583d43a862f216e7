"""Terms of the glossary in a lesson's text: underlined where a page first has them, and explained there.

Markdown knows no such thing. So a term is a `:small[...]` around the word and Streamlit's own help icon, which
opens on hover, focus and touch, closes with Escape and stays inside the window. ui/style.py lays the icon, unseen,
over the word. No HTML is let through for that, so text that people bring stays text.
"""

import re
from functools import cache
from typing import Any

import streamlit as st

from core.glossary import NO_TERMS, TERMS, Term
from core.words import capital

_TOLD = "terms.told"  # name of a term -> the place on the page that explains it
# Where no term is looked for: formulas, code, links, the rows of a table.
_LEFT_ALONE = r"\$\$.+?\$\$|\$[^$]+\$|`[^`]*`|\[[^\]]*\]\([^)]*\)|^\|.*$"


def begin() -> None:
    """Note that a page is drawn anew: none of its terms is explained yet."""
    st.session_state[_TOLD] = {}


def say(text: str, **more: Any) -> None:
    """Draw a text, with its terms explained where the page first has them; `more` as for st.markdown.

    One that changes while nothing else of the page is drawn anew needs a place of its own: see `marked`.
    """
    st.markdown(marked(text, text), **more)


def marked(text: str, place: str) -> str:
    """A text in Markdown, in which the terms are marked that the page has in this `place` for the first time.

    A place that is drawn again, as it is while something trains, explains what it has explained before.
    """
    told: dict[str, str] = st.session_state.setdefault(_TOLD, {})
    here: set[str] = set()

    def mark(found: re.Match[str]) -> str:
        term = _forms().get(found["form"] or "")
        if term is None or term.name in here or told.setdefault(term.name, place) != place:
            return found[0]
        here.add(term.name)
        return f":small[{found[0]}:help[{' '.join(term.sentences)}]]"

    return _pattern().sub(mark, text)


@cache
def _forms() -> dict[str, Term]:
    """The term of each form, which may begin with a capital."""
    return {one: term for term in TERMS for form in term.every for one in (form, capital(form))}


@cache
def _pattern() -> re.Pattern[str]:
    """What is left alone, or one form of a term as a word of its own; the longest that there is."""
    forms = "|".join(map(re.escape, sorted(_forms(), key=len, reverse=True)))
    alone = "|".join([_LEFT_ALONE, *map(re.escape, NO_TERMS)])
    return re.compile(rf"{alone}|(?<![\w\\-])(?P<form>{forms})(?![\w-])", re.MULTILINE)
