"""The digit lab on the screen: a run that says what it costs before it starts, its curves and its first layer."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from charts.digit_lab import curves as charts_of
from core import device
from core.experiments import digit_lab as lesson
from core.experiments.digit_lab import Config, Snapshot, nets, words
from core.experiments.digit_lab.words import View
from core.jobs import Job, jobs
from core.told import Told
from core.words import TRAIN_ERROR, percent
from ui import controls, following, sources, style, terms
from ui.components.player import tiles
from ui.lesson import Page, Runs
from ui.lessons.digit_lab.reading import read

Found = Job[Config, Snapshot]
PATIENCE = 20.0  # s: what takes longer begins only when a person says so
SHOWN = 15  # tiles beside the curves


def measured(having: str = "curves") -> list[dict[str, Any]]:
    """What was measured of the presets, or the rows `having` something else."""
    return [row for row in sources.measured("digit_lab") if having in row]


def record(config: Config, here: bool = False) -> dict[str, Any] | None:
    """The measured run of `config`, rather on this device; with `here`, on no other."""
    alike = [row for row in measured() if row["config"] == asdict(config)]
    mine = [row for row in alike if row["device"] == device.name()]
    return next(iter(mine if here else [*mine, *alike]), None)


def cost(config: Config) -> tuple[float, str]:
    """Seconds that the run takes, and how we know."""
    row = record(config, here=True)
    if row is not None:
        return float(row["seconds"][0]) + words.tests(config), f"measured on {device.name()}"
    return words.estimate(config), f"an estimate for {device.name()}"


def start_if_short(config: Config) -> Found | None:
    """The job of `config`, followed by this tab; None where it is long and nobody has asked for it."""
    return following.follow(lesson.train, config) if cost(config)[0] <= PATIENCE else existing_job(config)


def existing_job(config: Config) -> Found | None:
    """The job of `config` where somebody has begun it, followed by this tab; otherwise None."""
    return following.follow(lesson.train, config) if jobs().known(lesson.train, config) else None


def figure(page: Page[Config]) -> None:
    """What it reads, and how it learns to; a run that takes long waits for a click."""
    job = start_if_short(page.used)
    if job is None:
        _cost(page.used)
        _shown(page, (), _before(page.used), running=False)
    else:
        following.look([job], lambda found: _training(page, found[0]))


def _training(page: Page[Config], job: Found) -> None:
    following.status(job, new_seed=page.new_seed)
    _shown(page, job.snapshots, words.describe(page.used, job.snapshots), running=job.live)


def _shown(page: Page[Config], snapshots: Sequence[Snapshot], said: Told, *, running: bool) -> None:
    read(page, snapshots[-1] if snapshots else None, running=running)
    st.header("How did it learn?")
    figures(page.used, snapshots)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _curves(page, snapshots, said)
    with right:
        _first(page.name, page.used, snapshots)
    controls.segmented(page.name, page.view(View), "scale")
    page.explain(said)
    page.link()


def _cost(config: Config) -> None:
    """The line of a long run that nobody has asked for: what it takes, and the button that begins it."""
    seconds, known = cost(config)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Takes {following.about(seconds)}: {known}", width="content")
        st.button("Train", type="primary", on_click=begin, args=(config,))


def _before(config: Config) -> Told:
    """What it came to when it was measured."""
    row, said = record(config), words.describe(config, ())
    if row is None:
        return Told(said.drawn, said.conclusion, ["These settings were not measured before either."])
    return Told(
        said.drawn,
        f"Nothing is trained yet: when this run was measured, {percent(np.mean(row['test_error']), 2)} of the test "
        "pictures were misread.",
        [f"The curves were measured on {row['date']}, on {row['device']}."],
    )


def begin(config: Config) -> None:
    """Train it now, or again if it was stopped."""
    found = jobs().submit(lesson.train, config, requested=True)
    jobs().retry(found)


def _curves(page: Page[Config], snapshots: Sequence[Snapshot], said: str) -> None:
    config, row, view = page.used, record(page.used), page.view(View)
    drawn = style.drawn(
        charts_of.curves,
        snapshots,
        epochs=config.epochs,
        log=view.scale == "log",
        rules=rules(config),
        before=row["curves"] if row else None,
    )
    style.chart(
        drawn, st.container(), key=f"{page.name}.curves.{view.scale}.{bool(snapshots)}", alt=f"Errors. {said}"
    )


def rules(config: Config) -> dict[str, float]:
    """The deck's test error of the preset that `config` is, as a line across."""
    name = preset(config)
    error = words.CLAIMS[name].test_error if name else None
    return {} if error is None else {f"the deck: {percent(error, 2)}": error}


def preset(config: Config) -> str | None:
    return next((name for name, p in lesson.PRESETS.items() if p.config == config), None)


