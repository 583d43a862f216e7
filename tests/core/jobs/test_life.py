"""The life of the whole: its beginning and end, the environment, and a cluster that is there already."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import types
from pathlib import Path

import pytest

from core import jobs as module
from core.jobs import Jobs, State, wire
from tests.helpers.jobs import LONG, TOY, assert_same, fresh, long, pinned, until, wait
from tests.helpers.toy_experiment import Config

ROOT = Path(__file__).parents[3]


def test_stop_leaves_no_thread_and_submit_starts_anew():
    before = set(threading.enumerate())
    jobs = Jobs(slots=1)
    config = Config(seed=next(fresh), pause=LONG)
    key = jobs.submit(TOY, config)
    until(jobs, key, State.RUNNING)
    (pid,) = jobs.worker_pids()
    jobs.stop()
    jobs.stop()
    assert jobs.view(key).state is State.CANCELLED
    left = [t for t in set(threading.enumerate()) - before if "Offload" not in t.name]
    assert not left
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    jobs.submit(TOY, config)
    until(jobs, key, State.RUNNING)
    jobs.stop()


def test_workers_do_not_care_which_script_is_running_here(monkeypatch, tmp_path):
    main = types.ModuleType("__main__")
    main.__file__ = str(tmp_path / "gone.py")  # as Streamlit has it, whose pages may be files of a moment
    monkeypatch.setitem(sys.modules, "__main__", main)
    jobs = Jobs(slots=1)
    try:
        key = pinned(jobs, pause=LONG)
        until(jobs, key, State.RUNNING)
        (pid,) = jobs.worker_pids()
        os.kill(pid, signal.SIGKILL)
        wait(lambda: jobs.worker_pids() not in ([], [pid]))
        jobs.retry(key)
        until(jobs, key, State.RUNNING)
    finally:
        jobs.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_worker_that_waits_wakes_rarely():
    jobs = Jobs(slots=1)
    try:
        until(jobs, pinned(jobs), State.DONE)
        (pid,) = jobs.worker_pids()
        before = wakings(pid)
        time.sleep(3)
        assert (wakings(pid) - before) / 3 < 60, "a second; Dask's own settings come to 100"
    finally:
        jobs.stop()


def wakings(pid: int) -> int:
    """How often the threads of a process have waited for something, and gone on."""
    said = [status.read_text() for status in Path(f"/proc/{pid}/task").glob("*/status")]
    return sum(int(re.findall(r"^voluntary_ctxt_switches:\s+(\d+)", one, re.MULTILINE)[0]) for one in said)


def test_the_environment_is_read_on_first_use(monkeypatch):
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", "tcp://127.0.0.1:1")
    monkeypatch.setenv("MLPSCOPE_GRACE", "7.5")
    try:
        assert module.jobs() is module.jobs()
        assert module.jobs()._address == "tcp://127.0.0.1:1"
        assert module.jobs()._ledger.grace == 7.5
    finally:
        module.close()
    assert module._instance is None


def test_an_unreachable_scheduler_fails_the_job_not_the_caller():
    jobs = Jobs(address="tcp://127.0.0.1:1")
    try:
        began = time.monotonic()
        key = pinned(jobs)
        assert time.monotonic() - began < 0.5
        assert "Cannot reach the Dask scheduler at tcp://127.0.0.1:1" in until(jobs, key, State.FAILED).reason
        jobs.retry(key)
        assert jobs.view(key).state is State.WAITING
        until(jobs, key, State.FAILED)
    finally:
        jobs.stop()


def dask(*command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *command, "--no-dashboard"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_an_existing_cluster(tmp_path):
    file = tmp_path / "scheduler.json"
    scheduler = dask("distributed.cli.dask_scheduler", "--port", "0", "--scheduler-file", str(file))
    worker = ("distributed.cli.dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny")
    workers = [dask(*worker) for _ in range(2)]
    try:
        wait(lambda: file.exists() and file.read_text().endswith("}"))
        address = json.loads(file.read_text())["address"]
        wire.code_version.cache_clear()  # the sources may have changed since this process began
        an_existing_cluster(Jobs(address=address), address, scheduler, tmp_path)
    finally:
        for process in (scheduler, *workers):
            process.kill()
            process.wait()


def an_existing_cluster(jobs: Jobs, address: str, scheduler: subprocess.Popen[bytes], folder: Path) -> None:
    other = Jobs(address=address)  # another app on the same cluster
    try:
        config = Config(seed=next(fresh), steps=50)
        key = jobs.submit(TOY, config, pinned=True)
        assert other.submit(TOY, config, pinned=True) == key
        assert_same(until(jobs, key, State.DONE).snapshots, config)
        assert_same(until(other, key, State.DONE).snapshots, config)
        other.stop()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(wire, "code_version", lambda: "older")
            assert "runs another version" in until(jobs, pinned(jobs), State.FAILED).reason
        wait(lambda: len(jobs.worker_pids()) == 2)
        running = long(jobs)
        victim = pinned(jobs, pause=LONG, log=str(folder / "pid"))
        until(jobs, victim, State.RUNNING)
        wait(lambda: len(jobs.view(victim).snapshots) == 1)
        os.kill(int((folder / "pid").read_text()), signal.SIGKILL)
        assert "ended unexpectedly" in until(jobs, victim, State.FAILED).reason
        assert jobs.view(running).state is State.RUNNING
        scheduler.kill()
        job = until(jobs, running, State.FAILED)
        assert f"Lost the connection to the Dask scheduler at {address}" in job.reason
        jobs.retry(running)
        assert "Cannot reach" in until(jobs, running, State.FAILED).reason
    finally:
        other.stop()
        jobs.stop()
