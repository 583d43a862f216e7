"""Between the jobs and the store: what is there, and the threads that wait for it, so that nobody else does."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from core.jobs.job import Entry, State
from core.jobs.ledger import Ledger
from core.jobs.recording import Recording
from core.jobs.store import Store

LOOK = 10.0  # s until the store is looked through again: another server may have written
NOTED = 60.0  # s, how exactly it is known when a recording was used last
PATIENCE = 0.5  # s that somebody waits for the store, before a page says that it does
FIRST = 3.0  # s that somebody waits for the first look, before what may be there is trained again


class Shelf:
    """The recordings of a store as the ledger's jobs; without a store there are none.

    begin() and keep() are called by who holds the lock of Jobs, the others by who does not. `train` is called with
    it, for a job that is wanted and that could not be read.
    """

    def __init__(
        self, store: Store | None, ledger: Ledger, lock: threading.RLock, train: Callable[[Entry], None]
    ) -> None:
        self.store, self._ledger, self._lock, self._train = store, ledger, lock, train
        self._there: set[str] | None = None  # keys
        self._written: set[str] = set()  # since the last look began
        self._unfit: set[str] = set()  # could not be read, and have not been written anew
        self._looked = float("-inf")
        self._looking: Future[None] | None = None
        self._beginning_a_look = threading.Lock()
        self._used: dict[str, float] = {}  # when
        self._readers, self._writer = _threads()

    def has(self, key: str) -> bool:
        """Whether it was there a moment ago."""
        if self.store is None:
            return False
        looking = self._newest_look(self.store)
        if self._there is None:
            wait([looking], FIRST)
        return self._there is not None and key in self._there and key not in self._unfit

    def begin(self, entry: Entry) -> None:
        """Have it read; if that fails, it is as if nobody had asked, or waits for its training."""
        self._ledger.clear(entry)
        if self.store is not None:
            entry.reading = self._readers.submit(self._read, entry, self.store)

    def wait(self, entry: Entry) -> None:
        """Until it is read, or for a while; but for nobody who is yet to come. Then it counts as used."""
        if (reading := entry.reading) is not None and not entry.in_advance:
            wait([reading], PATIENCE)
        if self.store is not None and entry.state is State.DONE and self.has(entry.key):
            now = time.monotonic()
            if now - self._used.get(entry.key, float("-inf")) > NOTED:
                self._used = {key: at for key, at in self._used.items() if now - at < NOTED} | {entry.key: now}
                self._readers.submit(self.store.use, entry.key)

    def keep(self, entry: Entry) -> None:
        """Have a job that has just ended well written. Then it may be forgotten."""
        if self.store is not None and entry.began is not None and entry.ended is not None:
            times = [at - entry.began for at in (*entry.snapshot_times, entry.ended)]
            found = Recording(entry.snapshots, entry.take, (times[0], times[-2:][0], times[-1]))
            self._writer.submit(self._write, entry, found, self.store)

    def close(self) -> None:
        """Wait until all is written; what comes later begins anew."""
        before, (self._readers, self._writer) = (self._readers, self._writer), _threads()
        for executor in before:
            executor.shutdown()

    def _newest_look(self, store: Store) -> "Future[None]":
        with self._beginning_a_look:  # the pages of a server that is back ask at once, and all of them wait for it
            if self._looking is None or time.monotonic() - self._looked > LOOK:
                self._looked = time.monotonic()
                self._looking = self._readers.submit(self._look, store)
            return self._looking

    # The threads

    def _look(self, store: Store) -> None:
        self._written = set()
        found = store.keys()
        self._there = found | self._written

    def _read(self, entry: Entry, store: Store) -> None:
        found = store.read(entry.key, entry.snapshot)
        with self._lock:
            if found is None:
                self._unfit.add(entry.key)
            if entry.reading is None:
                return  # it was stopped meanwhile
            if found is not None:
                self._ledger.take_in(entry, found)
            elif entry.asked:
                self._train(entry)
            else:
                self._ledger.finish(entry, State.CANCELLED, neglected=True)

    def _write(self, entry: Entry, found: Recording, store: Store) -> None:
        if not store.write(entry.key, found):
            return
        with self._lock:
            self._written.add(entry.key)
            self._there = {*(self._there or ()), entry.key}
            self._unfit.discard(entry.key)
            entry.pinned = False  # whoever comes finds it in the store


def _threads() -> tuple[ThreadPoolExecutor, ThreadPoolExecutor]:
    """Those that read, and the one that writes; they begin when they are needed."""
    return ThreadPoolExecutor(2, "mlpscope-reader"), ThreadPoolExecutor(1, "mlpscope-writer")
