"""The wire between the app and its worker processes: all that knows Dask.

The scheduler and the workers of an existing cluster need this project on their PYTHONPATH.
"""

import dataclasses
import importlib
import inspect
import os
import pickle
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

import dask
import numpy as np
from distributed import Client, WorkerPlugin, get_worker
from distributed.scheduler import KilledWorker

from core.jobs import local
from core.jobs.keys import code_version
from core.words import without_folders

POLL = 0.05  # s, at most so long does a running function overlook that it was cancelled
FLUSH = 0.02  # s for Dask to send "begun" off: if the training then kills the process, we know who did
TIMEOUT = 3  # s to connect to a scheduler
REPORT = "This is a defect of MLP Scope: please report it."
T = TypeVar("T")
Array = np.ndarray[Any, np.dtype[Any]]
Receive = Callable[[dict[str, Any]], Array]


# Snapshots as msgpack


def _sent(value: Array) -> dict[str, Any]:
    return {"dtype": value.dtype.str, "shape": list(value.shape), "data": value.tobytes()}


def _received(sent: dict[str, Any]) -> Array:
    dtype = np.dtype(sent["dtype"])
    _check("data", dtype)
    return np.frombuffer(bytes(sent["data"]), dtype).reshape(sent["shape"])


def encode(snapshot: Any, array: Callable[[Array], dict[str, Any]] = _sent) -> dict[str, Any]:
    """A dataclass of numbers, texts, None, arrays, and tuples and dataclasses of these, as msgpack can carry it.

    What stands for an array, a dict, is said by `array`.
    """
    return {f.name: _pack(f.name, getattr(snapshot, f.name), array) for f in dataclasses.fields(snapshot)}


def decode(cls: Callable[..., T], message: dict[str, Any], array: Receive = _received) -> T:
    """The snapshot that encode() was given, bit for bit; its arrays share the message's bytes, read-only.

    A dataclass in it comes as the tuple of its fields: its __post_init__ makes them one again.
    """
    return cls(**{name: _unpack(value, array) for name, value in message.items()})


def _pack(name: str, value: Any, array: Callable[[Array], dict[str, Any]]) -> Any:
    if isinstance(value, np.ndarray):
        _check(name, value.dtype)
        return array(value)
    if dataclasses.is_dataclass(value):
        return [_pack(field.name, getattr(value, field.name), array) for field in dataclasses.fields(value)]
    if isinstance(value, tuple):
        return [_pack(name, item, array) for item in value]
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, int | float | str):
        return value
    raise TypeError(f"'{name}' must be a number, a text, an array or a tuple of these. Got {type(value)} instead.")


def _unpack(value: Any, array: Receive) -> Any:
    if isinstance(value, dict):
        return array(value)
    return tuple(_unpack(item, array) for item in value) if isinstance(value, list | tuple) else value


def _check(name: str, dtype: np.dtype[Any]) -> None:
    if dtype.kind not in "biufc":  # never objects: they would be unpickled
        raise TypeError(f"'{name}' must be an array of numbers. Got dtype {dtype} instead.")


# What runs in a worker


class _Warm(WorkerPlugin):  # type: ignore[misc]  # distributed has no types
    """Import torch in each worker as it starts, also in one that its nanny restarted."""

    def setup(self, worker: Any) -> None:
        threading.Thread(target=importlib.import_module, args=("torch",), daemon=True).start()


def _stopper(worker: Any, task: str) -> Callable[[], bool]:
    """A cheap question, fit for an inner loop: was this task cancelled, or did the app go away?"""
    due, stopped = 0.0, False

    def stop() -> bool:
        nonlocal due, stopped
        if not stopped and (now := time.monotonic()) >= due:
            due = now + POLL
            state = worker.state.tasks.get(task)
            stopped = state is None or state.state != "executing"
        return stopped

    return stop


def in_words(error: Exception) -> str:
    """ValueError, OSError and core's own exceptions are written for people; the rest are our defects."""
    kind = type(error)
    if isinstance(error, ValueError | OSError) or kind.__module__.split(".")[0] == "core":
        return without_folders(str(error))
    if isinstance(error, MemoryError) or kind.__name__ == "OutOfMemoryError":
        return "This needs more memory than there is: choose a smaller width, batch or data set."
    return f"{kind.__name__}: {without_folders(str(error)[:300])}. {REPORT}"


