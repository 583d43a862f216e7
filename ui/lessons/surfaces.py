"""Surfaces on the screen: a surface, a network that learns it, what that misses, and what else would store it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from charts import surfaces as charts_of
from core.config import runnable
from core.data import pictures
from core.experiments import surfaces as lesson
from core.experiments.surfaces import Config, Snapshot, frontier, ladder, seen, targets, words
from core.jobs import Job
from ui import following, session, style, terms
from ui.components.player import tiles
from ui.components.relief import Figure, relief
from ui.components.rows import Picture, Row, rows
from ui.kept import kept
from ui.lesson import Page, Runs, tell
from ui.text import plain

UNITS, SHOWN, PLACES = 20, 204, 3  # units that are shown, pixels of a picture, and pictures beside each other
WAITS, NOTHING = "This comes when the training has ended.", "Nothing was recorded."
OWN = "A picture of your own"
Pixels = NDArray[np.uint8]


@kept
def _frontier(config: Config) -> frontier.Result:
    return frontier.run(config)


def _used(page: Page[Config]) -> Config:
    """What runs: the flower where a picture of one's own is not there, or its link is damaged."""
    config = runnable(page.config)
    try:
        lesson.target(config)
    except ValueError:
        return replace(config, target="flower", picture="")
    return config


def figure(page: Page[Config]) -> None:
    """The surface, the network and what it misses, followed while it trains and then as a recording."""
    config = _used(page)
    try:
        lesson.target(runnable(page.config))
    except ValueError as problem:
        st.warning(f"{plain(str(problem))} Meanwhile the flower is shown.")
    job = following.follow(lesson.train, config)
    following.look([job], lambda found: _training(page, config, found[0]))


def _training(page: Page[Config], config: Config, job: Job[Config, Snapshot]) -> None:
    following.status(job, new_seed=page.new_seed)
    said = lesson.describe(config, job.snapshots)
    z, name = lesson.target(config).z, f"{lesson.called(config)}, {words.size(config):,} weights"
    shown = Figure(z, config.target in lesson.PICTURES, name, config.steps)
    relief(job, shown, key="surfaces.relief", label=said.spoken)
    page.explain(said)


def _trained(page: Page[Config]) -> tuple[Config, Snapshot] | None:
    """The network where its training has ended, or was stopped; or a word that this is waited for."""
    config = _used(page)
    run = _run(config)
    return (config, run[-1]) if run else None


def _run(config: Config) -> Sequence[Snapshot]:
    """What was recorded, once no more comes; till then a word says so."""
    job = following.follow(lesson.train, config)
    if job.live or not job.snapshots:
        st.caption(WAITS if job.live else NOTHING)
        return ()
    return job.snapshots


def budget(page: Page[Config]) -> None:
    """Error against numbers stored, filled in while the deck's networks are trained."""
    config = _used(page)
    job = following.follow(ladder.train, ladder.of(config))
    following.look([job], lambda found: _budget(page, config, found[0]))


def _budget(page: Page[Config], config: Config, job: Job[Config, ladder.Snapshot]) -> None:
    table = ladder.rows(config.target)
    following.status(job, about=f"{len(table)} networks, {ladder.SEEDS} seeds each.", key="surfaces.budget")
    found, last = _frontier(ladder.of(config)), following.last(lesson.train, config)
    here = (lesson.called(config), words.size(config), last.loss) if last else None
    networks = list(zip(table, ladder.losses(config, job.snapshots), strict=True))
    said = lesson.budgets(config, found, job.snapshots)
    chart = style.drawn(charts_of.budgets, found, networks, here)
    style.chart(chart, st.container(), key="surfaces.budgets", alt=f"Error against numbers stored. {said.spoken}")
    tell("**What does a number buy?** ", said)
    st.caption(_counted(config))


