"""What a person has set on a page: kept for the session, taken from the link, and said by the link.

The settings of a page lie in session state under one key, and nowhere else: widgets, link and pictures are made
from them. Three things change them: a widget that a person moves (its callback), `put` and `choose` (an example,
New seed, a figure that can be dragged), and a link (`read`: the first run of a page, Back and Forward). A request
of the browser also carries its address and all its widgets as they were when it was sent, which may be before it
heard of the last change: that is never read.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, TypeVar
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.config import Settings, from_query, settings, to_query, unknown
from ui.components import assets
from ui.text import plain

S = TypeVar("S", bound=Settings)


_OPEN = "session.open"  # the page that ran last


_ARRIVED = "session.arrived"  # a person has come to it, and it has not been read since


_REPLACES = "session.replaces"  # there until the page has run once: what has taken the place of the link so far


def opened(page: str) -> None:
    """Note that `page` runs: when it is read, it is known whether a person has just come to it."""
    if st.session_state.get(_OPEN) != page:
        st.session_state[_OPEN], st.session_state[_ARRIVED] = page, True


def read(page: str, *classes: type[Settings], opening: Settings | None = None) -> bool:
    """Take the settings of `page` from the link that a person has opened; say what in it had to be changed.

    A person who comes back from another page by the menu, without a link, finds the page as it was left. A link
    that says nothing of the settings means the `opening`, or without one their defaults. Returns whether there was
    a link to take them from.
    """
    state, query = st.session_state, st.query_params.to_dict()
    state[_opening(page)] = opening
    arrived = state.pop(_ARRIVED, False) or _kept(page) not in state
    taken = _kept(page) not in state or _by_history() or (arrived and bool(query))
    if taken:
        messages = unknown(query, *classes)
        for cls in classes:
            config, changed = from_query(cls, query)
            messages += changed
            choose(page, config)
        if opening and not any(name in settings(cls) for cls in classes for name in query):
            choose(page, opening)
        state[f"{page}.messages"], state[f"{page}.possible"] = messages, _link(page, *classes) or {}
    elif _link(page, *classes) != state[f"{page}.possible"]:  # a person has changed something since
        state[f"{page}.messages"] = []
    if arrived:
        state[_REPLACES] = None
    if messages := state[f"{page}.messages"]:
        said = " ".join(map(plain, messages))
        st.warning(f"The link was changed to what is possible. {said}", icon=":material/link:")
    return taken


def _by_history() -> bool:
    """Whether this run was asked for by the browser's Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _link(page: str, *classes: type[Settings]) -> dict[str, str] | None:
    """The settings of `page` as a link; None where that is not allowed."""
    try:
        return said([_config(page, cls) for cls in classes], st.session_state[_opening(page)])
    except ValueError:
        return None


def said(configs: Sequence[Settings], opening: Settings | None) -> dict[str, str]:
    """The link of a page at `configs`: what differs from the defaults and has a say.

    If nothing does, and the page has an `opening`, it is what differs from that: an empty link means the opening.
    """
    query = {name: text for config in configs for name, text in to_query(config).items()}
    if query or opening is None:
        return query
    every = {name: setting for config in configs for name, setting in settings(type(config)).items()}
    return {name: every[name].declaration.write(every[name].default) for name in to_query(opening)}


def _opening(page: str) -> str:
    """Where in session state it is said what a link without settings means on `page`."""
    return f"{page}.opening"


def _config(page: str, cls: type[S]) -> S:
    return cls(**{name: value(page, name) for name in settings(cls)})


def _kept(page: str) -> str:
    """Where the settings of `page` lie in session state: name -> value."""
    return f"{page}.settings"


def value(page: str, name: str) -> Any:
    """What a setting of `page` is at."""
    return st.session_state[_kept(page)][name]


def has(page: str, name: str) -> bool:
    """Whether `page` has such a setting."""
    return name in st.session_state[_kept(page)]


def in_lecture(page: str = "") -> bool:
    """Whether `page`, or the page that is open, is given in a lecture."""
    kept = st.session_state.get(_kept(page or st.session_state.get(_OPEN, "")), {})
    return bool(kept.get("mode") == "lecture")


def put(page: str, **values: Any) -> None:
    """Set settings of `page`; the widgets that the browser shows follow in the next run of the whole page."""
    st.session_state[_kept(page)] = st.session_state.get(_kept(page), {}) | values


def choose(page: str, config: Settings) -> None:
    """Set all settings of `page` that `config` has."""
    put(page, **{name: getattr(config, name) for name in settings(type(config))})


def next_seed(page: str) -> None:
    """Move the page's seed on by one: the same experiment from another draw."""
    put(page, seed=(value(page, "seed") + 1) % 10_000)


def current(page: str, cls: type[S]) -> S:
    """The Config that the settings of `page` make; where that is not allowed, the last one that was."""
    try:
        return _config(page, cls)
    except ValueError:
        return from_query(cls, st.session_state[f"{page}.possible"])[0]


def complain(page: str, *classes: type[Settings]) -> None:
    """Say which settings do not go together, if so."""
    for cls in classes:
        try:
            _config(page, cls)
        except ValueError as error:
            st.warning(f"{plain(str(error))} The picture is that of the last settings that were possible.")


def write(page: str, *classes: type[Settings]) -> None:
    """Put what the settings of `page` are at into the link; defaults, and what has no say, are left out."""
    state, place = st.session_state, st.empty()  # in each run: else all below it would be made anew when it goes
    query = said([current(page, cls) for cls in classes], state[_opening(page)])
    state[f"{page}.possible"] = query
    if st.query_params.to_dict() == query:
        return
    if _REPLACES not in state:
        st.query_params.from_dict(query)
    elif state[_REPLACES] != query:
        state[_REPLACES] = query
        _replace(place, page, query)


def arrived(page: str) -> None:
    """Note that `page` has run to its end: from now on a new link is a new entry in the browser's history."""
    st.session_state.pop(_REPLACES, None)


def _replace(place: DeltaGenerator, page: str, query: Mapping[str, str]) -> None:
    """Put `query` in the place of the link that a person came by: Back then leads to where they came from.

    Streamlit adds an entry to the browser's history for each change of the link.
    """
    link = escape(f"?{urlencode(query)}" if query else "")
    script = f'<script src="{assets.path("shared/link.js")}" data-page="{page}" data-query="{link}"></script>'
    place.html(script, width="content", unsafe_allow_javascript=True)
