"""One picture's way through the networks of small_large: which one, and what each connection adds."""

from collections.abc import Sequence

import streamlit as st

from core.config import settings
from core.data import images
from core.data.selection import Floats, Pixels
from core.experiments import small_large as lesson
from core.experiments.small_large import Config, Snapshot, Way
from core.experiments.small_large.picking import BY, View, margins, sort_out
from core.experiments.small_large.words import sides
from ui import controls, own_picture, session
from ui.components.flow import flow
from ui.kept import kept
from ui.lesson import Page
from ui.lessons.small_large.flow import network, one_layer

COUNTED = {1: "The network without a hidden layer", 2: "Two layers", 3: "Three layers", 4: "Four layers"}


def section(page: Page[Config], job: str, now: Snapshot, names: Sequence[str], one: tuple[int, ...]) -> None:
    """Choose a picture; see its way through both networks, in numbers that add up."""
    st.header("One picture’s way through the net")
    config, view = page.used, _choose(page.name, names, len(now.weights))
    found = _picture(page.name, view, config, job, now, names, one)
    if found is None:
        return
    picture, true, which = found
    deep = lesson.explain(now, picture, config.activation)
    single = lesson.explain_single(now, picture)
    group = sides(one, names)
    st.markdown(_verdict(which, true, group, one, (single, deep)))
    left, right = st.columns([3, 7], gap="medium")
    with left:
        shown = one_layer(single, picture, group)
        flow(shown, key=f"{page.name}.way.single", label=f"One layer. {'; '.join(shown.sums)}", title="One layer")
    with right:
        title = COUNTED[len(now.weights)]
        shown = network(deep, picture, group, now.weights[-1], names if config.route != "end" else ())
        flow(shown, key=f"{page.name}.way.deep", label=f"{title}. {'; '.join(shown.sums)}", title=title)
    st.caption(
        "A tile is weight × ink, pixel by pixel, and its sum is z. A ribbon is what a unit adds to the next ones: "
        "the larger, the wider (one scale between two columns). Orange adds, blue and hatched takes away."
    )


def _choose(page: str, names: Sequence[str], layers: int) -> View:
    """Which picture, by buttons; the choice is kept where this data set does not have it."""
    by, nth = settings(View)["by"], settings(View)["nth"]
    many = ("no hidden layer", "two", "three", "four")[layers - 1]
    words = {"rescued": f"one layer wrong, {many} right", "wrong": f"{many} {'layers' * (layers > 1)} wrong"}
    words |= {str(k): name for k, name in enumerate(names)} | {"own": BY["own"]}
    if session.value(page, by.name) not in words:
        session.put(page, by=by.default)
    now = session.value(page, by.name)
    label, name = by.declaration.label, words.__getitem__
    more = controls.bound(f"{page}.by", now, lambda chosen: session.put(page, by=chosen, nth=1))
    st.pills(label, list(words), default=now, format_func=name, required=True, **more)
    if now == "own":
        return session.current(page, View)
    own_picture.leave(page)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=150):
            controls.widget(page, nth)
        st.button("Next picture", f"{page}.further", on_click=_further, args=(page,))
    return session.current(page, View)


def _further(page: str) -> None:
    session.put(page, nth=session.value(page, "nth") % 10_000 + 1)


def _picture(
    page: str, view: View, config: Config, job: str, now: Snapshot, names: Sequence[str], one: tuple[int, ...]
) -> tuple[Pixels, int, str] | None:
    """The chosen picture, its class (-1: nobody knows), its number in words; None, said so, where there is none."""
    data = images.load(config.dataset)
    if view.by == "own":
        own = own_picture.choose(page, data)
        return None if own is None else (own, -1, "Your picture")
    deep, single = _margins(job, now.step, config, now)
    rows = sort_out(view.by, data.test_labels, one, deep, single)
    if not len(rows):
        st.info(f"At this step there is no picture for “{BY[view.by]}”. Choose a class.")
        return None
    at = (view.nth - 1) % len(rows)
    label = int(data.test_labels[rows[at]])
    return data.test_images[rows[at]], label, f"Test picture {at + 1:,} of {len(rows):,}, {_a(names[label])}"


def _a(name: str) -> str:
    return f"a {name}" if name.isdigit() and name != "8" else f"an {name}" if name == "8" else f"“{name}”"


@kept
def _margins(job: str, step: int, _config: Config, _now: Snapshot) -> tuple[Floats, Floats]:
    return margins(_now, images.load(_config.dataset).test_images, _config.activation)


def _verdict(which: str, true: int, group: tuple[str, str], one: tuple[int, ...], ways: Sequence[Way]) -> str:
    """Who says what, and who is right."""
    side = None if true < 0 else int(true not in one)
    said = []
    for way in ways:
        layers, answer = len(way.contributions) + 1, int(way.logits.argmax())
        right = "" if side is None else ", right" if answer == side else ", **wrong**"
        who = "One layer says" if way is ways[0] else f"{COUNTED[layers]} say{'s' if layers == 1 else ''}"
        said.append(f"{who} **{group[answer]}**{right}.")
    return f"{which}{'' if side is None else f': {group[side]}'}. {' '.join(said)}"
