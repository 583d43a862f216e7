"""Which jobs there are, what they have recorded, which wait, and which hold a slot. No thread, no lock, no Dask."""

import itertools
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any, Generic, TypeVar
from uuid import uuid4

from core.jobs.reasons import DIED, FULL, TOO_LARGE, TORN
from core.jobs.wire import REPORT, decode

LARGEST = 250_000_000  # bytes of one recording
RESUBMISSIONS = 3  # of a job whose worker died before the job had begun
SETTLING = 1.0  # s that a job nobody has watched yet is safe from giving way
LEAVING = 1.0  # s that a job goes on whose last tab was closed, and a brief one that nobody watches
TOGETHER = 10.0  # s in which we hear that a tab is closed, from the browser, and that its connection has ended
logger = logging.getLogger(__name__)
C = TypeVar("C")  # the experiment's Config
S = TypeVar("S")  # and its Snapshot


class State(StrEnum):
    WAITING = auto()
    RUNNING = auto()
    DONE = auto()
    CANCELLED = auto()
    FAILED = auto()


@dataclass(frozen=True)
class Job(Generic[C, S]):
    """What there is to know about a job now. The same `snapshots` object means: nothing new."""

    key: str
    experiment: str  # the module of its train()
    config: C
    state: State
    place: int  # in the queue, 1 = next; 0 when not waiting
    reason: str  # why it failed, or waits, in words for a person; else ""
    snapshots: Sequence[S]
    seconds: float  # since it began to run, until it ended
    recorded_seconds: float  # s from its first snapshot to its last
    seconds_since_snapshot: float  # s since its last snapshot, until it ended
    take: str = ""  # which training of it this is; a later one is larger, also on another server

    @property
    def live(self) -> bool:
        """Whether it waits or runs: there may be more of it."""
        return self.state in (State.WAITING, State.RUNNING)


@dataclass(eq=False)
class Entry:
    """A job in the making. It is new as one that was neglected: submitting it begins it."""

    key: str
    experiment: str
    config: Any
    snapshot: Any  # the experiment's Snapshot
    given: int = 0  # bytes of the arrays in its config
    pinned: bool = False
    brief: bool = False  # shows nothing before its end: whoever comes back has lost nothing but the time
    requested: bool = False  # by a click: whoever clicked may be on another page, or reload
    state: State = State.CANCELLED
    neglected: bool = True  # cancelled because nobody watched, not by a person
    reason: str = ""
    snapshots: tuple[Any, ...] = ()
    size: int = 0  # bytes of their arrays, and of those in its config
    began: float | None = None
    ended: float | None = None
    snapshot_times: tuple[float, ...] = ()  # when the first snapshot came, and the last
    watchers: set[str] = field(default_factory=set)
    watched: bool = False  # ever
    left: float = 0.0  # when the last watcher left
    closings: list[float] = field(default_factory=list)  # when tabs were closed whose watchers have not left yet
    closed: bool = False  # the last watcher left because its tab was closed
    seen: float = 0.0
    deaths: int = 0  # of workers that it was given to, before it began
    take: str = ""
    run: "Run | None" = None

    @property
    def live(self) -> bool:
        return self.state in (State.WAITING, State.RUNNING)

    @property
    def needed(self) -> bool:
        return self.pinned or bool(self.watchers)

    @property
    def in_advance(self) -> bool:
        """Recorded for whoever may come: nobody waits for it."""
        return self.pinned and not self.watchers


@dataclass(eq=False)
class Run:
    """One submission of a job to Dask. It holds a slot until its function returned or its worker is gone."""

    task: str  # Dask's key
    entry: Entry
    future: Any = None
    worker: str = ""  # its address, once begun
    heard: float = 0.0  # when it began
    stopping: bool = False  # its job wants it no more
    released: bool = False  # and Dask was told so: the future knows nothing from then on
    over: bool = False  # its function said goodbye