def _first(page: str, config: Config, snapshots: Sequence[Snapshot]) -> None:
    if not snapshots:
        layers(config)
        return
    found = pictures_of(snapshots[-1])[:SHOWN]
    what = "filters" if config.network == "convnet" else "neurons"
    tiles(
        [str(i + 1) for i in range(len(found))],
        found,
        key=f"{page}.first",
        caption=f"What the first {len(found)} {what} look for",
    )


def pictures_of(snapshot: object) -> NDArray[np.float32]:
    """First-layer weights of a Snapshot as tiles (units, H, W[, 3])."""
    assert isinstance(snapshot, Snapshot)
    found: NDArray[np.float32] = np.asarray(snapshot.weight, dtype=np.float32)
    return found[..., 0] if found.shape[-1] == 1 else found


def layers(config: Config) -> None:
    """Every array of the network with its size, and their sum: the deck's table of weights and biases."""
    chosen = lesson.selection(config)
    found = nets.shapes(config, lesson.shape(chosen), len(chosen.classes))
    lines = ["| | shape | numbers |", "|---|---|---:|"]
    for name, size in found.items():
        lines.append(f"| {_called(name, found)} | {' × '.join(map(str, size))} | {math.prod(size):,} |")
    total = sum(math.prod(size) for size in found.values())
    with st.container(height=340 if len(found) > 7 else "content", border=False):
        st.markdown("\n".join([*lines, f"| **in all** | | **{total:,}** |"]))


def _called(name: str, found: Mapping[str, tuple[int, ...]]) -> str:
    """layers.4.weight as "layer 2, weight", and what follows that layer as its norm or leak."""
    module, _, part = name.rpartition(".")
    if not module.startswith("layers."):
        return name.replace(".", ", ")
    at = int(module.removeprefix("layers."))
    places = [int(n.split(".")[1]) for n, size in found.items() if n.startswith("layers.") and len(size) == 2]
    number = sum(place <= at for place in places)
    return f"layer {number}, {part if at in places else f'norm {part}' if part != 'leak' else part}"


def weights(config: Config) -> int:
    """Weights and biases of the network."""
    chosen = lesson.selection(config)
    return sum(math.prod(s) for s in nets.shapes(config, lesson.shape(chosen), len(chosen.classes)).values())


def figures(config: Config, snapshots: Sequence[Snapshot]) -> None:
    """The numbers that matter, in one row."""
    now = snapshots[-1] if snapshots else None
    ends = [s.epoch_seconds for s in snapshots if not math.isnan(s.epoch_seconds)]
    with st.container(horizontal=True, gap="large"):
        st.metric("Test error", _percent(now.test_error if now else None), width="content")
        st.metric("Training error", _percent(now.train_error if now else None), width="content", help=TRAIN_ERROR)
        if config.validation:
            st.metric("Validation error", _percent(now.validation_error if now else None), width="content")
        st.metric("Weights", f"{weights(config):,}", width="content", help="Weights and biases together.")
        st.metric(
            "An epoch takes",
            f"{np.median(ends):.2f} s" if ends else "–",
            width="content",
            help=f"Training alone, without the tests. {device.name()}",
        )


def _percent(share: float | None) -> str:
    return "–" if share is None or math.isnan(share) else f"{percent(share, 2)}"


def mathematics(page: Page[Config]) -> None:
    st.latex(r"a_l = \tfrac{m_l}{1-p} \odot f(W_l\,a_{l-1} + b_l) \qquad m_l \in \{0, 1\},\; P(m_l = 0) = p")
    st.latex(r"z_{fij} = \sum_{c,u,v} W_{fcuv}\,x_{c,\,i+u,\,j+v} + b_f")
    st.latex(r"v \leftarrow 0.99\,v + 0.01\,g^2 \qquad w \leftarrow w - \eta\,g / (\sqrt{v} + 10^{-8})")
    terms.say(
        "A layer with **dropout** $p$: while it learns, a random mask $m_l$ silences neurons; in the test none "
        "is silent. A **convolution**: filter $f$ has nine weights a channel, the same at every place $(i, j)$; "
        "an MLP has one for every pixel. **RMSprop**: the step along the gradient $g$, divided by its recent "
        "size. Of $n$ test pictures an error $e$ is known to about $\\pm\\sqrt{e(1-e)/n}$: 2\u202f% of 10,000 is "
        "1.86\u202f% to 2.14\u202f%."
    )


def card(runs: Runs) -> None:
    """The default run for Home: how its errors fell."""
    following.recorded(lesson.train, runs[0], _card)


def _card(title: str, job: Found) -> None:
    st.markdown(f"**{title}**: test error {percent(job.snapshots[-1].test_error)}")
    drawn = style.drawn(charts_of.curves, job.snapshots, epochs=job.config.epochs, log=True)
    said = words.describe(job.config, job.snapshots)
    style.card(drawn, key="cards.digit_lab", alt=said)
