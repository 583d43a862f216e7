"""A job on the screen: start it, follow it, stop it, say what went wrong.

Whoever looks at a page hears of its jobs by a stream (ui/recordings.py), not by running the page again: a script
runs only where Python draws what is new, at most once a second, and when a job has ended.
"""

import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal, Protocol, TypeVar

import streamlit as st

from core import effort
from core.config import Settings
from core.jobs import Job, State, Train, jobs, key_of
from core.words import Done, percent
from ui import kept
from ui.components import following as component

C = TypeVar("C", bound=Settings)
S = TypeVar("S")
In = TypeVar("In", bound=Settings, contravariant=True)
Out = TypeVar("Out", covariant=True)
KNOWN = 0.02  # of a run, from which on its length can be told: the first steps are looked at most often
SHARE = 0.08  # of a core that may go into drawing what is new


class _Watcher:
    """One browser tab, as the jobs know it."""

    def __init__(self) -> None:
        self.id = uuid.uuid4().hex
        self.keys: set[str] = set()
        self.before: set[str] = set()  # of the run of the page before, while this one has not ended
        self.places: dict[str, str] = {}  # of the page, each with the computation that it waits for
        self.looks = 0  # figures of this run of the page that follow jobs

    def follow(self, key: str, place: str) -> None:
        """Watch this job; what the same place has waited for before is let go, if no other place waits for it."""
        self.keys.add(key)
        if place:
            left, self.places[place] = self.places.get(place), key
            if left is not None and left not in self.places.values():
                self.keys.discard(left)
        jobs().watch(self.id, self.keys | self.before)


@st.cache_resource(scope="session", on_release=lambda watcher: jobs().watch(watcher.id, ()), show_spinner=False)
def _watcher() -> _Watcher:
    return _Watcher()


@contextmanager
def page_run() -> Iterator[None]:
    """Around the run of a page: at its end this tab watches the jobs that the page follows, and no others.

    Until then it watches those of the run before too: they are not given up because the page has not come to them.
    """
    watcher = _watcher()
    watcher.before, watcher.keys, watcher.places, watcher.looks = watcher.keys, set(), {}, 0
    try:
        yield
    except BaseException:  # most often another run, which begins at once
        watcher.keys |= watcher.before
        raise
    finally:
        watcher.before = set()
        jobs().watch(watcher.id, watcher.keys)


def follow(train: Train[C, S], config: C, *, brief: bool = False, place: str = "") -> Job[C, S]:
    """The job that runs train(config); it is begun if nobody has, and watched by this tab.

    A `brief` one ends soon when nobody watches it. A `place` of the page follows one job at a time.
    """
    key = jobs().submit(train, config, brief=brief)
    _watcher().follow(key, place)
    return jobs().view(key)


def look(
    found: Sequence[Job[C, S]], draw: Callable[[Sequence[Job[C, S]]], None], *, every: float | None = 1.0
) -> None:
    """Draw these jobs as they are, and again where there is more of them: every so many seconds, or later.

    When one of them has ended, the whole page is drawn once more: what it has beside them may wait for that. With
    None for seconds they are drawn at the end only.
    """
    watcher = _watcher()
    watcher.looks += 1
    key, live = f"look.{watcher.looks}", _live(found)

    @st.fragment
    def again() -> None:
        now, began = [jobs().view(job.key) for job in found], time.monotonic()
        draw(now)
        took = time.monotonic() - began
        component.again(now, key=key, every=None if every is None else max(every, took / SHARE))
        if _live(now) != live:
            st.rerun()

    again()


class Computation(Protocol[In, Out]):
    """A module that computes what may take long; its train() yields the one result."""

    @property
    def DOING(self) -> str: ...  # what a person reads meanwhile: "Counting regions"

    @property
    def AT_ONCE(self) -> int: ...  # units of work (core.effort.spend) that the server does itself: more is a job

    def compute(self, config: In, /) -> Out: ...

    def train(self, config: In, /, *, stop: Callable[[], bool] = ...) -> Iterator[Out]: ...


def result(of: Computation[In, Out], config: In, *, key: str, room: int = 0) -> Out | None:
    """What a computation comes to: at once where it takes little, else by a job that a worker does.

    While that goes on, and where it fails, a line says so in its place, and this is None; when it is done the whole
    page is drawn again. Whether it takes little depends on the settings alone. `room` is the height in pixels that
    the line has for itself: about that of what will come, so that the page below stays where it is.
    """
    if (at_once := small(of, config)) is not None:
        return at_once
    job = follow(of.train, config, brief=True, place=key)
    if job.state is State.DONE:
        found: Out = job.snapshots[-1]
        return found
    look([job], lambda found: _computing(found[0], key, room), every=None)
    return None


def small(of: Computation[In, Out], config: In) -> Out | None:
    """What a computation comes to where it takes little, else None."""
    return kept.EVERY.get(key_of(of.train, config), lambda: effort.small(of.AT_ONCE, lambda: of.compute(config)))


def at_hand(of: Computation[In, Out], config: In) -> Out | None:
    """What a computation comes to where it takes little or has been done; nothing is begun for it."""
    found = small(of, config)
    return last(of.train, config) if found is None else found


