"""Experiments in the background: a queue of jobs, each trained once, watched by any number of sessions.

One thread, the keeper, does all that may wait for Dask, so that no caller ever does. Dask is given only as
many jobs as it has workers free: the death of a worker fails all that is assigned to it, begun or not.
"""

import dataclasses
import hashlib
import logging
import pickle
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Concatenate

from core.jobs.local import memory
from core.jobs.store import LARGEST, C, Entry, Job, Run, S, State, Store
from core.jobs.wire import Link, code_version, in_words

logger = logging.getLogger(__name__)
RESTARTS = 3  # of our own workers, one after the other, in which no job could begin
Train = Callable[Concatenate[C, ...], Iterator[S]]  # train(config), which may ask a keyword `stop` whether to go on


class Jobs:
    """The jobs of this server. Every method may be called from any thread and returns at once."""

    def __init__(self, *, address: str | None = None, slots: int = 2, grace: float = 30.0, keep: int = 64) -> None:
        self._address, self._slots = address, slots
        self._lock = threading.RLock()
        self._store = Store(grace, keep, max(4 * LARGEST, memory() // 8))
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
        with self._lock:
            if key not in self._store.entries:
                experiment = train.__module__
                snapshot = sys.modules[experiment].Snapshot
                self._store.entries[key] = Entry(key, experiment, config, snapshot, bytes_of_arrays(config))
            entry = self._store.entries[key]
            entry.pinned |= pinned
            entry.requested |= requested
            entry.brief |= brief
            entry.left = entry.seen = time.monotonic()
            if entry.neglected:
                self._store.enqueue(entry)
                self.start()
        return key

    def known(self, train: Train[C, S], config: C) -> str | None:
        """The key of the job of train(config), if it waits, runs or has ended; None if submit() would begin it."""
        key = key_of(train, config)
        with self._lock:
            entry = self._store.entries.get(key)
            return None if entry is None or entry.neglected else key

    def retry(self, key: str) -> None:
        """Train a failed or cancelled job again, from the beginning."""
        with self._lock:
            entry = self._store.entry(key)
            if entry.state in (State.FAILED, State.CANCELLED):
                self._store.enqueue(entry)
                self.start()

    def view(self, key: str) -> Job[Any, Any]:
        """The job as it is now, or KeyError if it was forgotten."""
        with self._lock:
            e = self._store.entry(key)
            now = e.seen = time.monotonic()
            seconds = 0.0 if e.began is None else (e.ended or now) - e.began
            place = self._store.place(e)
            recorded = e.snapshot_times[-1] - e.snapshot_times[0] if e.snapshot_times else 0.0
            since = (e.ended or now) - e.snapshot_times[-1] if e.snapshot_times else 0.0
            words = e.key, e.experiment, e.config, e.state, place, e.reason
            return Job(*words, e.snapshots, seconds, recorded, since, e.take)

    def cancel(self, key: str) -> None:
        """End a job because a person wants it: only retry() begins it again."""
        with self._lock:
            entry = self._store.entry(key)
            entry.neglected = False
            self._store.finish(entry, State.CANCELLED)
        self._wake.set()

    def watch(self, watcher: str, keys: Iterable[str]) -> None:
        """Say which jobs this watcher (a session) looks at now; () when it left."""
        watched = set(keys)
        with self._lock:
            for entry in self._store.entries.values():
                if entry.key in watched:
                    entry.watchers.add(watcher)
                    entry.watched = True
                elif watcher in entry.watchers:
                    self._store.leave(entry, watcher)
        self._wake.set()

    def closed(self, keys: Iterable[str]) -> None:
        """Say that a tab which looked at these was closed by a person, and did not only lose its connection."""
        with self._lock:
            for key in set(keys):  # a page may follow a job in several places
                if key in self._store.entries:
                    self._store.close(self._store.entries[key])
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
            if any(run.over for run in self._store.runs.values()):
                return 0.005
            return 0.05 if self._store.runs or self._store.queue else None

    def _hear(self, message: dict[str, Any]) -> None:
        with self._lock:
            self._store.hear(message)
            if message["kind"] == "begun":
                self._restarts = 0
        if message["kind"] != "snapshot":
            self._wake.set()

    def _tick(self, link: Link) -> None:
        if link.lost() or (link.short() and not self._store.runs):
            raise ConnectionError("The connection to the scheduler, or a worker, is gone.")
        store, workers = self._store, link.workers(age=0.5)
        outcomes = [(run, _outcome(link, run, workers)) for run in store.runs.values()]
        with self._lock:
            for run, outcome in outcomes:
                if outcome is not None:
                    store.settle(run, outcome)
                    run.future.release()
        if store.queue and len(store.runs) < sum(workers.values()):
            workers = link.workers(age=0)
        with self._lock:
            slots = sum(workers.values())
            store.neglect(slots)
            store.forget()
            started = store.begin(slots)
            stopping = [run for run in store.runs.values() if run.stopping and run.worker]
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
            runs = self._store.give_up(
                f"The worker processes failed, and are started again ({self._restarts} of {RESTARTS})."
            )
        self._close(link, runs)
        self._wake.set()

    def _lose(self, state: State, reason: str = "") -> None:
        """End all jobs and the connection."""
        with self._lock:
            link, self._link, self._wanted = self._link, None, False
            runs = list(self._store.runs.values())
            self._store.runs.clear()
            for entry in self._store.entries.values():
                self._store.finish(entry, state, reason, neglected=state is State.CANCELLED)
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


def key_of(train: Train[C, S], config: Any) -> str:
    """A hash of what is trained and of the code that does it."""
    fields = [(f.name, getattr(config, f.name)) for f in dataclasses.fields(config)]
    return hashlib.sha256(repr((train.__module__, fields, code_version())).encode()).hexdigest()[:16]


def bytes_of_arrays(config: Any) -> int:
    """Bytes of all arrays in it, which stay in memory as long as it does; they are not copied."""
    buffers: list[pickle.PickleBuffer] = []
    pickle.dumps(config, protocol=5, buffer_callback=buffers.append)
    return sum(buffer.raw().nbytes for buffer in buffers)


def _outcome(link: Link, run: Run, workers: dict[str, int]) -> str | None:
    """What Link.outcome says, and also for a run that was released, or whose worker vanished."""
    gone = run.worker and run.worker not in workers and link.looked > run.heard
    if run.released:
        return "" if run.over or gone else None
    outcome = link.outcome(run.future)
    return "killed" if outcome is None and gone else outcome
