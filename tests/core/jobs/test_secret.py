"""Who has a socket, and not the secret, has no code run by the server or its workers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from distributed import LocalCluster

from core.jobs import Jobs, State, local
from tests.helpers.jobs import TOY, fresh, until, wait
from tests.helpers.toy_experiment import Config

ROOT = Path(__file__).resolve().parents[3]


def listening() -> set[tuple[str, str]]:
    """Addresses and ports on which this process and all that it started listen."""
    me = psutil.Process()
    found = [c for p in (me, *me.children(recursive=True)) for c in p.net_connections("inet")]
    return {(c.laddr.ip, str(c.laddr.port)) for c in found if c.status == psutil.CONN_LISTEN}


def ports() -> set[str]:
    return {port for _, port in listening()}


def intruder(file: Path, asked: set[str]) -> str:
    """What another process, of another user if we may have one, gets where it asks for code to be run."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.intruder", str(file), *sorted(asked)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 4 * len(asked)
    return done.stdout


@pytest.fixture
def running():
    """Jobs of which one has run, and the ports on which they listen."""
    before, jobs = ports(), Jobs(slots=2)
    until(jobs, jobs.submit(TOY, Config(seed=next(fresh))), State.DONE)
    wait(lambda: len(jobs.worker_pids()) == 2)
    yield ports() - before
    jobs.stop()


def test_without_the_secret_no_code_is_run(running, tmp_path):
    file = tmp_path / "written"
    assert len(running) >= 5, "a scheduler, two workers and two nannies listen"
    said = intruder(file, running)
    assert not file.exists()
    assert said.count("refused") == 4 * len(running), said


def test_all_that_listens_does_so_on_this_machine_alone(running):
    assert {address for address, port in listening() if port in running} == {"127.0.0.1"}


def test_the_intruder_knows_what_it_does(tmp_path):
    """Where Dask is as it comes, code is run: the refusal above is no accident."""
    local.prepare()
    before, file = ports(), tmp_path / "written"
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50):
        intruder(file, ports() - before)
    assert file.read_text() == "was here"