def _counted(config: Config) -> str:
    said = (
        "A rank of SVD costs 51 + 51 numbers. A DCT coefficient costs 2, its value and its place; a smaller "
        "picture costs its points. All keep the mean and the deviation beside that. The ring is the network of "
        "this page. "
    )
    if config.target in lesson.PICTURES:
        return f"{said}The deck’s losses are of another picture: compare their order and their ratios."
    return f"{said}The deck’s losses may be of another window: compare their order and their ratios."


def left(page: Page[Config]) -> None:
    """The loss against steps, and what it would be with the best output layer."""
    run = _run(_used(page))
    if not run:
        return
    chart = style.drawn(charts_of.left, run)
    said = words.left(run[-1])
    style.chart(chart, st.container(), key="surfaces.left", alt=f"Loss against steps. {said}")
    terms.say(
        "At every step the output layer could be solved exactly by least squares, for the hidden units as they are "
        f"then. {said} What else training has gained, it has gained in the hidden layers."
    )


def units(page: Page[Config]) -> None:
    """What each unit of the last hidden layer adds."""
    if (found := _trained(page)) is None:
        return
    config, last = found
    look = _look(config, last)
    said = lesson.units(config, look)
    few = min(UNITS, len(look.order))
    labels = [f"unit {unit + 1}" for unit in look.order[:few]]
    caption = f"The {few} units of {len(look.order)} that vary most" if few < len(look.order) else "Every unit"
    tiles(labels, look.parts[:few, ::-1].copy(), key="surfaces.units", caption=caption, units="deviations")
    tell("**Which unit does what?** ", said)


def outside(page: Page[Config]) -> None:
    """What the network says beyond its frame."""
    if (found := _trained(page)) is None:
        return
    config, last = found
    look = _look(config, last)
    columns, every = ["the network"], [look.beyond]
    if look.really is not None:
        columns, every = ["the surface", "the network"], [look.really, look.beyond]
    shown = [_framed(one) for one in seen.grey(every, _like(config, look))]
    _pictures(columns, shown, "outside", "Twice as far as the frame that was learned")
    tell("**What does it say where it has seen nothing?** ", lesson.outside(config, last, look))


def _like(config: Config, look: seen.Seen) -> targets.Exact:
    """What black and white are taken from: the surface, as far as it is known."""
    return lesson.target(config).z if look.really is None else look.really


def _framed(picture: Pixels) -> Pixels:
    """A picture (102, 102) with the frame of what was learned around its middle, in colour."""
    shown = np.repeat(picture[..., None], 3, axis=2)
    side, edge = len(picture), len(picture) // 4
    for line in (edge - 1, side - edge):
        shown[line, edge - 1 : side - edge + 1] = shown[edge - 1 : side - edge + 1, line] = (213, 94, 0)
    return shown


def between(page: Page[Config]) -> None:
    """The surface enlarged: four times as many points."""
    if (found := _trained(page)) is None:
        return
    config, last = found
    look = _look(config, last)
    columns, every = ["bicubic", "the network"], [look.bicubic, look.between]
    if look.fine is not None:
        columns, every = ["the surface", *columns], [look.fine, *every]
    _pictures(columns, seen.grey(every, lesson.target(config).z), "between", "102 × 102 points")
    tell("**What lies between the points?** ", lesson.enlarged(look))


def _pictures(columns: Sequence[str], shown: Sequence[Pixels], name: str, caption: str) -> None:
    """Pictures beside each other, or on a phone one below the other."""
    st.caption(caption)
    places = st.columns(PLACES)
    for place, (column, one) in enumerate(zip(columns, shown, strict=True)):
        with places[place]:
            key = f"surfaces.{name}.{place}"
            rows((column,), [Row("", (Picture(one),))], key=key, caption="", size=SHOWN)


def _look(config: Config, last: Snapshot) -> seen.Seen:
    return _looked(config, last.step, last.weights)


@kept
def _looked(config: Config, step: int, _weights: targets.Exact) -> seen.Seen:
    return seen.look(config, _weights)


