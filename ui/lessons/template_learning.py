"""One update on the screen: which one, and the sum that every template goes through."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from core.config import settings
from core.data import images
from core.data.selection import Floats
from core.experiments import template_learning as lesson
from core.experiments.template_learning import MOST, Config, Place, Result, states
from core.words import number, percent, percents, signed
from ui import following, own_picture, session, terms
from ui.components.player import tiles
from ui.components.rows import Bar, Cell, Number, Picture, Row, Signed, rows
from ui.kept import kept
from ui.lesson import Page

LATER = 1_000  # pictures, after which a template can be recognised: the first screen shows where it leads
CHANGE = "lr × error × picture"
COLUMNS = (
    *("picture", "probability: before, after", "error", "old template", CHANGE, "new template"),
    f"after {LATER:,} pictures",
)
OPERATORS = ("", "", "", "+", "=", "…")
AFTER = (0, 10, 100, 1_000, 10_000)  # pictures, for the overview


def card(runs: object) -> None:
    """The templates after a thousand pictures, for Home."""
    config, seen = Config(), 1000
    try:
        data = images.load(config.dataset, download=False)
    except images.DataError:  # Home says why, where it speaks of this machine
        config, data = replace(config, dataset="digits"), images.load("digits")
    weight, error = _templates(data, config, seen)
    names = [images.about(config.dataset).class_names[k] for k in config.classes]
    st.markdown(f"**{len(names)} classes, after {seen:,} pictures**: test error {percent(error)}")
    tiles(names, weight, key="cards.learning", caption="Learned one by one: templates")


@st.fragment
def figure(page: Page[Config]) -> None:
    """One update, and the buttons that lead to others."""
    place = _choose(page.name, page.used, page.classes)
    if place is None:
        return
    result = lesson.run(page.used, place)
    with st.container(key=f"{page.name}.where"):
        st.caption(_where(place, result, page.classes))
    _table(page.used, place, page.classes, result, key=f"{page.name}.table")
    st.caption(_sizes(result))
    tested = lesson.test(page.used, result)  # after the table: the browser draws meanwhile
    page.explain(lesson.describe(page.used, page.classes, result, tested))
    _figures(result, page.classes, tested[0])
    page.link()


def _near(config: Config, place: Place, key: str) -> bool:
    """Whether `place` is reached with little work; if not, a worker goes there, and a line says so here."""
    if pictures := lesson.far(config, place):
        state = following.result(states, states.Config(config, pictures), key=key, room=400)
        if state is None:
            return False
        lesson.walk_of(config).remember(pictures, state.weight, state.bias)
    return True


def _choose(page: str, config: Config, names: Sequence[str]) -> Place | None:
    """Which update: buttons that move on, back, or show the same picture again, and a picture of your own.

    None while a worker goes there: without its templates nobody can say what they read in a picture.
    """
    state, own = st.session_state, f"{page}.own"
    seen, again, token = (session.value(page, name) for name in ("seen", "again", "picture"))
    state.setdefault(own, bool(token))

    def guess() -> int:
        """The class that the templates of this place read in the picture of one's own."""
        here = lesson.run(config, session.current(page, Place))
        return int(here.update.probabilities.argmax())

    begun, done = seen == 1 and not again, seen == MOST
    with st.container(horizontal=True, vertical_alignment="center", key=f"{page}.moves"):

        def button(text: str, seen: int, again: int, disabled: bool = False, **more: Any) -> None:
            key, place = f"{page}.{text}", (page, seen, again)
            kind: Any = "primary" if text == "Next picture" else "secondary"
            st.button(text, on_click=_go, args=place, disabled=disabled, key=key, type=kind, **more)

        button("Previous", seen if again else seen - 1, max(0, again - 1), begun, shortcut="P")
        button("Next picture", seen + 1, 0, done, shortcut="N")
        button("10 more", seen + 10, 0, done)
        button("1,000 more", seen + 1000, 0, done)
        button("Same again", seen, again + 1, shortcut="A", help="Learn this picture once more.")
        button("Start over", 1, 0, begun)
        st.toggle("Your own picture", key=own)
    if not state[own]:
        own_picture.leave(page)
    if not _near(config, session.current(page, Place), f"{page}.walk"):
        return None
    if state[own]:
        own_picture.teach(page, config.dataset, config.classes, names, guess)
    return session.current(page, Place)


def _go(page: str, seen: int, again: int) -> None:
    """Move to a place, or to the nearest that there is."""
    there = {"seen": seen, "again": again}
    session.put(page, **{name: settings(Place)[name].declaration.clamp(value) for name, value in there.items()})