def work(topic: str, task: str, experiment: str, config: bytes, share: int, version: str) -> int:
    """Train in this worker process, tell each snapshot on the topic, return how many were told."""
    worker = get_worker()
    stop = _stopper(worker, task)
    count = 0

    def tell(kind: str, **more: Any) -> None:
        worker.log_event(topic, {"task": task, "kind": kind, **more})

    tell("begun", worker=worker.address)
    time.sleep(FLUSH)
    reason = trace = ""
    try:
        if version not in ("", code_version()):
            raise OSError(f"The worker at {worker.address} runs another version of MLP Scope: update it.")
        import torch

        torch.set_num_threads(max(1, min(4, (os.cpu_count() or 1) // (share or worker.state.nthreads))))
        train = importlib.import_module(experiment).train
        options = {"stop": stop} if "stop" in inspect.signature(train).parameters else {}
        for snapshot in train(pickle.loads(config), **options):
            if stop():
                break
            tell("snapshot", snapshot=encode(snapshot))
            count += 1
    except Exception as error:
        reason, trace = in_words(error), traceback.format_exc()
    tell("ended", count=count, reason=reason, trace=trace)
    return count


# The app's end


class Link:
    """A connection to the Dask scheduler at `address`, or to a LocalCluster of our own.

    `heard` is called on Dask's thread with each message of work(). Who holds a lock that it takes calls no Link.
    """

    def __init__(self, address: str | None, slots: int, heard: Callable[[dict[str, Any]], None]) -> None:
        self._share = 0 if address else slots
        self._topic = f"mlpscope-{uuid4().hex}"  # one per app: other apps on the cluster are not heard
        self._receive = lambda event: heard(event[1])
        self._cluster = None if address else local.cluster(slots)
        # A config may hold the networks of a recording: that is meant, and no reason for Dask to warn.
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"})
        self.looked = 0.0
        self._workers: dict[str, int] = {}
        try:
            self._client = Client(self._cluster or address, timeout=TIMEOUT, set_as_default=False)
        except BaseException:
            if self._cluster is not None:
                self._cluster.close()
            raise
        self._client.register_plugin(_Warm(), name="mlpscope-warm")
        self._client.subscribe_topic(self._topic, self._receive)
        if address:
            self._client.run_on_scheduler(_bound(self._topic))

    def lost(self) -> bool:
        return bool(self._client.status != "running")

    def short(self) -> bool:
        """Whether a worker process of our own ended while it started: Dask starts no other in its place.

        Its nanny is closed or failed; after a while Dask forgets it.
        """
        if self._cluster is None:
            return False
        nannies = list(self._cluster.workers.values())  # Dask's thread may change them
        alive = [nanny for nanny in nannies if nanny.status.name not in ("closed", "failed")]
        return len(alive) < self._share

    def workers(self, age: float) -> dict[str, int]:
        """How many tasks each worker runs at a time, by address, as it was at most `age` seconds ago."""
        if (now := time.monotonic()) - self.looked > age:
            # not scheduler_info(): the client's own refresh, which asks for no workers, may overwrite its answer
            workers = self._client.sync(self._client.scheduler.identity, n_workers=-1)["workers"]
            self._workers = {address: worker["nthreads"] for address, worker in workers.items()}
            self.looked = now
        return self._workers

    def submit(self, task: str, experiment: str, config: bytes, avoid: set[str]) -> Any:
        """Run work() on a worker, rather not on those to `avoid`; the future must be release()d."""
        version = "" if self._cluster else code_version()
        self._client.subscribe_topic(self._topic, self._receive)  # again: a reconnection forgets it
        return self._client.submit(
            work,
            self._topic,
            task,
            experiment,
            config,
            self._share,
            version,
            key=task,
            pure=False,
            workers=[w for w in self._workers if w not in avoid] or None,
            allow_other_workers=True,
        )

    def outcome(self, future: Any) -> str | None:
        """None while it runs, "" when work() returned, "killed", or what went wrong, in words."""
        if future.status == "pending":
            return None
        if future.status == "finished":
            return ""
        if future.status != "error":
            raise ConnectionError(f"The future is {future.status}.")
        error = future.exception()
        return "killed" if isinstance(error, KilledWorker) else in_words(error)

    def pids(self) -> list[int]:
        if self._cluster is not None:
            return [nanny.pid for nanny in self._cluster.workers.values() if nanny.pid]
        return list(self._client.run(os.getpid).values())

    def close(self) -> None:
        self._client.close(timeout=TIMEOUT)
        if self._cluster is not None:
            self._cluster.close()


def _bound(topic: str) -> Callable[..., None]:
    """On an existing scheduler a topic remembers 1000 events by default; ours are large."""

    def shorten(dask_scheduler: Any) -> None:
        dask_scheduler._broker._topics[topic].events = deque(maxlen=4)

    return shorten
