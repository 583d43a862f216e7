"""A job on the screen: start it, follow it, stop it, say what went wrong."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from core.config import Settings
from core.jobs import Job, State, jobs
from core.words import percent


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
    """Seconds between two looks at the job: 0.2 while it runs or is next, 1 in a queue, none once it has ended."""
    if job.state is State.WAITING:
        return 0.2 if job.place <= 2 else 1.0
    return 0.2 if job.state is State.RUNNING else None


def look(keys: Sequence[str], draw: Callable[[Sequence[Job]], None], *, every: float = 1.0) -> None:
    """Draw these jobs as they are, and again every so many seconds (or later) while one of them goes on.

    Then the whole page is drawn once more: what it has beside them may wait for their end.
    """
    before = _beat([view(key) for key in keys], every)

    @st.fragment(run_every=before)
    def again() -> None:
        found = [view(key) for key in keys]
        draw(found)
        if _beat(found, every) != before:
            st.rerun()

    again()


def _beat(found: Sequence[Job], every: float) -> float | None:
    """Seconds until the next look at these jobs; None if all of them have ended."""
    paces = [beat for job in found if (beat := pace(job)) is not None]
    return max(every, min(paces)) if paces else None


def recorded(experiment: str, run: tuple[str, Settings], draw: Callable[[str, Job], None]) -> None:
    """Draw a run that is recorded in advance, with its name, once it is there; say what it waits for until then."""
    title, config = run

    def one(found: Sequence[Job]) -> None:
        (job,) = found
        if job.state is State.DONE:
            draw(title, job)
        else:
            st.caption(f"{title}: {'is being recorded' if pace(job) else job.reason or 'was stopped'}.")

    look([follow(experiment, config)], one)


def status(
    job: Job,
    *,
    steps: int,
    why: str,
    new_seed: Callable[[], None],
    at: int | None = None,
    unit: str = "steps",
    key: str | None = None,
) -> None:
    """One line, always as high: why this run, where it is, the button that fits; a failure's reason below it.

    The run is over after `steps` of `unit`; it is `at` that many, if that is not its last snapshot's step. A
    second one on a page needs a `key`.
    """
    with st.container(key=f"{key or 'page'}.job_line", horizontal=True, vertical_alignment="center"):
        st.caption(why, width="stretch")
        done = at if at is not None else job.snapshots[-1].step if job.snapshots else 0
        st.caption(_words(job, done, steps, unit), width="content")
        if job.state in (State.WAITING, State.RUNNING):
            st.button("Stop", key, "What is recorded by then stays.", on_click=jobs().cancel, args=(job.key,))
        elif job.state is State.DONE:
            if st.button("New seed", key, "The same experiment from other initial weights.", on_click=new_seed):
                st.rerun()
        elif st.button("Train again", key, on_click=jobs().retry, args=(job.key,)):
            st.rerun()
    if job.state is State.FAILED:
        st.error(job.reason, icon=":material/error:")


def _words(job: Job, at: int, steps: int, unit: str) -> str:
    match job.state:
        case State.WAITING:
            return f"Waiting for a free worker: place {job.place}"
        case State.RUNNING:
            return f"Training: {percent(at / max(1, steps), 0)} of {steps:,} {unit}{_left(job, at, steps)}"
        case State.DONE:
            return f"Recorded: {at:,} {unit}"
        case State.CANCELLED:
            return f"Stopped at {unit[:-1]} {at:,} of {steps:,}"
        case _:
            return f"Ended at {unit[:-1]} {at:,} of {steps:,}"


def _left(job: Job, at: int, steps: int) -> str:
    """How long it will yet take, from how long it took so far; nothing where that says little."""
    if not 0 < at < steps or job.recorded_seconds < 1:
        return ""
    seconds = job.recorded_seconds * (steps - at) / at - job.seconds_since_snapshot
    return f", {about(seconds)} left" if seconds >= 1 else ""


def about(seconds: float) -> str:
    """A length of time as people say it: "about 40 s", "about 3 min"."""
    if seconds < 10:
        return f"about {max(1, round(seconds))} s"
    return f"about {5 * round(seconds / 5)} s" if seconds < 95 else f"about {round(seconds / 60)} min"
