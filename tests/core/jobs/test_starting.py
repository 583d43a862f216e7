"""Workers that die while they start: what waits has others, a few times."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
import pytest

from core.jobs import Jobs, State
from core.jobs.ledger import Ledger
from core.jobs.queue import RESTARTS
from tests.helpers.jobs import TOY, fresh, until
from tests.helpers.toy_experiment import Config

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are told from others by their forkserver")


@contextmanager
def killed(many: int) -> Iterator[list[int]]:
    """The first so many workers that appear meanwhile are killed at once; their numbers."""
    me, dead, on = psutil.Process(), [], True
    before = {process.pid for process in me.children(recursive=True)}

    def hunt() -> None:
        while on and len(dead) < many:
            for process in me.children(recursive=True):
                with suppress(psutil.Error):
                    if process.ppid() != me.pid and process.pid not in before | set(dead):
                        process.kill()
                        dead.append(process.pid)
            time.sleep(0.001)

    thread = threading.Thread(target=hunt)
    thread.start()
    try:
        yield dead
    finally:
        on = False
        thread.join()


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    jobs = Jobs(slots=2)
    yield jobs
    jobs.stop()


def test_what_waits_has_other_workers(jobs):
    with killed(2) as dead:
        key = jobs.submit(TOY, Config(seed=next(fresh)), pinned=True)
        until(jobs, key, State.DONE)
    assert len(dead) == 2


def test_after_some_times_it_is_given_up_and_said(jobs):
    with killed(10_000) as dead:
        key = jobs.submit(TOY, Config(seed=next(fresh)), pinned=True)
        job = until(jobs, key, State.FAILED)
    assert "worker processes on this machine failed" in job.reason and "Ask again" in job.reason
    assert len(dead) > RESTARTS
    jobs.retry(key)
    until(jobs, key, State.DONE)


def test_a_defect_of_our_own_is_said_and_no_reason_to_try_again(jobs, monkeypatch):
    def broken(self, slots):
        monkeypatch.undo()
        raise ValueError("a defect")

    until(jobs, jobs.submit(TOY, Config(seed=next(fresh)), pinned=True), State.DONE)
    monkeypatch.setattr(Ledger, "begin", broken)
    key = jobs.submit(TOY, Config(seed=next(fresh)), pinned=True)
    assert "a defect" in until(jobs, key, State.FAILED).reason
    jobs.retry(key)
    until(jobs, key, State.DONE)


def test_a_worker_that_dask_has_forgotten_is_missed(jobs):
    until(jobs, jobs.submit(TOY, Config(seed=next(fresh)), pinned=True), State.DONE)
    link = jobs._link
    assert not link.short()
    nannies = link._cluster.workers
    name = next(iter(nannies))
    lost = nannies.pop(name)
    assert link.short()
    nannies[name] = lost  # so that it is ended with the others
