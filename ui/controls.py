"""Settings on the screen: a Config's declarations become widgets, and the link always says what they are at.

The settings of a page lie in session state under one key, and nowhere else: widgets, link and pictures are made
from them. Three things change them: a widget that a person moves (its callback), `put` and `choose` (an example,
New seed, a figure that can be dragged), and a link (`read`: the first run of a page, Back and Forward). A request
of the browser also carries its address and all its widgets as they were when it was sent, which may be before it
heard of the last change: that is never read.

A page calls `read` first (link -> settings), then draws widgets, then `write` (settings -> link).
"""

import json
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.config import (
    Choice,
    Preset,
    Range,
    Setting,
    Settings,
    Subset,
    Switch,
    Text,
    from_query,
    settings,
    to_query,
    unknown,
)
from core.data.selection import Named
from ui import data
from ui.text import plain

S = TypeVar("S", bound=Settings)

_OPEN = "controls.open"  # the page that ran last
_ARRIVED = "controls.arrived"  # a person has come to it, and it has not been read since
_REPLACES = "controls.replaces"  # the next link takes the place of the one that a person came by


def opened(page: str) -> None:
    """Note that `page` runs: when it is read, it is known whether a person has just come to it."""
    if st.session_state.get(_OPEN) != page:
        st.session_state[_OPEN], st.session_state[_ARRIVED] = page, True


def read(page: str, *classes: type[Settings]) -> None:
    """Take the settings of `page` from the link that a person has opened; say what in it had to be changed.

    A person who comes back from another page by the menu, without a link, finds the page as it was left.
    """
    state, query = st.session_state, st.query_params.to_dict()
    arrived = state.pop(_ARRIVED, False) or _kept(page) not in state
    if _kept(page) not in state or _by_history() or (arrived and query):
        messages = unknown(query, *classes)
        for cls in classes:
            config, changed = from_query(cls, query)
            messages += changed
            choose(page, config)
        state[f"{page}.messages"], state[f"{page}.possible"] = messages, _link(page, *classes) or {}
    elif _link(page, *classes) != state[f"{page}.possible"]:  # a person has changed something since
        state[f"{page}.messages"] = []
    if arrived:
        state[_REPLACES] = True
    if messages := state[f"{page}.messages"]:
        said = " ".join(map(plain, messages))
        st.warning(f"The link was changed to what is possible. {said}", icon=":material/link:")


def _by_history() -> bool:
    """Whether this run was asked for by the browser's Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _link(page: str, *classes: type[Settings]) -> dict[str, str] | None:
    """The settings of `page` as a link; None where that is not allowed."""
    try:
        return {name: text for cls in classes for name, text in to_query(_config(page, cls)).items()}
    except ValueError:
        return None


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


def put(page: str, **values: Any) -> None:
    """Set settings of `page`; the widgets that the browser shows follow in the next run of the whole page."""
    st.session_state[_kept(page)] = st.session_state.get(_kept(page), {}) | values


def choose(page: str, config: Settings) -> None:
    """Set all settings of `page` that `config` has."""
    for setting in settings(type(config)).values():
        now, d = getattr(config, setting.name), setting.declaration
        if isinstance(d, Range) and d.log and now not in _steps(setting):
            st.session_state[f"{page}.{setting.name}.extra"] = now  # a stop of its own on the slider
    put(page, **{name: getattr(config, name) for name in settings(type(config))})


def next_seed(page: str) -> None:
    """Move the page's seed on by one: the same experiment from another draw."""
    put(page, seed=(value(page, "seed") + 1) % 10_000)


def current(page: str, cls: type[S]) -> S:
    """The Config that the settings of `page` make; where that is not allowed, the last one that was."""
    try:
        return _config(page, cls)
    except ValueError as error:
        st.warning(f"{plain(str(error))} The picture is that of the last settings that were possible.")
        return from_query(cls, st.session_state[f"{page}.possible"])[0]


def write(page: str, *configs: Settings) -> None:
    """Put what `configs` say into the link; defaults are left out."""
    state = st.session_state
    query = {name: text for config in configs for name, text in to_query(config).items()}
    replaces = state.pop(_REPLACES, False)
    state[f"{page}.possible"] = query
    if st.query_params.to_dict() == query:
        return
    if replaces:
        _replace(page, query)
    else:
        st.query_params.from_dict(query)


def _replace(page: str, query: Mapping[str, str]) -> None:
    """Put `query` in the place of the link that a person came by: Back then leads to where they came from.

    Streamlit adds an entry to the browser's history for each change of the link.
    """
    path = f"location.pathname + {json.dumps(f'?{urlencode(query)}' if query else '')}"
    here = f"location.pathname.endsWith({json.dumps(f'/{page}')})"
    script = f"<script>if ({here}) history.replaceState({{}}, '', {path})</script>"
    st.html(script, width="content", unsafe_allow_javascript=True)


def bound(key: str, shown: Any, moved: Callable[[Any], None]) -> dict[str, Any]:
    """The key and callback of a widget at `key` whose default is `shown`; `moved` gets what a person chooses.

    Where the browser's widget may show something else, its place is taken by a new one, with another key: it begins
    at its default. What the browser still says of the old one, or says again, is no choice of a person's.
    """
    state = st.session_state
    widgets: dict[str, Any] = state.setdefault(f"{key}.widgets", {})  # key -> what it was last known to show
    now = next(reversed(widgets), key)
    if now in state and not _same(state[now], shown):
        now = f"{key}#{len(widgets)}"
    widgets[now] = shown

    def changed() -> None:
        if not _same(chosen := state[now], widgets[now]):
            widgets[now] = chosen
            moved(chosen)

    return {"key": now, "on_change": changed}


