"""The server as a process: what it prints, how many files it may open, and how fast all of it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.helpers.browser import until
from tests.helpers.server import ROOT, environment
from tests.helpers.server import start as start_server

resource = pytest.importorskip("resource", reason="only POSIX has limits of files")
WITHIN = 5.0  # s


@pytest.fixture
def few_files() -> Iterator[int]:
    """What is started meanwhile may open 256 files, as on macOS, unless it asks for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    yield 256
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_start_prints_one_line(tmp_path, few_files):
    server = start_server(ROOT / "app.py", environment(tmp_path), tmp_path / "log.txt")
    process = psutil.Process(server.process.pid)
    try:
        (line,) = server.log.read_text().splitlines()
        assert line == f"MLP Scope: http://localhost:{server.rsplit(':', 1)[1]} (stop with Ctrl-C)"
        if sys.platform == "linux":
            assert process.rlimit(psutil.RLIMIT_NOFILE)[0] > few_files
    finally:
        server.process.kill()
        server.process.wait()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("after", [1.0, 3.0, 6.0])
def test_all_processes_end_within_seconds_also_while_they_start(tmp_path, how, after):
    server = begun(tmp_path)
    try:
        time.sleep(after)
        assert session(server.pid), "there is something to end"
        server.send_signal(how)
        told = time.monotonic()
        server.wait(30)
        until(lambda: not session(server.pid), 30, "all that it started has ended")
        assert time.monotonic() - told < WITHIN
    finally:
        for process in session(server.pid):
            process.kill()
        server.wait()


def session(leader: int) -> list[psutil.Process]:
    """The processes that live in the session of this one."""
    found = []
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, psutil.Error):
            if os.getsid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def begun(folder: Path) -> subprocess.Popen[bytes]:
    """A server that has been told to start, in a session of its own."""
    options = ["--server.port=0", "--server.fileWatcherType=none"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", *options],
        cwd=ROOT,
        env={**os.environ, **environment(folder)},
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
    )
