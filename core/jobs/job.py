"""A job: its states, what anybody may know of it, and what is known of it while it is made."""

import pickle
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any, Generic, TypeVar

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
    place: int  # in the queue, 1 = next; 0 when it is in none: it waits for the store, or not at all
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
    reading: "Future[None] | None" = None  # it waits for the store
    asked: bool = True  # it is to be trained, if the store does not have it

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


def bytes_of_arrays(config: Any) -> int:
    """Bytes of all arrays in it, which stay in memory as long as it does; they are not copied."""
    buffers: list[pickle.PickleBuffer] = []
    pickle.dumps(config, protocol=5, buffer_callback=buffers.append)
    return sum(buffer.raw().nbytes for buffer in buffers)
