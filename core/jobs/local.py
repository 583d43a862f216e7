"""Worker processes of our own on this machine: how they start, and who may speak to them.

Dask runs what it is sent. So all that listens here speaks TLS with a certificate and a key made at the start, which
nobody but this process and its workers has; who connects without them is refused before anything is read.
"""

import logging
import sys
from multiprocessing import spawn
from typing import Any

import dask
from distributed import LocalCluster, Security, system
from distributed.utils import get_mp_context


def cluster(slots: int) -> Any:
    """A scheduler in this process, and so many worker processes."""
    prepare()
    return LocalCluster(
        n_workers=slots,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",
        security=Security.temporary(),
        silence_logs=logging.CRITICAL,
    )


def memory() -> int:
    """Bytes of memory that this process may take: of the machine, or of the container that it runs in."""
    return int(system.MEMORY_LIMIT)


def prepare() -> None:
    """How Dask starts processes from now on, and what it tells."""
    dask.config.set(
        {
            "distributed.scheduler.allowed-failures": 0,  # else a job that kills its worker kills four
            "distributed.admin.low-level-log-length": 4,  # events, with their arrays, that a topic remembers
            "distributed.scheduler.http.routes": [],  # nobody is to read of our jobs
            "distributed.worker.http.routes": [],
            # How often each process asks itself what it is doing, how late it is, and how much memory it has: an
            # idle server took 9 % of a core for that, most of it for what nobody reads.
            "distributed.worker.profile.enabled": False,
            "distributed.admin.tick.interval": "1s",
            "distributed.worker.memory.monitor-interval": "250ms",
        }
    )
    spawn.get_preparation_data = _without_main
    if sys.platform == "linux":  # fork from one process that has torch: 0.1 s for a new worker, not 3 s
        dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"})
        get_mp_context().set_forkserver_preload(["distributed", "torch"])


_preparation = spawn.get_preparation_data


def _without_main(name: str) -> dict[str, Any]:
    """What a new process of ours is told, but for the script that is running here.

    Python would have it run that script, which is Streamlit, or a page, or a file that is gone.
    """
    return {key: value for key, value in _preparation(name).items() if not key.startswith("init_main")}