def last(train: Train[C, S], config: C) -> S | None:
    """The last snapshot of a run that has been recorded; nothing is begun for it."""
    found = recording(train, config)
    return found[-1] if found else None


def recording(train: Train[C, S], config: C) -> Sequence[S] | None:
    """All snapshots of a run that has been recorded; nothing is begun for it."""
    key = jobs().known(train, config)
    job: Job[C, S] | None = jobs().view(key) if key else None
    return job.snapshots if job and job.state is State.DONE else None


def _computing(job: Job[Any, Any], key: str, room: int) -> None:
    side: Literal["left", "center"] = "center" if room else "left"
    with (
        st.container(height=room or "content", border=False),  # the line is at its top, where a phone shows it too
        st.container(
            key=f"{key}.job_line", horizontal=True, horizontal_alignment=side, vertical_alignment="center"
        ),
    ):
        line(job, key, "Compute again", "It can be begun again.")
    _failure(job)


def _live(found: Sequence[Job[Any, Any]]) -> list[bool]:
    return [job.live for job in found]


def recorded(train: Train[C, S], run: tuple[str, C], draw: Callable[[str, Job[C, S]], None]) -> None:
    """Draw a run that is recorded in advance, with its name, once it is there; say what it waits for until then."""
    title, config = run

    def one(found: Sequence[Job[C, S]]) -> None:
        (job,) = found
        if job.state is State.DONE:
            draw(title, job)
        else:
            st.caption(f"{title}: {'is being recorded' if job.live else job.reason or 'was stopped'}.")

    look([follow(train, config)], one, every=None)


def status(
    job: Job[Any, Any], *, new_seed: Callable[[], None] | None = None, about: str = "", key: str | None = None
) -> None:
    """One line, always as high: what this is `about`, where it is, the button that fits; a failure's reason below.

    A second one on a page needs a `key`.
    """
    with st.container(key=f"{key or 'page'}.job_line", horizontal=True, vertical_alignment="center"):
        if about:
            st.caption(about, width="stretch")
        line(job, key or "page", "Train again", "What is recorded by then stays.")
        if job.state is State.DONE and new_seed is not None:
            if st.button("New seed", key, "The same experiment from other initial weights.", on_click=new_seed):
                st.rerun()
    _failure(job)


def line(job: Job[Any, Any], key: str, again: str, stopping: str) -> None:
    """Where the job is, and the button that stops it or begins it again."""
    component.line(job, words(job), key=f"{key}.words")
    if job.live:
        st.button("Stop", f"{key}.stop", stopping, on_click=jobs().cancel, args=(job.key,))
    elif job.state is not State.DONE:
        retry(job, key, again)


def retry(job: Job[Any, Any], key: str, label: str) -> None:
    """The button that begins a job again which was stopped, or has failed."""
    if st.button(label, f"{key}.again", on_click=jobs().retry, args=(job.key,)):
        st.rerun()


def _failure(job: Job[Any, Any]) -> None:
    if job.state is State.FAILED:
        st.error(job.reason, icon=":material/error:")


def words(job: Job[Any, Any]) -> str:
    """Where a job is: "Training: 25 % of 3,000 steps, about 9 s left"."""
    if job.state is State.WAITING and not job.place:
        return "Reading what was recorded …"
    if job.state is State.WAITING:
        return f"{job.reason} Waiting for a free worker: place {job.place}".lstrip()
    if doing := getattr(sys.modules[job.experiment], "DOING", ""):
        said = {State.RUNNING: f"{doing} …", State.DONE: "Computed"}
        return said.get(job.state, f"{doing}: {'stopped' if job.state is State.CANCELLED else 'failed'}")
    progress: Callable[[Any, Sequence[Any]], Done] | None
    progress = getattr(sys.modules[job.experiment], "progress", None)
    if progress is None:
        return ""
    at, total, unit = progress(job.config, job.snapshots)
    match job.state:
        case State.RUNNING:
            return f"Training: {percent(at / max(1, total), 0)} of {total:,} {unit}{_left(job, at, total)}"
        case State.DONE:
            return f"Recorded: {at:,} {unit}"
        case State.CANCELLED:
            return f"Stopped at {unit[:-1]} {at:,} of {total:,}"
        case _:
            return f"Ended at {unit[:-1]} {at:,} of {total:,}"


def _left(job: Job[Any, Any], at: int, total: int) -> str:
    """How long it will yet take, from how long it took so far; nothing where that says little."""
    if not KNOWN * total <= at < total or job.recorded_seconds < 1:
        return ""
    seconds = job.recorded_seconds * (total - at) / at - job.seconds_since_snapshot
    return f", {about(seconds)} left" if seconds >= 1 else ""


def about(seconds: float) -> str:
    """A length of time as people say it: "about 40 s", "about 3 min"."""
    if seconds < 10:
        return f"about {max(1, round(seconds))} s"
    return f"about {5 * round(seconds / 5)} s" if seconds < 95 else f"about {round(seconds / 60)} min"
