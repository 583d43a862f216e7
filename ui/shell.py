"""The frame around all pages: the menu, and what is there before anybody comes."""

import os
from datetime import timedelta
from pathlib import Path

import streamlit as st

from core.jobs import jobs
from ui import catalogue, following, lesson, session, style
from ui.catalogue import LESSONS

ROOT = Path(__file__).parent.parent


def warm_up() -> None:
    """Import what pages need, start the workers, and record the runs that first pictures show.

    With MLPSCOPE_FIRST_RUNS=0 these are recorded when somebody looks at them.
    """
    import altair  # noqa: F401  (import it now: a first visitor should not wait for it)
    import torch
    import torchvision.datasets  # noqa: F401

    torch.set_num_threads(1)  # two wait for each other, by the second, where workers have the other core
    jobs().start()
    if os.environ.get("MLPSCOPE_FIRST_RUNS", "1") != "0":
        runs = [(here.name, *run) for here in LESSONS for run in lesson.first_runs(here.name)]
        for name, _, config in sorted(runs, key=lambda run: run[:2] != catalogue.HOME_RUN):
            jobs().submit(lesson.science(name).train, config, pinned=True)


def script(name: str) -> Path:
    """The file of a page."""
    return ROOT / "pages" / f"{name}.py"


def main() -> None:
    st.set_page_config(page_title="MLP Scope", page_icon=str(ROOT / "ui/icon.svg"), layout="wide")
    style.apply()
    home = st.Page(script("home"), title="Home", icon=":material/home:", default=True)
    pages = {
        section: [st.Page(script(here.name), title=here.title, icon=here.icon) for here in lessons]
        for section, lessons in catalogue.sections().items()
    }
    current = st.navigation({"": [home], **pages}, position="top", expanded=True)  # the sidebar is for settings
    session.opened(current.url_path)
    with following.page_run():
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
