"""The frame around all pages: the menu, and what is there before anybody comes."""

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import streamlit as st

from core.jobs import jobs
from ui import catalogue, course, following, session, style, terms, warm

ROOT = Path(__file__).parent.parent


def warm_up() -> None:
    """Import what pages need, start the workers, and record what pages show first and the store does not have.

    With MLPSCOPE_FIRST_RUNS=0 that is recorded when somebody looks at it.
    """
    import altair  # noqa: F401  (import it now: a first visitor should not wait for it)
    import torch

    torch.set_num_threads(1)  # two wait for each other, by the second, where workers have the other core
    jobs().start()
    if os.environ.get("MLPSCOPE_FIRST_RUNS", "1") != "0":
        warm.begin(jobs())


def main() -> None:
    st.set_page_config(page_title="MLP Scope", page_icon=str(ROOT / "ui/icon.svg"), layout="wide")
    style.apply()
    home = st.Page(catalogue.script("home"), title="Home", icon=":material/home:", default=True)
    words = st.Page(catalogue.script("glossary"), title="Glossary", icon=":material/menu_book:")
    pages = {
        section: [st.Page(catalogue.script(here.name), title=here.title, icon=here.icon) for here in lessons]
        for section, lessons in catalogue.sections().items()
    }
    menu = {"": [home, words], **pages}
    current = st.navigation(menu, position="top", expanded=True)  # the sidebar is for settings
    session.opened(current.url_path)
    terms.begin()
    with following.page_run(), suppress(course.Asked):
        current.run()
    _when_the_connection_is_back()


@st.fragment(run_every=timedelta(days=1))
def _when_the_connection_is_back() -> None:
    """Have the browser ask for a run of the page when it has lost the server and found it, or another, again.

    It does so only where something runs by the clock. Without that, a server that was started anew knows neither
    the page nor its jobs, and what a person does on it is lost.
    """


if __name__ == "__main__":
    main()
