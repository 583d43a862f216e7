"""Which jobs there are, what they have recorded, which wait, and which hold a slot. No thread, no lock, no Dask."""

import itertools
import logging
import time
from typing import Any
from uuid import uuid4

from core.jobs.job import Entry, Run, State
from core.jobs.reasons import DIED, FULL, TOO_LARGE, TORN
from core.jobs.recording import Recording
from core.jobs.wire import REPORT, decode

LARGEST = 250_000_000  # bytes of one recording
RESUBMISSIONS = 3  # of a job whose worker died before the job had begun
SETTLING = 1.0  # s that a job nobody has watched yet is safe from giving way
LEAVING = 1.0  # s that a job goes on whose last tab was closed, and a brief one that nobody watches
TOGETHER = 10.0  # s in which we hear that a tab is closed, from the browser, and that its connection has ended
logger = logging.getLogger(__name__)


class Ledger:
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
        if entry.state is not State.WAITING or entry.reading:
            return 0
        due = [run.entry for run in self.runs.values() if run.entry.run is run and not run.worker]
        return [*due, *sorted(self.queue, key=lambda e: e.in_advance)].index(entry) + 1

    def enqueue(self, entry: Entry) -> None:
        self.clear(entry)
        entry.take = f"{time.time_ns():016x}"
        self.queue.append(entry)

    def clear(self, entry: Entry) -> None:
        """Let it wait, with nothing recorded."""
        entry.state, entry.reason, entry.snapshots, entry.size = State.WAITING, "", (), entry.given
        entry.began, entry.ended, entry.run, entry.snapshot_times = None, None, None, ()
        entry.neglected, entry.deaths, entry.left, entry.reading = False, 0, time.monotonic(), None
        entry.closed, entry.closings = False, []

    def finish(self, entry: Entry, state: State, reason: str = "", neglected: bool = False) -> None:
        if not entry.live:
            return
        entry.state, entry.reason, entry.neglected, entry.ended = state, reason, neglected, time.monotonic()
        entry.reading = None
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

    def hear(self, message: dict[str, Any]) -> Entry | None:
        """Take in a message from core.jobs.wire.work; they come in the order sent.

        The job that has ended well by it is returned.
        """
        run = self.runs.get(message["task"])
        if run is None:
            return None
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
                return entry if entry.state is State.DONE else None
        elif wanted:
            try:
                self._note(entry, message["snapshot"])
            except (TypeError, ValueError) as error:
                self._fail(run, f"{error} {REPORT}")
        return None

    def _note(self, entry: Entry, snapshot: dict[str, Any]) -> None:
        more = _bytes(snapshot)
        if entry.size + more > self.largest:
            return self.finish(entry, State.FAILED, TOO_LARGE.words(entry.brief, most=self.largest / 1e6))
        if self._has_room(entry, more):
            entry.snapshots += (decode(entry.snapshot, snapshot),)
            entry.size += more
            entry.snapshot_times = (*entry.snapshot_times[:1], time.monotonic())

    def take_in(self, entry: Entry, found: Recording) -> None:
        """End a job that waits for the store: this is what was recorded of it."""
        if self._has_room(entry, found.size):
            self.finish(entry, State.DONE)
            assert entry.ended is not None
            first, last, end = found.times
            entry.began = entry.ended - end
            entry.snapshots, entry.size = found.snapshots, entry.size + found.size
            entry.snapshot_times = (entry.began + first, entry.began + last) if found.snapshots else ()
            entry.take = found.take if found.take > entry.take else f"{time.time_ns():016x}"

    def _has_room(self, entry: Entry, more: int) -> bool:
        """Whether so many bytes more can be held of it; if not, it has failed."""
        self.forget(more)
        if (held := self._held()) + more <= self.most:
            return True
        self.finish(entry, State.FAILED, FULL.words(entry.brief, held=(held - entry.size) / 1e6))
        return False

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
