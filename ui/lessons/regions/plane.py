"""The page of linear regions: the plane of a network, its numbers beside theory, and comparisons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log10

import numpy as np
import streamlit as st

from core.config import applicable, runnable, settings
from core.data import images
from core.data.planar import points
from core.experiments.regions import PRESETS, Config, PlaneNet, digit_plane, drawn, home, look, trains
from core.experiments.regions import facts as lesson
from core.experiments.regions.training import POINTS, Snapshot, digits, train
from core.jobs import Job
from core.regions import RegionComplex, TooManyRegions
from core.words import percent, power
from ui import following, session
from ui.components.plane import Marks, Pictures, Scene, message, plane
from ui.lesson import Page

MOST_IN_A_RECORDING = 60_000  # regions, over all its frames
WINDOW = ("x", "y", "r")
UNCOUNTED = (
    "What lies outside this window, as far as 10,000 from the middle of the plane, is counted when the training "
    "has ended."
)


@dataclass(frozen=True)
class Drawing:
    """A window, ready to be shown, and its numbers."""

    data: bytes
    facts: lesson.Facts
    stopped: str
    net: PlaneNet


def figure(page: Page[Config]) -> None:
    """The plane with its numbers and words: at once, or as the recording of a training."""
    config = page.used
    if not trains(config):
        with st.container():  # as a fragment has one: what is on the screen stays in its place until it is replaced
            _status(page)
            _show(page, config, _still(config))
        return
    job = following.follow(train, runnable(config, "training"))
    following.look([job], lambda found: _training(page, config, found[0]))


def _training(page: Page[Config], config: Config, job: Job[Config, Snapshot]) -> None:
    if _window(page.name) != _window_of(config):
        st.rerun()  # a person has moved it, and it is a setting of the whole page
    following.status(job, why=page.why, new_seed=page.new_seed)
    snapshots = tuple(job.snapshots) or _first(runnable(config, "training"))
    ended = not job.live
    _show(page, config, _recorded(snapshots, job.key, len(job.snapshots), ended, config), ended)


def _window(page: str) -> tuple[float, ...]:
    return tuple(session.value(page, name) for name in WINDOW)


def _window_of(config: Config) -> tuple[float, ...]:
    return tuple(getattr(config, name) for name in WINDOW)


def _status(page: Page[Config]) -> None:
    config = page.config
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(page.why, width="stretch")
        if "seed" in applicable(config):
            if config.depth == 1 and not config.widths and config.width < 64:
                says = "Its line is drawn, the others stay where they are." if config.net == "random" else ""
                st.button("One neuron more", on_click=_one_more, args=(page.name,), help=says)
            st.button("New seed", on_click=page.new_seed, help="Other weights: the next seed.")


def _one_more(page: str) -> None:
    session.put(page, width=session.value(page, "width") + 1)


def _show(page: Page[Config], config: Config, seen: Drawing, ended: bool = True) -> None:
    plane(seen.data, key=f"{page.name}.plane", moved=lambda x, y, r: _move(page.name, (x, y, r)))
    now = seen.facts
    with st.container(horizontal=True, gap="large"):
        st.metric("Regions in this window", f"{now.regions:,}", width="content")
        st.metric("Neurons", f"{now.neurons:,}", width="content")
        st.metric("Weights", f"{now.weights:,}", width="content")
        average = f"{now.average:,.{0 if now.average > 20 else 1}f}"
        st.metric("N²/2, as if drawn at random", average, width="content")
        st.metric("There can be at most", power(log10(now.layers[-1].most)), width="content")
    page.explain(lesson.describe(config, now))
    if seen.stopped:
        st.warning(seen.stopped, icon=":material/data_alert:")
    _table(config, seen)
    whole = replace(config, x=0.0, y=0.0, r=1.0)
    st.caption(_outside(seen.net, whole, now.regions) if ended else UNCOUNTED)


def _table(config: Config, seen: Drawing) -> None:
    """Layer by layer, beside theory."""
    now = seen.facts
    names = ("layer", "lines", "pieces", "regions", "at most")
    lines = [f"| {' | '.join(names)} |", "|--:" * len(names) + "|"]
    for index, layer in enumerate(now.layers, 1):
        lines.append(
            f"| {index} | {layer.drawing} of {layer.neurons} | {layer.pieces:,} | {layer.regions:,} "
            f"| {power(log10(layer.most))} |"
        )
    st.markdown("\n".join(lines))
    words = [
        "**Lines** and their straight **pieces** are those seen in this window; **at most** is for the plane: "
        "Zaslavsky's 1 + n + n(n−1)/2 for n lines, multiplied layer by layer."
    ]
    if now.reachable is not None and config.activation == "relu":
        can = f"ReLU networks of these widths can be built to have {power(log10(now.reachable))}"
        words.append(f"{can} (Montúfar et al. 2014).")
    words.append(
        f"At random weights one finds about N²/2 = {now.average:,.0f}, whatever the depth (Hanin and Rolnick 2019)."
    )
    st.caption(" ".join(words))


def _outside(net: PlaneNet, config: Config, here: int) -> str:
    if here > 20_000:
        return "What lies outside this window is not counted: there are more than 20,000 regions inside it."
    whole = lesson.count_whole_plane(net, config)
    if whole is None:
        return "Outside this window there are more: over 20,000 as far as 10,000 from the middle."
    return (
        f"In the whole plane, as far as 10,000 from its middle, there are {whole:,} regions; {here:,} of them, or "
        "parts of them, lie in this window."
    )


def _move(page: str, asked: Sequence[float]) -> None:
    """Put a window that the browser asks for, clamped to what is allowed, where the settings are."""
    there = zip(WINDOW, asked, strict=True)
    session.put(page, **{name: settings(Config)[name].declaration.clamp(float(value)) for name, value in there})


@st.cache_resource(max_entries=32, show_spinner=False)
def _still(config: Config) -> Drawing:
    found = lesson.found(drawn(config), config)
    scene = Scene(
        [found.complex], [[*found.net.hidden, found.net.head]], [""], [""], outputs=(_output(found.stopped),)
    )
    data = message(scene, caption="The plane of x and y", home=home(config))
    return Drawing(data, lesson.facts(found.net, found.complex), found.stopped, found.net)


def _output(stopped: str) -> str:
    return "the mean of this layer" if stopped else "the output"


@st.cache_resource(max_entries=16, show_spinner=False)
def _first(config: Config) -> tuple[Snapshot, ...]:
    """The network before training, which is there at once, also where the training has to wait for its turn."""
    return (next(train(config)),)


@st.cache_resource(max_entries=8, show_spinner=False)
def _recorded(_snapshots: Sequence[Snapshot], key: str, many: int, ended: bool, config: Config) -> Drawing:
    """The last snapshot while it trains, the whole recording at its end, thinned where it has very many regions."""
    snapshots = _snapshots[: many or 1]
    last = lesson.found(snapshots[-1].net, config)
    chosen = [(snapshots[-1], last.complex, last.net)]
    if ended and not last.stopped:
        chosen = [*_frames(snapshots[:-1], config, MOST_IN_A_RECORDING - len(last.complex)), *chosen]
    scene = Scene(
        [complex for _, complex, _ in chosen],
        [[*net.hidden, net.head] for _, _, net in chosen],
        [f"step {s.step:,}" for s, _, _ in chosen],
        [f"{percent(s.error)} wrong" for s, _, _ in chosen],
        id=f"{key} {ended}",
        outputs=images.about(config.dataset).class_names if config.net == "digits" else (_output(last.stopped),),
        marks=_marks(config),
        pictures=_pictures(config),
    )
    fill = "classes" if config.net == "digits" else "output"
    data = message(scene, caption="The plane", fill=fill, home=home(config))
    return Drawing(data, lesson.facts(last.net, last.complex), last.stopped, last.net)


def _frames(
    snapshots: Sequence[Snapshot], config: Config, room: int
) -> list[tuple[Snapshot, RegionComplex, PlaneNet]]:
    """As many of the snapshots, evenly spread, as have no more than `room` regions together."""
    found = []
    try:
        for s in snapshots:
            found.append((s, look(s.net, config, most=max(1, min(room, 20_000))), s.net))
    except TooManyRegions:
        pass
    while sum(len(complex) for _, complex, _ in found) > room:
        found = found[::2]
    return found if len(found) * 4 > len(snapshots) else found[:0]


def _marks(config: Config) -> Marks:
    if config.net == "digits":
        names, p = images.about(config.dataset).class_names, _plane(config)
        return Marks(p.at, np.zeros(3, int), tuple(names[k] for k in p.classes))
    at, kind = points(config.points, POINTS, config.seed)
    return Marks(at[:300], kind[:300])


def _pictures(config: Config) -> Pictures | None:
    if config.net != "digits":
        return None
    p = _plane(config)
    return Pictures(p.origin, p.basis, p.pictures.shape[1:])


def _plane(config: Config) -> digit_plane.Plane:
    return digit_plane.plane(config.dataset, digits(config), config.pick)


def mathematics(page: Page[Config]) -> None:
    st.latex(r"z_l = W_l a_{l-1} + b_l \quad a_l = f(z_l)")
    st.latex(r"a_l = D_l\,(W_l a_{l-1} + b_l) \quad\Rightarrow\quad y = A x + d")
    st.markdown(
        "A ReLU neuron multiplies by 1 where $z > 0$ and by 0 elsewhere: $D_l$ is a diagonal of ones and zeros, "
        "the pattern of layer $l$. Where no $z$ changes its sign the network is a product of matrices, $A$, and "
        "a shift. A layer's lines are straight where the layers before are affine, so regions are convex "
        "polygons. They are cut one layer after the other, each by the lines of the neurons that change their "
        "sign at its corners, in double precision and with the same corner on both sides of every cut."
    )


def card(runs: object) -> None:
    """Two layers of random lines, for Home."""
    config = PRESETS["A second layer"].config
    seen = quiet(config)
    st.markdown(f"**Two layers of {config.width} neurons**: {seen.facts.regions:,} regions")
    with st.container(width=280):
        plane(seen.data, key="cards.regions")


@st.cache_resource(max_entries=24, show_spinner=False)
def quiet(config: Config, caption: str = "Linear regions") -> Drawing:
    """A window that stands still."""
    found = lesson.found(drawn(config), config)
    scene = Scene([found.complex], [[*found.net.hidden, found.net.head]], [""], [""])
    facts = lesson.facts(found.net, found.complex)
    return Drawing(message(scene, caption=caption), facts, found.stopped, found.net)
