"""The race of serial, mini-batch and full batch on the screen, and a batch as one matrix product."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from charts import batches as charts_of
from core import device
from core.data.selection import Floats, Pixels, Selection
from core.experiments import batches as lesson
from core.experiments.batches import AXES, MODES, Config, Snapshot, View
from core.jobs import Job
from core.words import percent, signed
from ui import controls, following, style, terms
from ui.components.player import tiles
from ui.components.rows import Cell, Number, Row, Signed, rows
from ui.lesson import Page, Runs

SLIDE = ((-0.30, -0.20, 0.80, -0.25), (0.75, -0.30, -0.26, -0.19))  # N3, "Matrix formulation of outer product"


def figure(page: Page[Config]) -> None:
    """The race: followed, then as it ended."""
    following.look([_job(page)], lambda found: _race(page, found[0]))


def _job(page: Page[Config]) -> Job[Config, Snapshot]:
    return following.follow(lesson.train, page.used)


def _race(page: Page[Config], job: Job[Config, Snapshot]) -> None:
    now = lesson.last(job.snapshots)
    following.status(job, new_seed=page.new_seed)
    _chart(page, job, now)
    page.explain(lesson.describe(page.used, now))


def _chart(page: Page[Config], job: Job[Config, Snapshot], now: dict[str, Snapshot]) -> None:
    """The test errors against what a person counts in, and who is first so."""
    view = page.view(View)
    axis = view.axis
    steps = lesson.total_steps(page.used, "serial")
    furthest = {"seen": _pictures(page.used), "step": steps, "seconds": 0.0}[axis]
    said = lesson.conclusion(axis, job.snapshots, ended=not job.live) if set(now) == set(MODES) else ""
    with st.container(key=f"{page.name}.verdict"):  # always, with room for two lines: the chart keeps its place
        st.markdown(said)
    won = lesson.race(axis, job.snapshots) if said else None
    drawn = style.drawn(charts_of.against, axis, job.snapshots, furthest, won=won)
    where = f"Test error against {AXES[axis]}. {said}"
    style.chart(drawn, st.container(), key=f"{page.name}.{axis}", alt=where.replace("*", ""))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="center"):
        st.markdown("Count in", width="content")
        controls.segmented(page.name, view, "axis", label_visibility="collapsed")
    page.link()


def claims(page: Page[Config]) -> None:
    """What the lecture says of the three, beside what this run measured."""
    config, job = page.used, _job(page)
    now = lesson.last(job.snapshots)
    if not lesson.overfitting(config, now):
        st.caption("The table is filled in when the run is recorded.")
        return
    early = {mode: _after(job.snapshots, mode, 1000) for mode in MODES}
    epoch = {mode: s.seconds / config.epochs for mode, s in now.items()}
    lines = [
        (
            "Serial: the second image benefits from freshly updated weights, so it trains fast.",
            f"After {early['serial'].seen:,} pictures serial misreads {percent(early['serial'].test_error, 0)}, "
            f"the mini-batch {percent(early['mini'].test_error, 0)} (after {early['mini'].seen:,}).",
        ),
        (
            "Mini-batches of e.g. 200 are attractive on GPUs. “Best choice!”",
            f"One pass takes {_time(epoch['mini'])} in batches and {_time(epoch['serial'])} one by one "
            f"({device.name()}); the test errors at the end are {percent(now['mini'].test_error)} and "
            f"{percent(now['serial'].test_error)}.",
        ),
        (
            f"Full batch: slow, one update in {_pictures(config) // config.epochs:,} images.",
            f"{now['full'].step} updates in {_time(now['full'].seconds)}: {percent(now['full'].test_error)} are "
            "misread.",
        ),
        ("Full batch: overfitting issue.", lesson.overfitting(config, now)),
    ]
    table = ["| the lecture says | this run |", "|---|---|", *(f"| {says} | {ran} |" for says, ran in lines)]
    st.markdown("\n".join(table))


def templates(page: Page[Config]) -> None:
    """The last templates of the three, from the same start."""
    names, job = page.classes, _job(page)
    if job.live:
        st.caption("The templates are shown when the run has ended.")
        return
    now = lesson.last(job.snapshots)
    for column, (mode, name) in zip(st.columns(3), MODES.items(), strict=True):
        if mode in now:
            s = now[mode]
            with column:
                st.markdown(f"**{name.capitalize()}** after {s.step:,} update{'s' * (s.step != 1)}")
                tiles(names, s.weight, key=f"batches.tiles.{mode}", caption=f"{name.capitalize()}: templates")


def matrix_form(page: Page[Config]) -> None:
    """Two pictures at once: their changes, the lecture's sum of them, and PyTorch's average."""
    names, job = page.classes, _job(page)
    pictures, labels = _two(lesson.selection(page.used))
    slide, own = "the slide’s errors", "the errors of the initial templates"
    key = f"{page.name}.whose"
    if len(names) >= 4:
        st.segmented_control("Take", (slide, own), default=slide, key=key, required=True)
    if len(names) >= 4 and st.session_state[key] == slide:
        errors = np.array(SLIDE)
        names = names[:4]
    elif job.snapshots:
        start = job.snapshots[0].weight
        errors = lesson.batch_update(start, None, pictures, np.array(labels), 1.0).error
    else:
        st.info("The errors appear with the initial templates.")
        return
    _product(names, errors, pictures, page.name)
    sums = " and ".join(signed(float(row.sum())) for row in errors)
    slip = ": the slide’s first vector is not one of a softmax." if errors[0].sum() > 0.03 else "."
    st.markdown(
        f"Picture 1 is of class {names[labels[0]]}, picture 2 of class {names[labels[1]]}. Each asks for error × "
        f"picture; E Xᵀ adds both in one product. PyTorch’s average is half of it here, and 1/200 in a batch of "
        f"200: “A batch adds”, in the sidebar, chooses. The errors of a picture must sum to 0, as probabilities "
        f"and target both sum to 1. These sum to {sums}{slip}"
    )


def _product(names: Sequence[str], errors: Floats, pictures: Pixels, page: str) -> None:
    one, two = (lesson.outer(errors[i : i + 1], pictures[i : i + 1]) for i in range(2))
    both = lesson.outer(errors, pictures)
    lines = []
    for k, name in enumerate(names):
        cells: list[Cell] = []
        for i, change in enumerate((one, two)):
            cells += [
                Number(signed(float(errors[i, k])), int(np.sign(errors[i, k]))),
                Signed(change[k].astype(np.float32), "change"),
            ]
        cells += [Signed(both[k].astype(np.float32), "change"), Signed((both[k] / 2).astype(np.float32), "change")]
        lines.append(Row(name, tuple(cells)))
    columns = ("error 1", "× picture 1", "error 2", "× picture 2", "sum", "average")
    rows(columns, lines, key=f"{page}.matrix", caption="E Xᵀ of two pictures", operators=("", "+", "", "=", ""))


def _two(selection: Selection) -> tuple[Pixels, list[int]]:
    """The first training pictures of the third (or last) and of the first class, as on the slide: a 2 and a 0."""
    labels = selection.labels(selection.data.train_labels[selection.train_rows])
    classes = [min(2, len(selection.classes) - 1), 0]
    at = [selection.train_rows[int(np.argmax(labels == k))] for k in classes]
    return selection.data.train_images[at], classes


def _pictures(config: Config) -> int:
    """Pictures that each of the three sees in the whole run."""
    return len(lesson.selection(config).train_rows) * config.epochs


def _after(snapshots: Sequence[Snapshot], mode: str, seen: int) -> Snapshot:
    """The first snapshot of `mode` after so many pictures, or its last."""
    mine = [s for s in snapshots if s.mode == mode]
    return next((s for s in mine if s.seen >= seen), mine[-1])


def _time(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def mathematics(page: Page[Config]) -> None:
    st.latex(r"E = T - \mathrm{softmax}(W X)")
    st.latex(r"W \leftarrow W + \eta\, E X^{\top} \text{ (the lecture)}")
    st.latex(r"W \leftarrow W + \tfrac{\eta}{B}\, E X^{\top} \text{ (PyTorch)}")
    terms.say(
        "The columns of $X$ are the $B$ pictures of a batch, those of $E$ their errors $t - p$. $E X^{\\top}$ is "
        "the **sum** of the changes that each picture asks for. PyTorch's cross-entropy takes their **average**, "
        "so the same learning rate $\\eta$ means a step $B$ times shorter. Neither is wrong: a rate belongs to "
        "one of the two."
    )


def card(runs: Runs) -> None:
    """The recorded race, for Home."""
    following.recorded(lesson.train, runs[0], _card)


def _card(title: str, job: Job[Config, Snapshot]) -> None:
    ends = {MODES[mode]: s for mode, s in lesson.last(job.snapshots).items()}
    errors = ", ".join(f"{name} {percent(s.test_error)}" for name, s in ends.items())
    st.markdown(f"**{title}**: {errors}")
    chart = style.drawn(charts_of.against, "seen", job.snapshots, labelled=False)  # there is no room for them
    said = lesson.describe(job.config, lesson.last(job.snapshots))
    style.card(chart, key="cards.batches", alt=said)
