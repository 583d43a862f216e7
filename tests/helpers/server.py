"""The app as a server of its own: its environment, its start, and which of its processes compute."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
CLOSED = "http://127.0.0.1:9"  # the discard port: nobody listens
GRACE = 2.0  # s
REAL = os.environ.get("MLPSCOPE_DATA", "")
HAS_MNIST = (Path(REAL) / "MNIST/raw/train-images-idx3-ubyte.gz").exists()
needs_mnist = pytest.mark.skipif(not HAS_MNIST, reason="needs MNIST in the folder that MLPSCOPE_DATA names")


class Server(str):
    """The address of a running server, with its process and what it wrote."""

    process: subprocess.Popen[bytes]
    log: Path


def environment(data: str | Path) -> dict[str, str]:
    """Nothing is recorded in advance: a test waits for what it asks for, and for nothing else."""
    ours = {"MLPSCOPE_DATA": str(data), "MLPSCOPE_GRACE": str(GRACE), "MLPSCOPE_FIRST_RUNS": "0"}
    proxies = {name: CLOSED for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")}
    return {**proxies, **ours, "DASK_SCHEDULER_ADDRESS": ""}


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start(script: Path, env: dict[str, str], log: Path, port: int = 0, files: int | None = None) -> Server:
    """Serve a Streamlit script on a free port, or on this one, below the path that its environment names.

    It may have `files` open at once, and cannot raise that. Returns when it answers.
    """
    port = port or free_port()
    limited = ["sh", "-c", f'ulimit -n {files} && exec "$0" "$@"'] if files else []
    command = [*limited, sys.executable, "-m", "streamlit", "run", str(script)]
    options = [f"--server.port={port}", "--server.headless=true", "--server.address=127.0.0.1"]
    options.append("--server.fileWatcherType=none")
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": paths, **env},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    base = "/" + env.get("STREAMLIT_SERVER_BASE_URL_PATH", "")
    address, give_up = f"http://127.0.0.1:{port}{base}".rstrip("/"), time.monotonic() + 60
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                server = Server(address)
                server.process, server.log = process, log
                return server
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    process.kill()
    process.wait()
    pytest.fail(f"the server did not start:\n{log.read_text()}")


def goes_on(server: Server, key: str) -> bool:
    """Whether the job waits or runs, as a browser hears of it."""
    with urllib.request.urlopen(f"{server}/recordings?of={key}///0", timeout=30) as answer:
        return b'"live": true' in answer.read1(4096)


def busy(server: Server, during: float = 1.0) -> list[psutil.Process]:
    """The processes of the server's family, not itself, that compute; who computes most comes first.

    An idle worker takes 2 % of a core, one that trains on a machine as busy as can be takes 10 %.
    """

    def spent() -> dict[psutil.Process, float]:
        found = {}
        for process in psutil.Process(server.process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                found[process] = times.user + times.system
        return found

    before = spent()
    time.sleep(during)
    more = {process: after - before[process] for process, after in spent().items() if process in before}
    return sorted((p for p in more if more[p] > 0.06 * during), key=more.__getitem__, reverse=True)
