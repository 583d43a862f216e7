"""The pictures a page works on: at hand, or on their way with visible progress, or the offline digits, said so.

A person may bring their own. Their session has them in its choice from then on, and so has one that a link led to.
"""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TypeVar

import streamlit as st

from core.config import Settings, settings
from core.data import images, own
from core.data.selection import existing
from core.words import percent
from ui.text import plain

_MINE = "data.own"  # session state: the names of the own data sets that this session has seen
_FORMAT = "An .npz of train_images, train_labels, test_images, test_labels and, if you like, class_names"
_SHAPES = (
    "NumPy arrays. Images: uint8 (N, H, W) or (N, H, W, 3), with sides of 4 to 64 pixels. Labels: integers (N,) "
    "that count 2 to 10 classes from 0. Names: text (K,)."
)


C = TypeVar("C", bound=Settings)


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


def at_hand(config: C) -> C:
    """`config` on pictures that are on this machine, the offline digits if need be, and on classes that they have.

    Missing archives are downloaded, announced, in the background; damaged ones are named. The page goes on
    with the offline digits meanwhile.
    """
    values = {name: getattr(config, name) for name in settings(type(config))}
    values["dataset"] = named_at_hand(values["dataset"])
    if "classes" in values:
        values["classes"] = existing(values["classes"], images.about(values["dataset"]))
    return type(config)(**values)


def class_names(dataset: str) -> tuple[str, ...]:
    """The classes to choose from: of the digits, where an own data set is not here."""
    try:
        return images.about(dataset).class_names
    except images.DataError:
        return images.about("digits").class_names


def named_at_hand(name: str) -> str:
    """The same for a data set alone."""
    status = images.status(name)
    if status.state == "ready":
        return _loaded(name)
    if status.state == "missing":
        _fallback(status.message, None)
        return "digits"
    title, download = images.about(name).title, _downloads().get(name)
    if status.state == "damaged":
        _fallback(status.message, lambda: None)
    elif download is None:
        _downloads()[name] = _Download(name)
        st.rerun()
    elif download.thread.is_alive():
        st.fragment(_progress, run_every=0.5)(name, status.message)
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


def _progress(name: str, why: str) -> None:
    if not _downloads()[name].thread.is_alive():
        st.rerun()
    share = images.progress(name) or 0.0
    st.progress(
        min(1.0, share),
        f"{why} {percent(share, 0)} has come from its public archive. Until all is here you see 8x8 digits.",
    )


def _fallback(why: str, again: Callable[[], None] | None) -> None:
    text, button = st.columns([5, 1], vertical_alignment="center") if again else (st.container(), None)
    text.warning(
        f"{why} Until then this page shows 1,797 small digits that need no download.", icon=":material/cloud_off:"
    )
    if button:
        button.button("Try again", on_click=again)


def _again(name: str) -> None:
    images.forget_failure(name)
    _downloads().pop(name, None)


def offer(name: str) -> None:
    """A data set in one line: it is here, or what is missing, and a button fetches that."""
    status, download = images.status(name), _downloads().get(name)
    if status.state == "ready":
        st.markdown(f"**{images.about(name).title}**: ready")
    elif download is not None and download.thread.is_alive():
        st.fragment(_progress, run_every=0.5)(name, status.message)
    else:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(status.message, width="stretch")
            if status.state == "download":
                label = f"{'Try again' if download else 'Download'}: {images.about(name).title}"
                st.button(label, f"data.offer.{name}", on_click=_fetch, args=(name,))


def _fetch(name: str) -> None:
    images.forget_failure(name)
    _downloads()[name] = _Download(name)


# Own data sets


def choices(options: Mapping[str, str], now: str) -> dict[str, str]:
    """`options`, the own data sets that this session has seen, and the chosen one: name -> what a person reads."""
    mine: list[str] = st.session_state.setdefault(_MINE, [])
    if own.is_own(now) and now not in mine and images.status(now).state == "ready":
        mine.append(now)
    found = dict(options)
    for name in mine:
        try:
            found |= {name: images.about(name).title} if images.status(name).state == "ready" else {}
        except images.DataError:
            continue
    often = Counter(title.casefold() for title in found.values())
    for name in set(mine) & set(found):
        if often[found[name].casefold()] > 1:
            found[name] += f" ({name[4:8]})"
    return found if now in found else found | {now: "Not on this server"}


def uploader(key: str, now: str, choose: Callable[[str], None]) -> None:
    """Bring a data set of one's own: what it has to be, what is wrong with it. `choose` gets its name; `now` is the
    data set that is chosen by now.
    """
    with st.expander("Your own data set"):
        st.file_uploader(_FORMAT, "npz", key=f"{key}.file", help=_SHAPES, on_change=_bring, args=(key, choose))
        if refused := st.session_state.get(f"{key}.refused"):
            st.error(plain(refused))
        elif own.is_own(now) and images.status(now).state == "ready":
            st.caption(_said(now))


def _bring(key: str, choose: Callable[[str], None]) -> None:
    """Keep what was uploaded and choose it; in the choice it takes the place of one that is called the same."""
    state, file = st.session_state, st.session_state[f"{key}.file"]
    state[f"{key}.refused"] = ""
    if file is None:
        return
    try:
        name = own.add(file.getvalue(), file.name)
        title = images.about(name).title
        state[_MINE] = [n for n in state[_MINE] if images.about(n).title != title]
        choose(name)
    except images.DataError as error:
        state[f"{key}.refused"] = str(error)


def _said(name: str) -> str:
    try:
        data = images.load(name)
    except images.DataError:
        return ""
    height, width = data.train_images.shape[1:3]
    return (
        f"**{data.title}**: {len(data.train_images):,} + {len(data.test_images):,} pictures of {height}x{width}, "
        f"{len(data.class_names)} classes. Whoever has the link to this page may see them."
    )
