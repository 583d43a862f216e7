"""What is recorded before anybody asks for it: which runs these are, and a command that records them all.

    python -m ui.warm

fills the store of recordings (core/jobs/store.py), so that a server on it waits for none of them.
"""

import logging
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from core.jobs import Jobs, State, Train, close, jobs, key_of
from core.words import percent
from ui import catalogue, lesson
from ui.catalogue import LESSONS
from ui.following import about

AT_ONCE = 2  # as many as there are workers of our own
LOOK, SAY = 0.1, 10.0  # s between two looks at what is recorded, and two lines that say only how far it is


class Wanted(NamedTuple):
    """One run: what it is called, and what records it."""

    name: str
    train: Train[Any, Any]
    config: Any

    @property
    def key(self) -> str:
        return key_of(self.train, self.config)


def first() -> list[Wanted]:
    """The runs that pages show before anybody has trained anything, each once; the first is the one of Home."""
    named = [(here.name, *run) for here in LESSONS for run in lesson.first_runs(here.name)]
    ordered = sorted(named, key=lambda run: run[:2] != catalogue.HOME_RUN)
    found = [
        Wanted(f"{catalogue.lesson(name).title}, {run}", lesson.science(name).train, config)
        for name, run, config in ordered
    ]
    return _each_once(found)


def runs() -> list[Wanted]:
    """The runs that pages show first, and those of all steps of all lessons, each once."""
    return _each_once([*first(), *(Wanted(*run) for here in LESSONS for run in lesson.step_runs(here.name))])


def _each_once(found: Sequence[Wanted]) -> list[Wanted]:
    kept: dict[str, Wanted] = {}
    for one in found:
        kept.setdefault(one.key, one)
    return list(kept.values())


def begin(of: Jobs) -> None:
    """Have what is not in the store recorded by a server, one after the other, as people leave it time.

    Without a store it is what pages show first, and no more: all of it would stay in memory.
    """
    for one in runs() if of.keeps else first():
        if not of.stored(one.train, one.config):
            of.submit(one.train, one.config, pinned=True)


def record(of: Jobs, wanted: Sequence[Wanted], say: Callable[[str], None]) -> bool:
    """Record what is not in the store, two at a time, and say how far that is; whether all of it is there then."""
    todo = [one for one in wanted if not of.stored(one.train, one.config)]
    say(f"{len(wanted) - len(todo)} of {len(wanted)} runs are in the store. {len(todo)} are recorded now.")
    began = said = time.monotonic()
    waiting, running, ended, good = list(todo), dict[str, Wanted](), 0, True
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            one = waiting.pop(0)
            running[of.submit(one.train, one.config, requested=True)] = one
        of.watch("warm", running)
        time.sleep(LOOK)
        now = {key: of.view(key) for key in running}
        for key in [key for key, job in now.items() if not job.live]:
            ended, good = ended + 1, good and now[key].state is State.DONE
            far = _far(began, ended + sum(map(_share, now.values())) - _share(now[key]), len(todo))
            say(f"{ended} of {len(todo)}: {running.pop(key).name}, {_outcome(now.pop(key))}. {far}")
            said = time.monotonic()
        if time.monotonic() - said > SAY:
            said = time.monotonic()
            say(_far(began, ended + sum(map(_share, now.values())), len(todo)))
    of.watch("warm", ())
    return good


def _outcome(job: Any) -> str:
    return f"{job.seconds:.1f} s" if job.state is State.DONE else job.reason.rstrip(".") or "stopped"


def _share(job: Any) -> float:
    """How much of a run is recorded, 0 to 1."""
    progress = getattr(sys.modules[job.experiment], "progress", None)
    if progress is None or not job.snapshots:
        return 0.0
    at, total, _ = progress(job.config, job.snapshots)
    return float(min(1.0, at / max(1, total)))


def _far(began: float, done: float, many: int) -> str:
    """How far it is, and how long the rest will take if it is like what is done."""
    if not done:
        return "Nothing is recorded yet."
    left = (time.monotonic() - began) * (many - done) / done if done < many else 0.0
    return f"{percent(done / many, 0)} of all" + (f", {about(left)} left." if left >= 1 else ".")


def main() -> int:
    """Record everything, and tell the terminal; 0 if all of it is in the store."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    if not jobs().keeps:
        print("There is no store of recordings: MLPSCOPE_STORE_BYTES must not be 0.")
        return 1
    wanted = runs()
    try:
        good = record(jobs(), wanted, lambda line: print(line, flush=True))
    finally:
        close()  # waits for what is written
    return 0 if good and all(jobs().stored(one.train, one.config) for one in wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
