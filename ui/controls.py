"""Settings on the screen: a Config's declarations become widgets, and the link always says what they are at.

A page calls `read` first (link -> widgets, once per link), then draws widgets, then `write` (widgets -> link).
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

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


def read(page: str, *classes: type[Settings]) -> None:
    """Seed the widgets of `page` from the link when it is new; say what in it had to be changed."""
    state, query = st.session_state, st.query_params.to_dict()
    fresh = any(key_of(page, name) not in state for cls in classes for name in settings(cls))
    if state.pop(f"{page}.next seed", False) and not fresh:
        state[key_of(page, "seed")] = (state[key_of(page, "seed")] + 1) % 10_000
    saved = state.get(f"{page}.saved", {})
    if fresh and saved and not query:  # back from another page: as it was left
        query = saved
    elif not fresh:
        moved = _asked(page, *classes) != saved
        if moved:  # the person has changed something; another link now is one that the browser has yet to replace
            state[f"{page}.messages"] = []
        if moved or query == saved:
            _say(page)
            return
    messages = unknown(query, *classes)
    canonical: dict[str, str] = {}
    for cls in classes:
        config, changed = from_query(cls, query)
        messages += changed
        canonical |= to_query(config)
        seed(page, config)
    state[f"{page}.messages"], state[f"{page}.saved"] = messages, canonical
    _say(page)


def _say(page: str) -> None:
    messages = st.session_state.get(f"{page}.messages", [])
    if messages:
        said = " ".join(map(plain, messages))
        st.warning(f"The link was changed to what is possible. {said}", icon=":material/link:")


def _asked(page: str, *classes: type[Settings]) -> dict[str, str] | None:
    """What the widgets of `page` say, as a link; None where that is not allowed."""
    try:
        return {name: text for cls in classes for name, text in to_query(cls(**_values(page, cls))).items()}
    except ValueError:
        return None


def _values(page: str, cls: type[Settings]) -> dict[str, Any]:
    values = {}
    for setting in settings(cls).values():
        key = key_of(page, setting.name)
        value = st.session_state.get(key, setting.default)
        values[setting.name] = _meant(key, value) if isinstance(setting.declaration, Subset) else value
    return values


def _meant(key: str, value: Sequence[int]) -> tuple[int, ...]:
    """What the numbers chosen in a widget stand for: where some do not exist here, also for those (see _narrow)."""
    shown, meant, _ = st.session_state.get(f"{key}.narrowed", ((), (), 0))
    chosen = tuple(sorted(value))
    return meant if chosen == shown else chosen


def _narrow(key: str, value: Sequence[int], numbers: Sequence[int], least: int) -> list[int]:
    """The value of a widget that offers only `numbers`; what it was before is remembered, for where all exist."""
    meant, remembered = _meant(key, value), f"{key}.narrowed"
    left = [k for k in meant if k in numbers]
    if len(left) < len(meant):
        left = left if len(left) >= least else list(numbers)
        st.session_state[remembered] = tuple(left), meant, len(numbers)
    elif remembered in st.session_state and st.session_state[remembered][2] != len(numbers):
        del st.session_state[remembered]
    if left != sorted(value):
        st.session_state[key] = left
    return left


def seed(page: str, config: Settings) -> None:
    """Set the widgets of `page` to `config`."""
    for setting in settings(type(config)).values():
        value = getattr(config, setting.name)
        d = setting.declaration
        if isinstance(d, Range) and d.log and value not in _steps(setting):
            st.session_state[f"{page}.{setting.name}.extra"] = value  # a stop of its own on the slider
        shown = list(value) if isinstance(d, Subset) else value
        st.session_state[key_of(page, setting.name)] = shown
        st.session_state.pop(f"{page}.{setting.name}.narrowed", None)


def current(page: str, cls: type[S]) -> S:
    """The Config that the widgets of `page` say; where that is not allowed, the last one that was."""
    try:
        return cls(**_values(page, cls))
    except ValueError as error:
        st.warning(f"{plain(str(error))} The picture is that of the last settings that were possible.")
        return from_query(cls, st.session_state.get(f"{page}.saved", {}))[0]


def write(page: str, *configs: Settings) -> None:
    """Put what `configs` say into the link; defaults are left out."""
    query = {name: text for config in configs for name, text in to_query(config).items()}
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)
    st.session_state[f"{page}.saved"] = query


def presets(page: str, presets: Mapping[str, Preset], config: Settings) -> str:
    """A row of chips, one for each preset; returns the reason of the one that is on."""
    here = next((name for name, preset in presets.items() if preset.config == config), None)
    key = f"{page}.preset"
    st.session_state[key] = here

    def choose() -> None:
        name = st.session_state[key] or here
        if name:
            seed(page, presets[name].config)

    st.pills("Examples", list(presets), key=key, on_change=choose, label_visibility="collapsed")
    return presets[here].why if here else "Your own settings. The link in the address bar leads back to them."


def sidebar(
    page: str,
    cls: type[Settings],
    *,
    first: int,
    names: Mapping[str, Callable[[Any], str] | Sequence[str]] | None = None,
    skip: Collection[str] = (),
) -> None:
    """The settings of `cls` in the sidebar but for those to `skip`, which keep their values: the `first` ones,
    the rest in an expander; `names` as in widget().
    """
    every = [setting for setting in settings(cls).values() if setting.name not in skip]
    for name in skip:  # said anew, or Streamlit forgets what no widget shows any more
        key = key_of(page, name)
        st.session_state[key] = st.session_state.get(key, settings(cls)[name].default)
    with st.sidebar:
        for setting in every[:first]:
            widget(page, setting, (names or {}).get(setting.name))
        with st.expander("More settings"):
            for setting in every[first:]:
                widget(page, setting, (names or {}).get(setting.name))


def next_seed(page: str) -> None:
    """Move the page's seed on by one, in the next run of the whole page: the same experiment from another draw."""
    st.session_state[f"{page}.next seed"] = True  # a fragment's run would not tell the widget in the sidebar


