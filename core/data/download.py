"""Downloading MNIST, Fashion-MNIST and CIFAR-10 by torchvision, which knows their mirrors and the archives' MD5s.

What comes goes to a scratch folder first, so that only whole files come to the data folder. A download is a process
of its own (`python -m core.data.download NAME SCRATCH ARCHIVE...`), because only a process can be stopped when a
server neither answers nor hangs up.
"""

import errno
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from core.data import disk
from core.data.formats import ARCHIVES, Archive

STALL_S = 20.0  # without a byte for so long, a download is stopped
SILENCE_S = 9.0  # torchvision tries a silent mirror by https and by http: both have to fit into STALL_S
START_S = 60.0  # for the process to begin, on a busy machine

_progress: dict[tuple[str, Path], float] = {}


def _torchvision(name: str) -> Any:
    from torchvision import datasets

    return {"mnist": datasets.MNIST, "fashion_mnist": datasets.FashionMNIST, "cifar10": datasets.CIFAR10}[name]


def _md5(name: str, archive: Archive) -> str:
    kind = _torchvision(name)
    return str(kind.tgz_md5 if name == "cifar10" else dict(kind.resources)[Path(archive.path).name])


def progress(name: str, where: Path) -> float | None:
    """The share in [0, 1] that has arrived while a thread of this process downloads it into `where`, else None."""
    return _progress.get((name, where))


def fetch(name: str, where: Path, missing: list[Archive], stall_s: float) -> str:
    """Download `missing` into `where`, the whole ones even if a later one fails; what went wrong, or "".

    Raises OSError if the folder cannot take them.
    """
    need = sum(archive.size for archive in missing)
    with disk.scratch(where, name) as scratch:
        if shutil.disk_usage(where).free < need:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        try:
            return _watch(name, where, scratch, [archive.path for archive in missing], need, stall_s)
        finally:
            _progress.pop((name, where), None)
            for path in scratch.rglob("*.gz"):
                target = where / path.relative_to(scratch)
                target.parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, target)


def _watch(name: str, where: Path, scratch: Path, paths: list[str], need: int, stall_s: float) -> str:
    """Run the download, keep progress() current, stop it when nothing moves; what went wrong, or ""."""
    command = [sys.executable, "-m", "core.data.download", name, str(scratch), *paths]
    root, env, pipe = Path(__file__).resolve().parents[2], os.environ | {"TQDM_DISABLE": "1"}, subprocess.PIPE
    seen, since = (0, 0), time.monotonic()
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(command, cwd=root, env=env, stdin=pipe, stdout=said, stderr=said) as child,
    ):
        try:
            while child.poll() is None:
                arrived = sum(path.stat().st_size for path in scratch.rglob("*.gz*"))
                _progress[name, where] = min(1.0, arrived / need)
                if seen != (seen := (arrived, os.fstat(said.fileno()).st_size)):
                    since = time.monotonic()
                if time.monotonic() - since > (stall_s if seen[1] else max(stall_s, START_S)):
                    return f"the server sent nothing for {stall_s:g} s"
                time.sleep(0.1)
        finally:
            child.kill()
        said.seek(0)
        words = said.read().splitlines()
    if child.returncode > 1:
        raise OSError(child.returncode, os.strerror(child.returncode))
    return "" if child.returncode == 0 else [f"it ended with {child.returncode}", *words][-1]


def _download(name: str, scratch: Path, archive: Archive) -> str:
    """Try one mirror after the other; what was wrong with the first, or ""."""
    from torchvision.datasets.utils import download_url

    kind, target, problems = _torchvision(name), scratch / archive.path, []
    urls = [kind.url] if name == "cifar10" else [mirror + target.name for mirror in kind.mirrors]
    if mirror := os.environ.get("MLPSCOPE_MIRROR", "").strip():  # a data folder served over HTTP
        urls = [f"{mirror.rstrip('/')}/{archive.path}"]
    part = target.with_name(f"{target.name}.part")
    for url in urls:
        print("trying", url, flush=True)
        try:
            download_url(url, part.parent, part.name, _md5(name, archive))
            os.replace(part, target)
            return ""
        except Exception as error:
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
                raise SystemExit(error.errno) from error
            problems.append(_reason(error))
    return problems[0]


def _reason(error: Exception) -> str:
    cause = getattr(error, "reason", error)
    if isinstance(error, HTTPError):
        return f"the server answers {error.code} {error.reason}"
    if isinstance(cause, TimeoutError):
        return "the server does not answer"
    if isinstance(cause, ssl.SSLError):
        return "no secure connection to the server"
    if isinstance(error, RuntimeError):  # torchvision's, of a wrong MD5
        return "what came is not the whole file"
    return "no network" if isinstance(error, OSError) else str(error)


def main(name: str, scratch: Path, wanted: list[str]) -> None:
    # The parent holds the other end of stdin: it closes when the parent dies, however it dies.
    threading.Thread(target=lambda: os._exit(len(os.read(0, 1)) + 1), daemon=True).start()
    socket.setdefaulttimeout(SILENCE_S)
    for archive in ARCHIVES[name]:
        if archive.path in wanted and (problem := _download(name, scratch, archive)):
            raise SystemExit(problem)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
