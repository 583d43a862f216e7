"""Experiments in the background: each is trained once, and watched by any number of sessions."""

import os
import threading

from core.data import disk
from core.jobs.job import Job, State
from core.jobs.keys import key_of
from core.jobs.queue import Jobs, Train
from core.jobs.store import Store

__all__ = ["Job", "Jobs", "State", "Train", "close", "jobs", "key_of"]
_instance: Jobs | None = None
_instance_lock = threading.Lock()


def jobs() -> Jobs:
    """This process's jobs, as the environment wants them: DASK_SCHEDULER_ADDRESS, MLPSCOPE_GRACE (seconds).

    And for the store MLPSCOPE_STORE, a folder or an address that fsspec knows, and MLPSCOPE_STORE_BYTES.
    """
    global _instance
    with _instance_lock:
        if _instance is None:
            address = os.environ.get("DASK_SCHEDULER_ADDRESS") or None
            grace = float(os.environ.get("MLPSCOPE_GRACE") or 30)
            _instance = Jobs(address=address, grace=grace, store=_store())
        return _instance


def _store() -> Store | None:
    said = os.environ.get("MLPSCOPE_STORE_BYTES") or "1e9"
    try:
        most = float(said)
    except ValueError:
        raise ValueError(
            f"'MLPSCOPE_STORE_BYTES' must be a number of bytes, as 5e9, or 0 for no store. Got {said!r} instead."
        ) from None
    place = os.environ.get("MLPSCOPE_STORE") or str(disk.folder() / "recordings")
    return Store(place, most) if most > 0 else None


def close() -> None:
    """Stop this process's jobs, if there are any."""
    global _instance
    with _instance_lock:
        instance, _instance = _instance, None
    if instance is not None:
        instance.stop()
