"""Which jobs there are, what they have recorded, which wait, and which hold a slot. No thread, no lock, no Dask."""

import itertools
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any, Generic, TypeVar
from uuid import uuid4

from core.jobs.wire import REPORT, decode

DIED = (
    "The worker process that trained this ended unexpectedly (killed, or out of memory). "
    "What it had recorded is kept. Train again to repeat it."
)
TORN = "A part of this recording was lost on its way from the worker. Train again to repeat it."
RESUBMISSIONS = 3  # of a job whose worker died before the job had begun
SETTLING = 1.0  # s that a job nobody has watched yet is safe from giving way
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
    reason: str  # why it failed, in words for a person; else ""
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
    payload: bytes  # the pickled config
    pinned: bool = False
    requested: bool = False  # by a click: whoever clicked may be on another page, or reload
    state: State = State.CANCELLED
    neglected: bool = True  # cancelled because nobody watched, not by a person
    reason: str = ""
    snapshots: tuple[Any, ...] = ()
    size: int = 0  # bytes of their arrays
    began: float | None = None
    ended: float | None = None
    snapshot_times: tuple[float, ...] = ()  # when the first snapshot came, and the last
    watchers: set[str] = field(default_factory=set)
    watched: bool = False  # ever
    left: float = 0.0  # when the last watcher left
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

    def __init__(self, grace: float, keep: int, most: int = 1_000_000_000) -> None:
        self.grace, self.keep, self.most = grace, keep, most
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
        entry.state, entry.reason, entry.snapshots, entry.size = State.WAITING, "", (), 0
        entry.began, entry.ended, entry.run, entry.snapshot_times = None, None, None, ()
        entry.neglected, entry.deaths, entry.left, entry.take = False, 0, time.monotonic(), f"{time.time_ns():016x}"
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
        entry.left = time.monotonic()
        if entry.state is State.WAITING and not entry.needed and not entry.requested:
            self.finish(entry, State.CANCELLED, neglected=True)

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
                self._fail(run, DIED)
            elif wanted:
                entry.state, entry.began = State.RUNNING, time.monotonic()
            run.worker, run.heard = message["worker"], time.monotonic()
        elif message["kind"] == "ended":
            run.over = True
            if wanted:
                self._end(entry, message)
        elif wanted:
            try:
                entry.snapshots += (decode(entry.snapshot, message["snapshot"]),)
                entry.size += _bytes(message["snapshot"])
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
            self.finish(entry, State.FAILED, TORN)
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
            self._fail(run, {"killed": DIED, "": TORN}.get(outcome, outcome))

    # What nobody needs

    def neglect(self, slots: int) -> None:
        """Cancel what nobody watches: after the grace, or at once where a waiting job needs the slot.

        What was requested by a click has the grace in any case, also while it waits.
        """
        now = time.monotonic()
        lacking = len(self.queue) + sum(not run.stopping for run in self.runs.values()) - slots
        unwatched = [e for e in self.entries.values() if e.live and not e.needed]
        for entry in sorted(unwatched, key=lambda e: e.left):
            gives_way = lacking > 0 and entry.state is State.RUNNING and not entry.requested
            patience = (0.0 if entry.watched else SETTLING) if gives_way else self.grace
            if now - entry.left >= min(patience, self.grace):
                lacking -= 1
                self.finish(entry, State.CANCELLED, neglected=True)

    def forget(self) -> None:
        """Keep only so many of the finished jobs, and bytes of them, those seen last."""
        finished = [e for e in self.entries.values() if not e.live and not e.needed]
        held = 0
        for place, entry in enumerate(sorted(finished, key=lambda e: -e.seen)):
            held += entry.size
            if place >= self.keep or (held > self.most and place):
                del self.entries[entry.key]


def _bytes(value: Any) -> int:
    """Of the arrays in a message of core.jobs.wire."""
    if isinstance(value, dict):
        return len(value["data"]) if "dtype" in value else sum(map(_bytes, value.values()))
    return sum(map(_bytes, value)) if isinstance(value, list | tuple) else 0