class Store:
    """Whoever calls holds the lock of Jobs."""

    def __init__(self, grace: float, keep: int, most: int) -> None:
        self.grace, self.keep, self.most, self.largest = grace, keep, most, LARGEST
        self.entries: dict[str, Entry] = {}
        self.queue: list[Entry] = []
        self.runs: dict[str, Run] = {}
        self._name = uuid4().hex[:12]
        self._count = itertools.count()

    def entry(self, key: str) -> Entry:
        if key not in self.entries:
            raise KeyError(f"There is no job {key}: it was forgotten to free memory. Submit it again.")
        return self.entries[key]

    def place(self, entry: Entry) -> int:
        if entry.state is not State.WAITING:
            return 0
        due = [run.entry for run in self.runs.values() if run.entry.run is run and not run.worker]
        return [*due, *sorted(self.queue, key=lambda e: e.in_advance)].index(entry) + 1

    def enqueue(self, entry: Entry) -> None:
        entry.state, entry.reason, entry.snapshots, entry.size = State.WAITING, "", (), entry.given
        entry.began, entry.ended, entry.run, entry.snapshot_times = None, None, None, ()
        entry.neglected, entry.deaths, entry.left, entry.take = False, 0, time.monotonic(), f"{time.time_ns():016x}"
        entry.closed, entry.closings = False, []
        self.queue.append(entry)

    def finish(self, entry: Entry, state: State, reason: str = "", neglected: bool = False) -> None:
        if not entry.live:
            return
        entry.state, entry.reason, entry.neglected, entry.ended = state, reason, neglected, time.monotonic()
        if entry in self.queue:
            self.queue.remove(entry)
        if entry.run is not None:
            entry.run.stopping = not entry.run.over
            entry.run = None

    def leave(self, entry: Entry, watcher: str) -> None:
        entry.watchers.remove(watcher)
        entry.left = now = time.monotonic()
        heard = [at for at in entry.closings if now - at < TOGETHER]
        entry.closed, entry.closings = bool(heard), heard[1:]
        if entry.state is State.WAITING and not entry.needed and not entry.requested:
            self.finish(entry, State.CANCELLED, neglected=True)

    def close(self, entry: Entry) -> None:
        """A tab that watched it was closed: its watcher has just left, or will leave in a moment."""
        now = time.monotonic()
        if entry.watchers or entry.closed or now - entry.left >= TOGETHER:
            entry.closings.append(now)
        else:
            entry.closed = True

    # What happens to runs

    def begin(self, slots: int) -> list[Run]:
        """Take from the queue what there are slots for.

        What is recorded in advance comes last, and leaves one of several slots to people.
        """
        started: list[Run] = []
        for entry in sorted(self.queue, key=lambda e: e.in_advance):
            advance = sum(run.entry.in_advance for run in self.runs.values())
            if len(self.runs) >= slots or (entry.in_advance and advance >= max(1, slots - 1)):
                break
            self.queue.remove(entry)
            task = f"mlpscope-{self._name}-{entry.key}-{next(self._count)}"
            entry.run = self.runs[task] = Run(task, entry)
            started.append(entry.run)
        return started

    def hear(self, message: dict[str, Any]) -> None:
        """Take in a message from core.jobs.wire.work; they come in the order sent."""
        run = self.runs.get(message["task"])
        if run is None:
            return
        entry, wanted = run.entry, run.entry.run is run
        if message["kind"] == "begun":
            if run.worker:  # its worker died, and Dask gave it to another one
                run.stopping, run.over = True, False
                self._fail(run, DIED.words(entry.brief))
            elif wanted:
                entry.state, entry.began, entry.reason = State.RUNNING, time.monotonic(), ""
            run.worker, run.heard = message["worker"], time.monotonic()
        elif message["kind"] == "ended":
            run.over = True
            if wanted:
                self._end(entry, message)
        elif wanted:
            try:
                more = _bytes(message["snapshot"])
                if entry.size + more > self.largest:
                    return self._fail(run, TOO_LARGE.words(entry.brief, most=self.largest / 1e6))
                self.forget(more)
                if (held := self._held()) + more > self.most:
                    return self._fail(run, FULL.words(entry.brief, held=(held - entry.size) / 1e6))
                entry.snapshots += (decode(entry.snapshot, message["snapshot"]),)
                entry.size += more
                now = time.monotonic()
                entry.snapshot_times = (*entry.snapshot_times[:1], now)
            except (TypeError, ValueError) as error:
                self._fail(run, f"{error} {REPORT}")

    def _end(self, entry: Entry, message: dict[str, Any]) -> None:
        if message["reason"]:
            self.finish(entry, State.FAILED, message["reason"])
            if message["reason"].endswith(REPORT):
                logger.error("%s %r failed:\n%s", entry.experiment, entry.config, message["trace"])
        elif message["count"] != len(entry.snapshots):
            self.finish(entry, State.FAILED, TORN.words(entry.brief))
        else:
            self.finish(entry, State.DONE)

    def _fail(self, run: Run, reason: str) -> None:
        if run.entry.run is run:
            self.finish(run.entry, State.FAILED, reason)

    def settle(self, run: Run, outcome: str) -> None:
        """Free the slot of a run that Dask is through with."""
        del self.runs[run.task]
        entry, run.over = run.entry, True
        unbegun = outcome == "killed" and not run.worker and entry.deaths < RESUBMISSIONS
        if unbegun and entry.run is run:
            entry.deaths, entry.run = entry.deaths + 1, None
            self.queue.insert(0, entry)
        else:
            reason = {"killed": DIED, "": TORN}.get(outcome)
            self._fail(run, reason.words(entry.brief) if reason else outcome)

    def give_up(self, why: str) -> list[Run]:
        """All runs, whose workers are gone: what had not begun waits again, and all that waits says `why`."""
        runs = list(self.runs.values())
        for run in reversed(runs):
            self.settle(run, "killed")
        for entry in self.queue:
            entry.reason = why
        return runs

    # What nobody needs

    def neglect(self, slots: int) -> None:
        """Cancel what nobody watches: after its grace, or at once where a waiting job needs the slot.

        What was requested by a click has the grace in any case, also while it waits.
        """
        now = time.monotonic()
        lacking = len(self.queue) + sum(not run.stopping for run in self.runs.values()) - slots
        unwatched = [e for e in self.entries.values() if e.live and not e.needed]
        for entry in sorted(unwatched, key=lambda e: e.left):
            gives_way = lacking > 0 and entry.state is State.RUNNING and not entry.requested
            patience = (0.0 if entry.watched else SETTLING) if gives_way else self._grace(entry)
            if now - entry.left >= min(patience, self._grace(entry)):
                lacking -= 1
                self.finish(entry, State.CANCELLED, neglected=True)

    def _grace(self, entry: Entry) -> float:
        """Seconds that a job goes on unwatched: its watchers may have lost their connection, and come back."""
        closed = entry.closed and not entry.requested
        return min(self.grace, LEAVING if entry.brief or closed else self.grace)

    def forget(self, more: int = 0) -> None:
        """Keep only so many of the finished jobs, those seen last, and bytes of all jobs and of `more` to come."""
        held = more + self._held()
        finished = [e for e in self.entries.values() if not e.live and not e.needed]
        for place, entry in enumerate(sorted(finished, key=lambda e: -e.seen)):
            held += entry.size
            if place >= self.keep or held > self.most:
                del self.entries[entry.key]

    def _held(self) -> int:
        """Bytes of what somebody needs or may yet."""
        return sum(entry.size for entry in self.entries.values() if entry.live or entry.needed)


def _bytes(value: Any) -> int:
    """Of the arrays in a message of core.jobs.wire."""
    if isinstance(value, dict):
        return len(value["data"]) if "dtype" in value else sum(map(_bytes, value.values()))
    return sum(map(_bytes, value)) if isinstance(value, list | tuple) else 0