def _same(one: Any, other: Any) -> bool:
    """Whether two values of a widget are the same choice: several chips, in whatever order they were clicked."""
    both = isinstance(one, list) and isinstance(other, list)
    return sorted(one) == sorted(other) if both else bool(one == other)


def of_setting(page: str, name: str, shown: Any) -> dict[str, Any]:
    """The same for a widget whose value is the setting `name` of `page`."""
    return bound(key_of(page, name), shown, lambda chosen: put(page, **{name: chosen}))


def key_of(page: str, name: str) -> str:
    """The widget of a setting in session state."""
    return f"{page}.{name}"


def presets(page: str, presets: Mapping[str, Preset], config: Settings) -> str:
    """A row of chips, one for each preset; returns the reason of the one that is on."""
    here = next((name for name, preset in presets.items() if preset.config == config), None)

    def clicked(name: str | None) -> None:
        if name:  # not a second click on the chip that is on
            choose(page, presets[name].config)

    more = bound(f"{page}.preset", here, clicked)
    st.pills("Examples", list(presets), default=here, label_visibility="collapsed", **more)
    return presets[here].why if here else "Your own settings. The link in the address bar leads back to them."


def sidebar(
    page: str,
    cls: type[Settings],
    *,
    first: int,
    names: Mapping[str, Callable[[Any], str] | Sequence[str]] | None = None,
    skip: Collection[str] = (),
) -> None:
    """The settings of `cls` in the sidebar but for those to `skip`: the `first` ones, the rest in an expander;
    `names` as in widget().
    """
    every = [setting for setting in settings(cls).values() if setting.name not in skip]
    with st.sidebar:
        for setting in every[:first]:
            widget(page, setting, (names or {}).get(setting.name))
        with st.expander("More settings"):
            for setting in every[first:]:
                widget(page, setting, (names or {}).get(setting.name))


def widget(page: str, setting: Setting, name: Callable[[Any], str] | Sequence[str] | None = None) -> None:
    """One setting as the widget that fits its declaration.

    `name` writes an option in words; as a sequence it has the words for the numbers of a Subset from 0, and those
    beyond are not offered: what is chosen of them stays chosen until a person chooses anew.
    """
    d, now = setting.declaration, value(page, setting.name)
    words = name if callable(name) else name.__getitem__ if name else None
    if isinstance(d, Subset):
        offered = None if name is None or callable(name) else len(name)
        return _subset(page, setting, words or str, range(d.low, d.high + 1)[:offered])
    more = {"help": d.help, **of_setting(page, setting.name, now)}
    if isinstance(d, Switch):
        st.toggle(d.label, now, **more)
    elif isinstance(d, Choice):
        named = data.choices(d.options, now) if isinstance(d, Named) else d.options
        options, words = list(named), words or named.__getitem__
        st.selectbox(d.label, options, options.index(now), format_func=words, **more)
        if isinstance(d, Named):
            data.uploader(key_of(page, setting.name), now, lambda brought: put(page, **{setting.name: brought}))
    elif isinstance(d, Text):
        st.text_input(d.label, now, d.most, **more)
    elif d.log:
        stops = sorted({*_steps(setting), st.session_state.get(f"{key_of(page, setting.name)}.extra", now)})
        st.select_slider(d.label, stops, now, format_func=words or _number, **more)
    elif setting.kind is int and d.high - d.low <= 64:
        st.slider(d.label, int(d.low), int(d.high), now, **more)
    else:
        st.number_input(d.label, setting.kind(d.low), setting.kind(d.high), now, **more)


def _subset(page: str, setting: Setting, words: Callable[[Any], str], numbers: range) -> None:
    """A choice of `numbers`; where these are not all that there can be, all of them stand for all."""
    d, kept = setting.declaration, value(page, setting.name)
    assert isinstance(d, Subset)
    now = [k for k in kept if k in numbers]
    if len(now) < min(len(kept), d.least):
        now = list(numbers)

    def moved(chosen: Sequence[int]) -> None:
        every = len(chosen) == len(numbers)
        put(page, **{setting.name: tuple(range(d.low, d.high + 1)) if every else tuple(sorted(chosen))})

    more = bound(key_of(page, setting.name), now, moved)
    st.pills(d.label, numbers, selection_mode="multi", default=now, format_func=words, help=d.help, **more)


def _steps(setting: Setting) -> list[Any]:
    """The stops of a log slider: 1, 2, 5, 10, ... within the range, both ends, 0 where it is allowed."""
    d = setting.declaration
    assert isinstance(d, Range)
    powers = range(math.floor(math.log10(d.low or 1)), math.ceil(math.log10(d.high)) + 1)
    stops = {round(digit * 10.0**power, 12) for power in powers for digit in (1, 2, 5)}
    inside = {stop for stop in stops if d.low <= stop <= d.high} | {d.low, d.high, setting.default}
    return sorted(setting.kind(stop) for stop in inside | ({0} if d.zero else set()))


def _number(value: float) -> str:
    return "0 (off)" if value == 0 else f"{value:,}" if isinstance(value, int) else f"{value:g}"
