"""The app without a network and with only the data that a test brings, on workers of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import dask
import pytest

from core import jobs as background
from core.data import images
from core.jobs import jobs
from core.jobs.queue import Jobs
from ui import data

REAL = Path(os.environ.get("MLPSCOPE_DATA", ""))
CLOSED = "http://127.0.0.1:9"  # the discard port: nobody listens


@contextmanager
def running_workers(folder: Path) -> Iterator[None]:
    """Workers that look for data in `folder`: the published archives, if there are any, and what tests add."""
    if "MLPSCOPE_DATA" in os.environ and REAL.is_dir():
        for entry in REAL.iterdir():
            (folder / entry.name).symlink_to(entry)
    here = {"MLPSCOPE_DATA": str(folder), "MLPSCOPE_MIRROR": CLOSED}
    with pytest.MonkeyPatch.context() as monkeypatch, dask.config.set({"distributed.nanny.environ": here}):
        for name, value in here.items():
            monkeypatch.setenv(name, value)  # which Dask prefers to its configuration
        jobs().start()
        give_up = time.monotonic() + 120
        while not jobs().worker_pids():
            assert time.monotonic() < give_up, "the workers do not start"
            time.sleep(0.05)
    try:
        yield
    finally:
        background.close()


@contextmanager
def begun_jobs() -> Iterator[list[str]]:
    """The jobs that begin in here: they are stopped at the end, so that what comes next need not wait for them."""
    keys, submit = [], Jobs.submit

    def noted(self: Jobs, *given: Any, **more: Any) -> str:
        keys.append(submit(self, *given, **more))
        return keys[-1]

    with patch.object(Jobs, "submit", noted):
        yield keys
    for key in set(keys):
        jobs().cancel(key)


def forget_data(monkeypatch: pytest.MonkeyPatch, folder: Path, *, downloads: bool = False) -> None:
    """An empty data folder, a mirror that does not answer, and no memory of other tests' downloads.

    Real downloads are begun only if asked for: each is a process that costs seconds.
    """
    if not downloads:
        monkeypatch.setattr(images.downloads, "fetch", lambda *_: "no network")
    monkeypatch.setenv("MLPSCOPE_DATA", str(folder))
    monkeypatch.setenv("MLPSCOPE_MIRROR", CLOSED)
    data._downloads.clear()
    for name in images.NAMES:
        images.forget_failure(name)
