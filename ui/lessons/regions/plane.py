"""The page of linear regions: the plane of a network, at once or as a recording."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.config import applicable, runnable, settings
from core.data import images
from core.data.planar import points
from core.effort import small
from core.experiments.regions import PRESETS, Config, digit_plane, home, seen, trains
from core.experiments.regions.seen import Config as Asked
from core.experiments.regions.seen import Recording, Snapshot
from core.experiments.regions.training import AT_ONCE, POINTS, digits, train
from core.experiments.regions.training import Snapshot as Trained
from core.jobs import Job
from core.words import percent
from ui import following, session, terms
from ui.components.plane import Marks, Pictures, Scene, message, plane
from ui.kept import kept
from ui.lesson import Page
from ui.lessons.regions import numbers

WINDOW = ("x", "y", "r")
ROOM = 480  # pixels, about the height of the plane with its buttons
LARGE = (
    "This network has so many weights, or regions in this window, that it is not drawn while it learns. "
    "The picture comes when the training has ended."
)
NOTHING = "Nothing was recorded, so there is no picture."


def figure(page: Page[Config]) -> None:
    """The plane with its numbers and words: at once or by a worker, or as the recording of a training."""
    config = page.used
    if not trains(config):
        with st.container():  # as a fragment has one: what is on the screen stays in its place until it is replaced
            _status(page)
            place = st.container()
            if (found := _seen(page, place, seen.of(config))) is not None:
                _show(page, place, config, *found)
        return
    job = following.follow(train, runnable(config, "training"))
    following.look([job], lambda found: _training(page, config, found[0]))


def _training(page: Page[Config], config: Config, job: Job[Config, Trained]) -> None:
    if _window(page.name) != _window_of(config):
        st.rerun()  # a person has moved it, and it is a setting of the whole page
    following.status(job, new_seed=page.new_seed)
    snapshots = tuple(job.snapshots) or _first(runnable(config, "training"))
    if not snapshots:
        st.caption(LARGE if job.live else NOTHING)
        return
    training, place = f"{job.key} {job.take}", st.container()
    now = seen.of(config, seen.recording(training, snapshots, False))
    if not job.live:
        shown = _seen(page, place, seen.of(config, seen.recording(training, snapshots, True)), meanwhile=now)
    elif (found := following.small(seen, now)) is not None:
        shown = found, now.recording
    else:
        shown = None
        st.caption(LARGE)
    if shown is not None:
        _show(page, place, config, *shown)


def _seen(
    page: Page[Config], place: DeltaGenerator, asked: Asked, meanwhile: Asked | None = None
) -> tuple[Snapshot, Recording | None] | None:
    """The regions of a window, and the recording that they are of.

    While a worker counts them, the plane stays as it was, if it is of this network; else `meanwhile` is shown, if
    that takes little.
    """
    last = f"{page.name}.drawn"
    network = asked.recording.network if asked.recording else replace(asked.settings, x=0.0, y=0.0, r=1.0)
    drawn, window = st.session_state.get(last, (None, {}))
    before = replace(asked.settings, **window)
    held = following.at_hand(seen, replace(asked, settings=before)) if drawn == network else None
    instead = following.small(seen, meanwhile) if meanwhile and held is None else None
    found = following.result(
        seen, asked, key=f"{page.name}.window", room=ROOM if held is None and instead is None else 0
    )
    if found is not None:
        st.session_state[last] = network, {name: getattr(asked.settings, name) for name in WINDOW}
        return found, asked.recording
    if held is not None:
        _draw(page, place, replace(page.used, **window), held, asked.recording)
    return (instead, meanwhile.recording) if meanwhile and instead is not None else None


def _window(page: str) -> tuple[float, ...]:
    return tuple(session.value(page, name) for name in WINDOW)


def _window_of(config: Config) -> tuple[float, ...]:
    return tuple(getattr(config, name) for name in WINDOW)


def _status(page: Page[Config]) -> None:
    config = page.config
    with st.container(horizontal=True, vertical_alignment="center", key="regions.moves"):
        if "seed" in applicable(config):
            if config.depth == 1 and not config.widths:
                _one_by_one(page.name, config)
            st.button("New seed", on_click=page.new_seed, help="Other weights: the next seed.")


def _one_by_one(page: str, config: Config) -> None:
    """Buttons that add a neuron to the one layer, and take its last one away."""
    stay = "the others stay where they are." if config.net == "random" else ""
    if config.width < 64:
        says = f"Its line is drawn, {stay}" if stay else ""
        st.button("One neuron more", type="primary", on_click=_widen, args=(page, 1), help=says)
    if config.width > 1:
        says = f"The line that came last goes, {stay}" if stay else ""
        st.button("One fewer", on_click=_widen, args=(page, -1), help=says)


def _widen(page: str, by: int) -> None:
    session.put(page, width=session.value(page, "width") + by)


def _show(
    page: Page[Config], place: DeltaGenerator, config: Config, found: Snapshot, record: Recording | None
) -> None:
    _draw(page, place, config, found, record)
    numbers.figures(page, config, found, record)


def _move(page: str, asked: Sequence[float]) -> None:
    """Put a window that the browser asks for, clamped to what is allowed, where the settings are."""
    there = zip(WINDOW, asked, strict=True)
    session.put(page, **{name: settings(Config)[name].declaration.clamp(float(value)) for name, value in there})


def _draw(
    page: Page[Config], place: DeltaGenerator, config: Config, found: Snapshot, record: Recording | None
) -> None:
    """The plane, in its place."""
    data = _recorded(found, record, config) if record else _still(found, config)
    with place:
        plane(data, key=f"{page.name}.plane", moved=lambda x, y, r: _move(page.name, (x, y, r)))


def _still(found: Snapshot, config: Config) -> bytes:
    """The message of a network that does not train."""
    scene = Scene(found.picture, ("",), ("",), outputs=(_output(found.stopped),))
    return message(scene, caption="The plane of x and y", home=home(config))


def _output(stopped: str) -> str:
    return "the mean of this layer" if stopped else "the output"


@kept
def _first(config: Config) -> tuple[Trained, ...]:
    """The network before training, which is there at once, also where the training has to wait for its turn.

    Empty where the network is so large that even this takes long.
    """
    found = small(AT_ONCE, lambda: next(train(config)))
    return () if found is None else (found,)


def _recorded(found: Snapshot, record: Recording, config: Config) -> bytes:
    """The message of a recording, thinned where it has very many regions."""
    shown = [record.snapshots[k] for k in found.shown]
    scene = Scene(
        found.picture,
        [f"step {s.step:,}" for s in shown],
        [f"{percent(s.error)} wrong" for s in shown],
        id=f"{record.network} {record.ended}",
        outputs=images.about(config.dataset).class_names if config.net == "digits" else (_output(found.stopped),),
        marks=_marks(config),
        pictures=_pictures(config),
    )
    fill = "classes" if config.net == "digits" else "output"
    return message(scene, caption="The plane", fill=fill, home=home(config))


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
    st.latex(r"a_l = D_l\,(W_l a_{l-1} + b_l)")
    st.latex(r"\Rightarrow\quad y = A x + d")
    terms.say(
        "A ReLU neuron multiplies by 1 where $z > 0$ and by 0 elsewhere: $D_l$ is a diagonal of ones and zeros, "
        "the pattern of layer $l$. Where no $z$ changes its sign the network is a product of matrices, $A$, and a "
        "shift. A layer's lines are straight where the layers before are affine, so regions are convex polygons. "
        "They are cut one layer after the other, each by the lines of the neurons that change their sign at its "
        "corners. Both sides of a cut have the same corner. Where double precision leaves a sign in doubt, it is "
        "computed in whole numbers."
    )


def card(runs: object) -> None:
    """Two layers of random lines, for Home."""
    config = PRESETS["A second layer"].config
    found = following.result(seen, seen.of(config), key="cards.regions.work")
    if found is not None:
        st.markdown(f"**Two layers of {config.width} neurons**: {found.numbers.regions:,} regions")
        with st.container(width=280):
            plane(message(Scene(found.picture, ("",), ("",)), caption="Linear regions"), key="cards.regions")
