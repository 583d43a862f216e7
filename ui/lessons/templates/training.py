"""The templates through the recording of their training, and a picture matched with those of the chosen step."""

import math
from collections.abc import Sequence

import streamlit as st

from core.experiments import templates as lesson
from core.experiments.templates import Config, Snapshot
from core.jobs import Job, State
from core.words import TRAIN_ERROR, percent
from ui import following, terms
from ui.components.player import frame as player_frame
from ui.components.player import player
from ui.kept import kept
from ui.lesson import Page
from ui.lessons.templates import matching


def figure(page: Page[Config]) -> None:
    """The recording; below it what is true at the chosen frame."""
    job = following.follow(lesson.train, page.used)
    following.look([job], lambda found: _training(page, found[0]))


def _training(page: Page[Config], job: Job[Config, Snapshot]) -> None:
    following.status(job, new_seed=page.new_seed)
    total = lesson.total_steps(page.used)
    whole = job.state is State.DONE  # what has failed shows how it ended
    opens = _clearest(job.key, len(job.snapshots), page.used, job.snapshots) if whole else None
    key = f"{page.name}.player"
    at = player(job, "templates", page.classes, total=total, key=key, encode=frame, opens=opens)
    at = opens if at is None else at
    now = job.snapshots[-1 if at is None else at] if job.snapshots else None
    _figures(now)
    if now:
        page.explain(lesson.describe(page.used, job.snapshots[0], now))
        if at == opens:
            _stopped(now, job.snapshots[-1])
    _match(page, job, now)
    page.link()


@kept
def _clearest(job: str, many: int, _config: Config, _snapshots: Sequence[Snapshot]) -> int | None:
    return lesson.clearest(_config, _snapshots) if many else None


def _stopped(now: Snapshot, last: Snapshot) -> None:
    """Why the recording opens where it does, and what training comes to."""
    if now.step < last.step:
        st.caption(
            f"The recording stops at step {now.step:,}, where neighbouring weights are most alike: strokes are "
            f"easiest to see there. Play on to step {last.step:,}: there {_percent(last.test_error)} of the test "
            "pictures are misread."
        )


@st.fragment  # of its own: another picture draws nothing above it anew
def _match(page: Page[Config], job: Job[Config, Snapshot], now: Snapshot | None) -> None:
    matching.section(page, job, now)
    page.link()


def _figures(now: Snapshot | None) -> None:
    """The numbers that matter, in one row."""
    with st.container(horizontal=True, gap="large"):
        st.metric("Test error", _percent(now.test_error if now else math.nan), width="content")
        training = _percent(now.train_error if now else math.nan)
        st.metric("Training error", training, width="content", help=TRAIN_ERROR)
        st.metric("Weights", f"{now.weight.size:,}" if now else "–", width="content")
        st.metric("Training time", f"{now.seconds:.2f} s" if now else "–", width="content")


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{percent(share)}"


def frame(now: Snapshot) -> bytes:
    """The templates at one instant, for the player."""
    return player_frame(now, now.weight)


def mathematics(page: Page[Config]) -> None:
    st.latex(r"s_k = \sum_{i,j} W_{kij}\,x_{ij} + b_k \qquad p_k = \frac{e^{s_k}}{\sum_m e^{s_m}}")
    terms.say(
        "$x_{ij}$ is the ink of pixel $(i, j)$, from 0 to 1, and $W_k$ is the template of class $k$. The answer is "
        "the class with the largest score. Training lowers the cross-entropy $-\\log p_y$ of the true class $y$. "
        "Each step adds to template $k$ the pictures of its class and takes away those it mistook for it."
    )