def _table(config: Config, place: Place, names: Sequence[str], result: Result, *, key: str) -> None:
    """One row a class: old template + lr x error x picture = new template, and where that leads."""
    later = _templates(images.load(config.dataset), config, LATER)[0] if place.seen < LATER else None
    chances, error = percents(result.update.probabilities), result.update.error
    then = percents(result.after)
    lines = []
    for k, name in enumerate(names):
        sign = int(np.sign(error[k]))
        cells: list[Cell] = [
            Picture(result.picture),
            Bar(float(result.update.probabilities[k]), chances[k], (float(result.after[k]), then[k])),
            Number(signed(float(error[k]), 3) if abs(error[k]) >= 5e-4 else _small(float(error[k])), sign),
            Signed(result.weight[k].astype(np.float32), "template"),
            Signed(result.update.change[k].astype(np.float32), "change"),
            Signed(result.update.weight[k].astype(np.float32), "template", around=COLUMNS.index(CHANGE)),
        ]
        if later is not None:
            cells.append(Signed(later[k].astype(np.float32), "later"))
        lines.append(Row(name, tuple(cells), "its class" if k == result.label else ""))
    here = None if later is not None else -1
    caption = "template + lr × error × picture"
    rows(COLUMNS[:here], lines, key=key, caption=caption, operators=OPERATORS[:here])


def overview(page: Page[Config]) -> None:
    """The templates after ten times as many pictures, and again."""
    config, names = page.used, page.classes
    terms.say(
        "Each picture leaves a faint copy of itself. What its class shares adds up; what it does not, cancels."
    )
    if not _near(config, Place(seen=AFTER[-1]), f"{page.name}.overview.walk"):
        return
    places = [_templates(images.load(config.dataset), config, n) for n in AFTER]
    columns = tuple(
        f"after {n:,}: {percent(error, 0)} misread" if n else "at the start"
        for n, (_, error) in zip(AFTER, places, strict=True)
    )
    lines = [
        Row(name, tuple(Signed(weight[k].astype(np.float32), columns[i]) for i, (weight, _) in enumerate(places)))
        for k, name in enumerate(names)
    ]
    rows(columns, lines, key=f"{page.name}.overview", caption="Templates, each column on a colour scale of its own")


@kept
def _templates(_data: images.ImageData, config: Config, n: int) -> tuple[Floats, float]:
    result = lesson.run(config, Place(seen=max(1, n)))
    return (result.update.weight if n else result.weight), lesson.test(config, result)[0]


def _small(value: float) -> str:
    """Two digits that count, with the sign; what rounding alone leaves is 0."""
    return "0" if abs(value) < 1e-12 else ("+" if value > 0 else "") + number(value, 2)


def _where(place: Place, result: Result, names: Sequence[str]) -> str:
    """Which update this is, in words."""
    what = "your picture" if place.picture else f"picture {place.seen:,} of the stream"
    again = f", shown {place.again + 1} times" if place.again else ""
    return f"Update {result.number:,}: {what}{again}, class {names[result.label]}."


def _sizes(result: Result) -> str:
    """How large the change is: on one colour scale old and new templates look alike where it is small."""
    change, old = (number(float(np.abs(w).max()), 2) for w in (result.update.change, result.weight))
    return f"The strongest change of a weight is {change}; the strongest old weight is {old}."


def _figures(result: Result, names: Sequence[str], test_error: float) -> None:
    """The numbers that matter, in one row."""
    k, before, after = result.label, result.update.probabilities, result.after
    with st.container(horizontal=True, gap="large"):
        st.metric("Updates", f"{result.number:,}", width="content")
        st.metric("Test error", f"{percent(test_error)}", width="content")
        st.metric(f"Probability of {names[k]}, before", f"{percent(before[k])}", width="content")
        st.metric("and after the update", f"{percent(after[k])}", width="content")


def mathematics(page: Page[Config]) -> None:
    st.latex(r"W_k \leftarrow W_k + \eta\,(t_k - p_k)\,x \qquad p = \mathrm{softmax}(W x)")
    terms.say(
        "$x$ is the picture (ink 0 to 1), and $t_k$ is 1 for its class and 0 for the others. $p_k$ is the "
        "probability that the layer gives, and $\\eta$ the learning rate. This is gradient descent on the "
        "cross-entropy $-\\log p_y$, whose derivative by $W_k$ is $(p_k - t_k)\\,x$. The errors of a picture sum "
        "to 0: what one template gains, the others lose."
    )
