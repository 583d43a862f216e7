"""The digit lab on the screen: a run that says what it costs before it starts, its curves and its first layer."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from charts.digit_lab import curves as charts_of
from core import device
from core.config import Choice, settings
from core.experiments import digit_lab as lesson
from core.experiments.digit_lab import Config, Snapshot, nets, words
from core.experiments.digit_lab.words import View
from core.jobs import State, jobs
from ui import controls, following, style
from ui.components.player import tiles
from ui.sources import MEASURED

JOB = "core.experiments.digit_lab"
PATIENCE = 20.0  # s: what takes longer begins only when a person says so
SHOWN = 15  # tiles beside the curves
Runs = Sequence[tuple[str, Any]]  # names and Configs that are recorded at start


@cache
def measured(having: str = "curves") -> list[dict[str, Any]]:
    """What was measured, as `python -m benchmarks.decks` wrote it: of the presets, or the rows `having` another."""
    found = json.loads(MEASURED.read_text())["rows"]
    return [row for row in found if row["page"] == "digit_lab" and having in row]


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


def start_if_short(config: Config) -> str | None:
    """The job of `config`, followed by this tab; None where it is long and nobody has asked for it."""
    return following.follow(JOB, config) if cost(config)[0] <= PATIENCE else existing_job(config)


def existing_job(config: Config) -> str | None:
    """The job of `config` where somebody has begun it, followed by this tab; otherwise None."""
    return None if jobs().known(JOB, config) is None else following.follow(JOB, config)


def figure(page: str, asked_for: Config, config: Config, why: str) -> str | None:
    """The errors while it learns, beside its first layer; returns the key of its job, if it has one.

    `config` is what was `asked_for`, on pictures that are at hand.
    """
    job_key = start_if_short(config)
    if job_key is None:
        _cost(config, why)
        _shown(page, config, (), _before(config))
        controls.write(page, asked_for, controls.current(page, View))
        return None
    state = following.view(job_key).state

    @st.fragment(run_every=following.pace(following.view(job_key)) and 0.5)
    def training() -> None:
        job = following.view(job_key)
        following.status(job, steps=lesson.total_steps(config), why=why, new_seed=lambda: controls.next_seed(page))
        _shown(page, config, job.snapshots, words.describe(config, job.snapshots))
        controls.write(page, asked_for, controls.current(page, View))
        if job.state is not state:
            st.rerun()

    training()
    return job_key


def _shown(page: str, config: Config, snapshots: Sequence[Snapshot], said: str) -> None:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _curves(page, config, snapshots, said)
    with right:
        _first(page, config, snapshots)
    figures(config, snapshots)
    st.markdown(f"**What am I looking at?** {said}")
    scale = settings(View)["scale"].declaration
    assert isinstance(scale, Choice)
    now = controls.current(page, View).scale
    more = controls.of_setting(page, "scale", now)
    words = scale.options.__getitem__
    st.segmented_control(
        scale.label, list(scale.options), default=now, format_func=words, required=True, help=scale.help, **more
    )


def _cost(config: Config, why: str) -> None:
    """The line of a long run that nobody has asked for: what it takes, and the button that begins it."""
    seconds, known = cost(config)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(why, width="stretch")
        st.caption(f"Takes {following.about(seconds)}: {known}", width="content")
        st.button("Train", type="primary", on_click=begin, args=(config,))


def _before(config: Config) -> str:
    """What it came to when it was measured."""
    row = record(config)
    if row is None:
        return "Nothing is trained yet: these settings were not measured before either."
    return (
        f"Nothing is trained yet. The curves are those of {row['date']}, on {row['device']}: "
        f"{np.mean(row['test_error']):.2%} test error, mean of the last {row['epochs_averaged']} epochs."
    )


def begin(config: Config) -> None:
    """Train it now, or again if it was stopped."""
    found = jobs().submit(JOB, config, requested=True)
    jobs().retry(found)


def _curves(page: str, config: Config, snapshots: Sequence[Snapshot], said: str) -> None:
    row, view = record(config), controls.current(page, View)
    drawn = charts_of.curves(
        snapshots,
        epochs=config.epochs,
        log=view.scale == "log",
        rules=rules(config),
        before=row["curves"] if row else None,
    )
    style.chart(drawn, st.container(), key=f"{page}.curves.{view.scale}.{bool(snapshots)}", alt=f"Errors. {said}")


def rules(config: Config) -> dict[str, float]:
    """The deck's test error of the preset that `config` is, as a line across."""
    name = preset(config)
    error = words.CLAIMS[name].test_error if name else None
    return {} if error is None else {f"the deck: {error:.2%}": error}


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
        st.metric("Training error", _percent(now.train_error if now else None), width="content")
        if config.validation:
            st.metric("Validation error", _percent(now.validation_error if now else None), width="content")
        st.metric("Weights", f"{weights(config):,}", width="content", help="Weights and biases together.")
        st.metric(
            "An epoch takes",
            f"{np.median(ends):.2f} s" if ends else "–",
            width="content",
            help=f"Training alone, without the tests. {device.name()}",
        )
        st.metric(
            "Last five epochs",
            _percent(lesson.summary(snapshots).test_error if ends else None),
            width="content",
            help="Mean test error: what is compared with the decks.",
        )


def _percent(share: float | None) -> str:
    return "–" if share is None or math.isnan(share) else f"{share:.2%}"


def card(runs: Runs) -> None:
    """The default run for Home: how its errors fell."""
    name, config = runs[0]
    job_key = following.follow(JOB, config)
    waiting = following.pace(following.view(job_key)) is not None
    st.fragment(_card, run_every=1.0 if waiting else None)(name, config, job_key, waiting)


def _card(name: str, config: Config, job_key: str, waiting: bool) -> None:
    job = following.view(job_key)
    if job.state is not State.DONE:
        st.caption(f"{name}: {'is being recorded' if following.pace(job) else job.reason or 'was stopped'}.")
    else:
        st.markdown(f"**{name}**: test error {job.snapshots[-1].test_error:.1%}")
        drawn = charts_of.curves(job.snapshots, epochs=config.epochs, log=True)
        said = words.describe(config, job.snapshots)
        style.chart(drawn.properties(height=230), st.container(), key="cards.digit_lab", alt=said)
    if waiting and following.pace(job) is None:
        st.rerun()