def widget(page: str, setting: Setting, name: Callable[[Any], str] | Sequence[str] | None = None) -> None:
    """One setting as the widget that fits its declaration.

    `name` writes an option in words; as a sequence it has the words for the numbers of a Subset from 0, and those
    beyond are not offered. The value is said twice: session state moves a widget that the browser has, the default
    is for one that it draws only after a later run (Streamlit loads widgets lazily), which would not know of that.
    """
    d, key = setting.declaration, key_of(page, setting.name)
    now = st.session_state.get(key, setting.default)
    words = name if callable(name) else name.__getitem__ if name else None
    if isinstance(d, Switch):
        st.toggle(d.label, now, key=key, help=d.help)
    elif isinstance(d, Choice):
        named = data.choices(d.options, now) if isinstance(d, Named) else d.options
        options, words = list(named), words or named.__getitem__
        st.selectbox(d.label, options, options.index(now), format_func=words, key=key, help=d.help)
        if isinstance(d, Named):
            data.uploader(key)
    elif isinstance(d, Subset):
        numbers = range(d.low, d.high + 1 if name is None or callable(name) else len(name))
        now, words = _narrow(key, now, numbers, d.least), words or str
        st.pills(d.label, numbers, selection_mode="multi", default=now, format_func=words, key=key, help=d.help)
    elif isinstance(d, Text):
        st.text_input(d.label, now, d.most, key=key, help=d.help)
    elif d.log:
        stops = sorted({*_steps(setting), st.session_state.get(f"{key}.extra", setting.default)})
        st.select_slider(d.label, stops, now, format_func=words or _number, key=key, help=d.help)
    elif setting.kind is int and d.high - d.low <= 64:
        st.slider(d.label, int(d.low), int(d.high), now, key=key, help=d.help)
    else:
        low, high = setting.kind(d.low), setting.kind(d.high)
        st.number_input(d.label, low, high, now, key=key, help=d.help)


def key_of(page: str, name: str) -> str:
    """The widget of a setting in session state."""
    return f"{page}.{name}"


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
