"""Settings on the screen: a Config's declarations become widgets, and examples become chips."""

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

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
    applicable,
    runnable,
    settings,
)
from core.data.selection import ClassNumbers, Named
from ui import data, session

FIRST = 6  # examples that have a chip at once


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
    return bound(key_of(page, name), shown, lambda chosen: session.put(page, **{name: chosen}))


def segmented(page: str, view: Settings, name: str, **more: Any) -> None:
    """The setting `name` of a `view`, a Choice, as buttons beside each other, on the page itself."""
    declared, now = settings(type(view))[name].declaration, getattr(view, name)
    assert isinstance(declared, Choice)
    st.segmented_control(
        declared.label,
        list(declared.options),
        default=now,
        format_func=declared.options.__getitem__,
        required=True,
        help=declared.help,
        **more,
        **of_setting(page, name, now),
    )


def key_of(page: str, name: str) -> str:
    """The widget of a setting in session state."""
    return f"{page}.{name}"


def presets(page: str, presets: Mapping[str, Preset], config: Settings) -> str:
    """A row of chips, one for each preset; returns the reason of the one that is on.

    Of many presets the row has the first ones and a button for the others, which stand there at once where one of
    them is on. A preset that a section further down is about has a link that leads there.
    """
    here = next((name for name, preset in presets.items() if runnable(preset.config) == runnable(config)), None)
    names, every = list(presets), f"{page}.every example"
    further = here in names[FIRST:]
    if further:
        st.session_state[every] = True  # they stay when another chip is chosen
    all_shown = st.session_state.get(every, False) or len(names) <= FIRST

    def clicked(name: str | None) -> None:
        if name:  # not a second click on the chip that is on
            session.choose(page, presets[name].config)

    def show(on: bool) -> None:
        st.session_state[every] = on

    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"{page}.examples"):
        more = bound(f"{page}.presets" if all_shown else f"{page}.preset", here, clicked)
        some = names if all_shown else names[:FIRST]
        st.pills("Examples", some, default=here, label_visibility="collapsed", wrap=True, **more)
        if len(names) > FIRST and not further:
            words = "Fewer examples" if all_shown else "More examples"
            st.button(words, f"{page}.more", type="tertiary", on_click=show, args=(not all_shown,))
    if here and (section := presets[here].section):
        st.markdown(f"This example shows {further_down(section)}.")
    return presets[here].why if here else "Your own settings. The link in the address bar leads back to them."


def further_down(section: str) -> str:
    """Where a section is, with the link that leads there, as a part of a sentence."""
    return f"in the section [{section}](#{anchor(section)}) further down this page"


def anchor(section: str) -> str:
    """What a link to a section says after its #."""
    return re.sub(r"\W+", "-", section.lower()).strip("-")


def sidebar(
    page: str,
    config: Settings,
    *,
    first: int,
    in_place: Collection[str] = (),
) -> None:
    """The settings of `config` that have a say, in the sidebar: the `first` ones, the rest in an expander.

    Those that are `in_place`, on the page itself, are left out. In the place of a setting that has no say stands
    what holds instead, if its declaration says so.
    """
    every = [setting for setting in settings(type(config)).values() if setting.name not in in_place]
    say = applicable(config)

    def draw(some: Sequence[Setting]) -> None:
        for setting in some:
            if setting.name in say:
                widget(page, setting)
            elif setting.when.otherwise:
                st.caption(setting.when.otherwise)

    with st.sidebar:
        draw(every[:first])
        if any(setting.name in say for setting in every[first:]):
            with st.expander("More settings"):
                draw(every[first:])


def widget(page: str, setting: Setting) -> None:
    """One setting as the widget that fits its declaration."""
    d, now = setting.declaration, session.value(page, setting.name)
    if isinstance(d, Subset):
        return _subset(page, setting, d)

    def moved(chosen: Any) -> None:
        gone = isinstance(d, Choice) and not d.holds(chosen, setting.kind)  # an option that the browser still shows
        if not gone:
            session.put(page, **{setting.name: chosen})

    more = {"help": d.help, **bound(key_of(page, setting.name), now, moved)}
    if isinstance(d, Switch):
        st.toggle(d.label, now, **more)
    elif isinstance(d, Choice):
        named = data.choices(d.options, now) if isinstance(d, Named) else d.options
        options = list(named)
        st.selectbox(d.label, options, options.index(now), format_func=named.__getitem__, **more)
        if isinstance(d, Named):
            key, name = key_of(page, setting.name), setting.name
            data.uploader(key, now, lambda brought: session.put(page, **{name: brought}))
    elif isinstance(d, Text):
        st.text_input(d.label, now, d.most, **more)
    elif d.log:
        own = f"{key_of(page, setting.name)}.own stop"  # of a value between the others; it stays when one moves on
        if now not in stops(setting):
            st.session_state[own] = now
        every = sorted({*stops(setting), st.session_state.get(own, now)})
        st.select_slider(d.label, every, now, format_func=_number, **more)
    elif setting.kind is int and d.high - d.low <= 64:
        st.slider(d.label, int(d.low), int(d.high), now, **more)
    else:
        st.number_input(d.label, setting.kind(d.low), setting.kind(d.high), now, **more)


def _subset(page: str, setting: Setting, d: Subset) -> None:
    """A choice of numbers. Of classes only those are offered that the data set has: all of them stand for all, and
    what is chosen of the others stays chosen until a person chooses anew.
    """
    words: Sequence[str] = d.words or [str(k) for k in range(d.low, d.high + 1)]
    if isinstance(d, ClassNumbers):
        words = data.class_names(session.value(page, "dataset"))
    numbers = range(d.low, d.low + len(words))
    kept = session.value(page, setting.name)
    now = [k for k in kept if k in numbers]
    if len(now) < min(len(kept), d.least):
        now = list(numbers)

    def moved(chosen: Sequence[int]) -> None:
        every = len(chosen) == len(numbers)
        session.put(page, **{setting.name: tuple(range(d.low, d.high + 1)) if every else tuple(sorted(chosen))})

    more = bound(key_of(page, setting.name), now, moved)
    name = dict(zip(numbers, words, strict=True)).__getitem__
    st.pills(d.label, numbers, selection_mode="multi", default=now, format_func=name, help=d.help, **more)


def stops(setting: Setting) -> list[Any]:
    """The stops of a log slider: 1, 2, 5, 10, ... within the range, both ends, 0 where it is allowed."""
    d = setting.declaration
    assert isinstance(d, Range)
    powers = range(math.floor(math.log10(d.low or 1)), math.ceil(math.log10(d.high)) + 1)
    stops = {round(digit * 10.0**power, 12) for power in powers for digit in (1, 2, 5)}
    inside = {stop for stop in stops if d.low <= stop <= d.high} | {d.low, d.high, setting.default}
    return sorted(setting.kind(stop) for stop in inside | ({0} if d.zero else set()))


def _number(value: float) -> str:
    return "0 (off)" if value == 0 else f"{value:,}" if isinstance(value, int) else f"{value:g}"
