"""Experiments in the background: a queue of jobs, each trained once, watched by any number of sessions.

One thread, the keeper, does all that may wait for Dask, so that no caller ever does. Dask is given only as
many jobs as it has workers free: the death of a worker fails all that is assigned to it, begun or not.
"""

import logging
import pickle
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Concatenate

from core.jobs.job import C, Entry, Job, Run, S, State, bytes_of_arrays
from core.jobs.keys import key_of
from core.jobs.ledger import LARGEST, Ledger
from core.jobs.local import memory
from core.jobs.shelf import Shelf
from core.jobs.store import Store
from core.jobs.wire import Link, in_words

logger = logging.getLogger(__name__)
RESTARTS = 3  # of our own workers, one after the other, in which no job could begin
Train = Callable[Concatenate[C, ...], Iterator[S]]  # train(config), which may ask a keyword `stop` whether to go on


class Jobs:
    """The jobs of this server. Every method may be called from any thread and returns at once.

    But submit(), known() and retry() wait for what is in the `store`, for half a second at most.
    """

    def __init__(
        self,
        *,
        address: str | None = None,
        slots: int = 2,
        grace: float = 30,
        keep: int = 64,
        store: Store | None = None,
    ) -> None:
        self._address, self._slots = address, slots
        self._lock = threading.RLock()
        self._ledger = Ledger(grace, keep, max(4 * LARGEST, memory() // 8))
        self._shelf = Shelf(store, self._ledger, self._lock, self._train)
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._wanted = self._stopping = False
        self._restarts = 0
        self._link: Link | None = None

    def start(self) -> None:
        """Start the workers, or connect to the scheduler, and import torch there; does not wait for it."""
        with self._lock:
            self._wanted = True
            if self._thread is None:
                self._stopping = False
                self._thread = threading.Thread(target=self._keeper, name="mlpscope-jobs", daemon=True)
                self._thread.start()
        self._wake.set()

    def stop(self) -> None:
        """Cancel everything, end the workers and all threads, and wait for it; submit() starts anew."""
        with self._lock:
            thread, self._stopping = self._thread, True
        self._wake.set()
        if thread is not None:
            thread.join()
        self._shelf.close()

    def submit(
        self, train: Train[C, S], config: C, *, pinned: bool = False, requested: bool = False, brief: bool = False
    ) -> str:
        """The key of the job that runs train(config), begun anew only if it is new or was cancelled by neglect.

        `train` must be the train() of a module, beside the Snapshot that it yields: workers import it by its name.

        Unless it is watched soon, or pinned, it is cancelled after the grace; one that was `requested` by a click
        does not give way to others before. A `brief` one shows nothing before its end, and goes on unwatched for a
        moment only.
        """
        key = key_of(train, config)
        stored = self._shelf.has(key)
        with self._lock:
            entry = self._entry(key, train, config)
            entry.pinned |= pinned
            entry.requested |= requested
            entry.brief |= brief
            entry.left = entry.seen = time.monotonic()
            entry.asked = True
            if entry.neglected:
                (self._shelf.begin if stored else self._train)(entry)
        self._shelf.wait(entry)
        return key

    def known(self, train: Train[C, S], config: C) -> str | None:
        """The key of the job of train(config), if it waits, runs or has ended; None if submit() would train it."""
        key = key_of(train, config)
        stored = self._shelf.has(key)
        with self._lock:
            entry = self._ledger.entries.get(key)
            if (entry is None or entry.neglected) and stored:
                entry = self._entry(key, train, config)
                entry.asked, entry.seen = False, time.monotonic()
                self._shelf.begin(entry)
        if entry is not None:
            self._shelf.wait(entry)
        return None if entry is None or entry.neglected else key

    @property
    def keeps(self) -> bool:
        """Whether there is a store."""
        return self._shelf.store is not None

    def stored(self, train: Train[C, S], config: C) -> bool:
        """Whether the store has what train(config) would record."""
        return self._shelf.has(key_of(train, config))

    def retry(self, key: str) -> None:
        """Train a failed or cancelled job again, from the beginning."""
        stored = self._shelf.has(key)
        with self._lock:
            entry = self._ledger.entry(key)
            if entry.state in (State.FAILED, State.CANCELLED):
                entry.asked = True
                (self._shelf.begin if stored else self._train)(entry)
        self._shelf.wait(entry)

    def _entry(self, key: str, train: Train[C, S], config: C) -> Entry:
        if key not in self._ledger.entries:
            experiment = train.__module__
            snapshot = sys.modules[experiment].Snapshot
            self._ledger.entries[key] = Entry(key, experiment, config, snapshot, bytes_of_arrays(config))
        return self._ledger.entries[key]

    def _train(self, entry: Entry) -> None:
        self._ledger.enqueue(entry)
        self.start()

    def view(self, key: str) -> Job[Any, Any]:
        """The job as it is now, or KeyError if it was forgotten."""
        with self._lock:
            e = self._ledger.entry(key)
            now = e.seen = time.monotonic()
            seconds = 0.0 if e.began is None else (e.ended or now) - e.began
            place = self._ledger.place(e)
            recorded = e.snapshot_times[-1] - e.snapshot_times[0] if e.snapshot_times else 0.0
            since = (e.ended or now) - e.snapshot_times[-1] if e.snapshot_times else 0.0
            words = e.key, e.experiment, e.config, e.state, place, e.reason
            return Job(*words, e.snapshots, seconds, recorded, since, e.take)

    def cancel(self, key: str) -> None:
        """End a job because a person wants it: only retry() begins it again."""
        with self._lock:
            entry = self._ledger.entry(key)
            entry.neglected = False
            self._ledger.finish(entry, State.CANCELLED)
        self._wake.set()

    def watch(self, watcher: str, keys: Iterable[str]) -> None:
        """Say which jobs this watcher (a session) looks at now; () when it left."""
        watched = set(keys)
        with self._lock:
            for entry in self._ledger.entries.values():
                if entry.key in watched:
                    entry.watchers.add(watcher)
                    entry.watched = True
                elif watcher in entry.watchers:
                    self._ledger.leave(entry, watcher)
        self._wake.set()

    def closed(self, keys: Iterable[str]) -> None:
        """Say that a tab which looked at these was closed by a person, and did not only lose its connection."""
        with self._lock:
            for key in set(keys):  # a page may follow a job in several places
                if key in self._ledger.entries:
                    self._ledger.close(self._ledger.entries[key])
        self._wake.set()

    def worker_pids(self) -> list[int]:
        """The processes of the workers, none before they have started: for tests and benchmarks."""
        link = self._link
        return link.pids() if link else []

    # The keeper's thread. It holds the lock only where it does not wait for Dask, whose thread needs it too.

    def _keeper(self) -> None:
        while not self._stopping:
            self._wake.wait(self._pause())
            self._wake.clear()
            try:
                if self._link is None and self._wanted and not self._stopping:
                    self._link = Link(self._address, self._slots, self._hear)
                if self._link is not None:
                    self._tick(self._link)
            except Exception as error:
                logger.warning("Dask: %s", error, exc_info=True)
                gone = self._link is None or isinstance(error, OSError) or self._link.lost()
                if gone and self._address is None and self._restarts < RESTARTS and not self._stopping:
                    self._start_again()
                else:
                    self._restarts = 0
                    self._lose(State.FAILED, self._why(error) if gone else in_words(error))
        self._lose(State.CANCELLED)
        with self._lock:
            self._thread = None

    def _pause(self) -> float | None:
        """Seconds until the next look at Dask; its messages wake the keeper at once."""
        with self._lock:
            if any(run.over for run in self._ledger.runs.values()):
                return 0.005
            return 0.05 if self._ledger.runs or self._ledger.queue else None

    def _hear(self, message: dict[str, Any]) -> None:
        with self._lock:
            done = self._ledger.hear(message)
            if done is not None:
                self._shelf.keep(done)
            if message["kind"] == "begun":
                self._restarts = 0
        if message["kind"] != "snapshot":
            self._wake.set()

    def _tick(self, link: Link) -> None:
        if link.lost() or (link.short() and not self._ledger.runs):
            raise ConnectionError("The connection to the scheduler, or a worker, is gone.")
        ledger, workers = self._ledger, link.workers(age=0.5)
        outcomes = [(run, _outcome(link, run, workers)) for run in ledger.runs.values()]
        with self._lock:
            for run, outcome in outcomes:
                if outcome is not None:
                    ledger.settle(run, outcome)
                    run.future.release()
        if ledger.queue and len(ledger.runs) < sum(workers.values()):
            workers = link.workers(age=0)
        with self._lock:
            slots = sum(workers.values())
            ledger.neglect(slots)
            ledger.forget()
            started = ledger.begin(slots)
            stopping = [run for run in ledger.runs.values() if run.stopping and run.worker]
        for run in stopping:
            run.future.release()
            run.released = True
        busy = {run.worker for run in stopping}  # more than Dask knows, once released
        for run in started:
            run.future = link.submit(run.task, run.entry.experiment, pickle.dumps(run.entry.config), avoid=busy)

    def _why(self, error: Exception) -> str:
        if self._address is None:
            return f"The worker processes on this machine failed ({error}). Ask again, and new ones start."
        if self._link is None:
            return (
                f"Cannot reach the Dask scheduler at {self._address}: check that it runs and that "
                "DASK_SCHEDULER_ADDRESS is right, then try again."
            )
        return f"Lost the connection to the Dask scheduler at {self._address}: check that it runs, then try again."

    def _start_again(self) -> None:
        """Give up our own workers, and with them the jobs that have begun; what waits has new ones."""
        with self._lock:
            self._restarts += 1
            link, self._link = self._link, None
            runs = self._ledger.give_up(
                f"The worker processes failed, and are started again ({self._restarts} of {RESTARTS})."
            )
        self._close(link, runs)
        self._wake.set()

    def _lose(self, state: State, reason: str = "") -> None:
        """End all jobs and the connection."""
        with self._lock:
            link, self._link, self._wanted = self._link, None, False
            runs = list(self._ledger.runs.values())
            self._ledger.runs.clear()
            for entry in self._ledger.entries.values():
                self._ledger.finish(entry, state, reason, neglected=state is State.CANCELLED)
        self._close(link, runs)

    def _close(self, link: Link | None, runs: list[Run]) -> None:
        for run in runs:
            if run.future is not None:
                run.future.release()
        if link is not None:
            try:
                link.close()
            except Exception:
                logger.warning("Dask did not close in order", exc_info=True)


def _outcome(link: Link, run: Run, workers: dict[str, int]) -> str | None:
    """What Link.outcome says, and also for a run that was released, or whose worker vanished."""
    gone = run.worker and run.worker not in workers and link.looked > run.heard
    if run.released:
        return "" if run.over or gone else None
    outcome = link.outcome(run.future)
    return "killed" if outcome is None and gone else outcome