def own(page: Page[Config]) -> None:
    """Bring a picture: its middle becomes 51 x 51 grey levels, which the link holds."""
    most = pictures.MOST_BYTES / 1e6
    file = st.file_uploader(
        f"A PNG or JPEG of at most {most:g} MB",
        ["png", "jpg", "jpeg", "jfif"],
        key="surfaces.upload",
        max_upload_size=5,
    )
    st.caption("Its middle is cut to a square, made grey and scaled to 51 × 51 points, which the link holds.")
    if page.config.target == "own" and _used(page).target == "own":
        st.markdown("**Your picture is the surface of this page now:** you see it at the top.")
    if file is None:
        return
    try:
        text = targets.to_text(pictures.decode(file.getvalue()))
    except pictures.PictureError as problem:
        st.warning(plain(str(problem)))
        return
    if st.session_state.get("surfaces.brought") != text:
        st.session_state["surfaces.brought"] = text
        session.put(page.name, target="own", picture=text)
        st.rerun()


def mathematics(page: Page[Config]) -> None:
    st.latex(r"h_l = f(W_l h_{l-1} + b_l), \qquad F(x, y) = v \cdot h_L + c")
    st.latex(r"h_{L+1} = h_L + f(W_{L+1} h_L + b_{L+1})")
    terms.say(
        "The second line is the residual layer: it adds to what the layer before it says. The input is a point of "
        "the square from −1 to 1. The output is the height there, in deviations from the mean of the surface."
    )
    st.latex(r"E = \frac{1}{N} \sum_{i=1}^{N} \bigl(z_i - F(x_i, y_i)\bigr)^2, \qquad N = 51^2")
    terms.say(
        "The surface is standardised: it has mean 0 and variance 1. So the loss is the share of its variance that "
        "the network misses. A network that says the mean everywhere has a loss of 1."
    )
    st.latex(r"\min_{\mathrm{rank}\,A \le k} \lVert Z - A \rVert^2 = \sum_{i > k} \sigma_i^2")
    terms.say(
        "No matrix of rank k comes nearer to the matrix Z of all heights than the truncated SVD (Eckart and Young "
        "1936). The DCT is orthonormal, so its error is the sum of the squares of what is left out."
    )


def deck(page: Page[Config]) -> None:
    """Where the deck and this page differ, and whose pictures these are."""
    st.markdown(
        "- The deck’s losses are of a picture, and perhaps of a window, that its slides do not name. Ours are of "
        "the flower, standardised. The order of the networks and the ratios of their losses can be compared.\n"
        "- The slides print two losses for the same network 10/20/10: 6.43e-02, and later "
        "1.95e-02. They do not say which picture each is of.\n"
        "- The deck’s second smooth surface has no formula on the slide. We take the bowl x² + y².\n"
        "- The slides show the picture scaled to 24 × 24 points, 576 numbers, beside a network of 471 weights. The "
        "chart has both, and what SVD and DCT do with as many numbers."
    )
    for credit in lesson.CREDITS.values():
        st.caption(f"{credit}.")


def card(runs: Runs) -> None:
    """The flower and the network that has learned it, for Home."""
    following.recorded(lesson.train, runs[0], _card)


def _card(title: str, job: Job[Config, Snapshot]) -> None:
    z, last = lesson.target(job.config).z, job.snapshots[-1]
    st.markdown(f"**{words.size(job.config)} weights** miss {lesson.missed(last.loss)} of a flower")
    both = seen.grey([z, last.outputs.astype(np.float64)], z)
    cells = tuple(Picture(one) for one in both)
    rows(("the surface", "the network"), [Row("", cells)], key="cards.surfaces", caption="", size=120)


SECTIONS: dict[str, Callable[[Page[Config]], None]] = {
    lesson.BUDGET: budget,
    "How much training has left": left,
    "Unit by unit": units,
    lesson.OUTSIDE: outside,
    "Between the points": between,
    OWN: own,
}
