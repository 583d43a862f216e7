"""The pictures a page works on: at hand, or on their way with visible progress, or the offline digits, said so."""

import threading
from collections.abc import Callable

import streamlit as st

from core.data import images


class _Download:
    """One download in this process, for all sessions."""

    def __init__(self, name: str) -> None:
        self.error = ""
        self.thread = threading.Thread(target=self._run, args=(name,), name=f"download-{name}", daemon=True)
        self.thread.start()

    def _run(self, name: str) -> None:
        try:
            images.load(name)
        except images.DataError as error:
            self.error = str(error)


@st.cache_resource(show_spinner=False)
def _downloads() -> dict[str, _Download]:
    return {}


def at_hand(name: str) -> str:
    """`name` if its pictures are on this machine, else "digits" after saying why and what is being done.

    Missing archives are downloaded, announced, in the background; damaged ones are named. The page goes on
    with the offline digits meanwhile.
    """
    status = images.status(name)
    if status.state == "ready":
        return _loaded(name)
    title, download = images.about(name).title, _downloads().get(name)
    if status.state == "damaged":
        _fallback(status.message, lambda: None)
    elif download is None:
        _downloads()[name] = _Download(name)
        st.rerun()
    elif download.thread.is_alive():
        st.fragment(_progress, run_every=0.5)(name, status.download_bytes)
    elif download.error:
        _fallback(download.error, lambda: _again(name))
    else:
        _fallback(f"{title} could not be read.", lambda: _again(name))
    return "digits"


def _loaded(name: str) -> str:
    try:
        images.load(name, download=False)
    except images.DataError as error:
        _fallback(str(error), lambda: None)
        return "digits"
    return name


def _progress(name: str, size: int) -> None:
    if not _downloads()[name].thread.is_alive():
        st.rerun()
    share = images.progress(name) or 0.0
    title = images.about(name).title
    st.progress(
        min(1.0, share),
        f"{title} is not on this machine: downloading {size / 1e6:.0f} MB from its public archive, {share:.0%}. "
        "Until it is here you see 8x8 digits.",
    )


def _fallback(why: str, again: Callable[[], None]) -> None:
    text, button = st.columns([5, 1], vertical_alignment="center")
    text.warning(
        f"{why} Until then this page shows 1,797 small digits that need no download.", icon=":material/cloud_off:"
    )
    button.button("Try again", on_click=again)


def _again(name: str) -> None:
    images.forget_failure(name)
    _downloads().pop(name, None)
