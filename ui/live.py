"""A job on the screen: start it, follow it, stop it, say what went wrong."""

import math
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import streamlit as st

from core.config import Settings
from core.jobs import Job, State, jobs


class TrainedSnapshot(Protocol):
    """What a snapshot of any experiment on pictures has."""

    @property
    def seconds(self) -> float: ...
    @property
    def train_error(self) -> float: ...
    @property
    def test_error(self) -> float: ...


class _Watcher:
    """One browser tab, as the jobs know it."""

    def __init__(self) -> None:
        self.id = uuid.uuid4().hex
        self.keys: set[str] = set()


@st.cache_resource(scope="session", on_release=lambda watcher: jobs().watch(watcher.id, ()), show_spinner=False)
def _watcher() -> _Watcher:
    return _Watcher()


@contextmanager
def page_run() -> Iterator[None]:
    """Around the run of a page: at its end this tab watches the jobs that the page follows, and no others."""
    watcher = _watcher()
    watcher.keys = set()
    try:
        yield
    finally:
        jobs().watch(watcher.id, watcher.keys)


def follow(experiment: str, config: Settings) -> str:
    """The key of the job that trains `config`; it is begun if nobody has, and watched by this tab."""
    key = jobs().submit(experiment, config)
    watcher = _watcher()
    watcher.keys.add(key)
    jobs().watch(watcher.id, watcher.keys)
    return key


def view(key: str) -> Job:
    return jobs().view(key)


def pace(job: Job) -> float | None:
    """Seconds between two looks at the job: 0.2 while it runs, 1 while it waits, none once it has ended."""
    return {State.RUNNING: 0.2, State.WAITING: 1.0}.get(job.state)


def status(job: Job, *, steps: int) -> None:
    """One line on where the job is, with the button that fits; nothing when it is done."""
    key = f"live.{job.key}"
    if job.state is State.DONE:
        return
    text, button = st.columns([5, 1], vertical_alignment="center")
    if job.state is State.WAITING:
        text.info(f"Waiting for a free worker: place {job.place} in the queue.", icon=":material/hourglass_empty:")
    elif job.state is State.RUNNING:
        at = job.snapshots[-1].step if job.snapshots else 0
        text.progress(min(1.0, at / max(1, steps)), f"Training: step {at:,} of {steps:,}")
    elif job.state is State.CANCELLED:
        text.info("Stopped. What was recorded up to here stays.", icon=":material/stop_circle:")
    else:
        text.error(job.reason, icon=":material/error:")
    if job.state in (State.WAITING, State.RUNNING):
        button.button("Stop", key=f"{key}.stop", on_click=jobs().cancel, args=(job.key,))
    elif button.button("Train again", key=f"{key}.again", on_click=jobs().retry, args=(job.key,)):
        st.rerun()


def figures(now: TrainedSnapshot, *, weights: int) -> None:
    """The numbers that matter, in one row."""
    test, train, size, step = st.columns(4)
    test.metric("Test error", f"{now.test_error:.1%}")
    train.metric("Training error", "–" if math.isnan(now.train_error) else f"{now.train_error:.1%}")
    size.metric("Weights", f"{weights:,}")
    step.metric("Training time", f"{now.seconds:.2f} s")
