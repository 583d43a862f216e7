"""Experiments in the background: each is trained once, and watched by any number of sessions."""

import os
import threading

from core.jobs.queue import Jobs, Train, key_of
from core.jobs.store import Job, State

__all__ = ["Job", "Jobs", "State", "Train", "close", "jobs", "key_of"]
_instance: Jobs | None = None
_instance_lock = threading.Lock()


def jobs() -> Jobs:
    """This process's jobs, as the environment wants them: DASK_SCHEDULER_ADDRESS, MLPSCOPE_GRACE (seconds)."""
    global _instance
    with _instance_lock:
        if _instance is None:
            address = os.environ.get("DASK_SCHEDULER_ADDRESS") or None
            _instance = Jobs(address=address, grace=float(os.environ.get("MLPSCOPE_GRACE") or 30))
        return _instance


def close() -> None:
    """Stop this process's jobs, if there are any."""
    global _instance
    with _instance_lock:
        instance, _instance = _instance, None
    if instance is not None:
        instance.stop()
