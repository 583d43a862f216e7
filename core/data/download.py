"""MNIST, Fashion-MNIST and CIFAR-10 by torchvision, which knows their MD5s, mirrors and formats.

What it downloads or unpacks goes to a scratch folder first, so that only whole files come to the data folder. A
download is a process of its own (`python -m core.data.download NAME SCRATCH ARCHIVE...`), because only a process
can be stopped when a server neither answers nor hangs up.
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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import numpy as np

from core.data.disk import DataError
from core.data.formats import ARCHIVES, Archive
from core.data.npz import Bytes

STALL_S = 20.0  # without a byte for so long, a download is stopped
SILENCE_S = 9.0  # torchvision tries a silent mirror by https and by http: both have to fit into STALL_S
START_S = 60.0  # for the process to begin, on a busy machine


_progress: dict[tuple[str, Path], float] = {}
# Archives of the right size whose MD5 was seen to be wrong, so that look() knows it without reading them again.
_seen_wrong: dict[tuple[Path, int, int], str] = {}


def _torchvision(name: str) -> Any:
    from torchvision import datasets

    return {"mnist": datasets.MNIST, "fashion_mnist": datasets.FashionMNIST, "cifar10": datasets.CIFAR10}[name]


def _md5(name: str, archive: Archive) -> str:
    kind = _torchvision(name)
    return str(kind.tgz_md5 if name == "cifar10" else dict(kind.resources)[Path(archive.path).name])


def _wrong(path: Path, size: int) -> str | None:
    """None if it is missing, "" if nothing is known against it, else what is wrong."""
    try:
        found = path.stat()
    except OSError:
        return None
    if found.st_size != size and path.is_file():
        return f"has {found.st_size:,} bytes instead of {size:,}"
    return _seen_wrong.get((path, found.st_size, found.st_mtime_ns), "")


def _damaged(path: Path, verdict: str) -> str:
    remedy = "Delete it, and it will be downloaded again, or put a whole copy in its place."
    return f"{path.name} in {path.parent} is damaged: it {verdict}. {remedy}"


def look(name: str, where: Path) -> tuple[list[Archive], str]:
    """The archives that have to be downloaded, and what is damaged, by sizes and what has been seen before."""
    if where.exists() and not where.is_dir():
        remedy = "Move it away, or set MLPSCOPE_DATA to another folder."
        return [], f"{where} is a file, but the data folder has to be a folder. {remedy}"
    missing: list[Archive] = []
    for archive in ARCHIVES[name]:
        packed = _wrong(where / archive.path, archive.size)
        inside = _wrong(where / archive.inside, archive.inside_size)
        if packed is None and inside is None:
            missing.append(archive)
        elif packed != "" and inside != "":
            return [], _damaged(where / (archive.path if packed else archive.inside), packed or inside or "")
    return missing, ""


def read(name: str, where: Path) -> list[Bytes]:
    """Train images and labels, test images and labels; unpacked before, if that is not done or is damaged.

    Raises DataError if something is damaged, OSError if neither `where` nor the temporary folder takes them.
    """
    packed = any(_wrong(where / archive.path, archive.size) == "" for archive in ARCHIVES[name])
    if all(_wrong(where / archive.inside, archive.inside_size) == "" for archive in ARCHIVES[name]):
        try:
            return _decode(name, where, where)
        except DataError:
            if not packed:
                raise
    with suppress(OSError), _scratch(where, name) as scratch:
        _unpack(name, where, scratch)
        _move(scratch, where, "*")
        return _decode(name, where, where)
    # the data folder cannot be written to, or its disk is full
    with tempfile.TemporaryDirectory(prefix="mlpscope-") as temporary:
        _unpack(name, where, Path(temporary))
        return _decode(name, Path(temporary), where)


def _decode(name: str, root: Path, where: Path) -> list[Bytes]:
    try:
        parts = [_torchvision(name)(root, train=train) for train in (True, False)]
        return [np.asarray(values, np.uint8) for part in parts for values in (part.data, part.targets)]
    except Exception as problem:  # whatever the damage leads torchvision's readers to
        inside = where / ARCHIVES[name][0].inside
        place = inside if inside.is_dir() else inside.parent
        raise DataError(_damaged(place, f"cannot be read ({problem!r})")) from problem


def _unpack(name: str, where: Path, root: Path) -> None:
    from torchvision.datasets.utils import calculate_md5, extract_archive

    for archive in ARCHIVES[name]:
        packed, target = where / archive.path, root / archive.inside
        target.parent.mkdir(parents=True, exist_ok=True)
        if _wrong(packed, archive.size) != "":
            shutil.copy(where / archive.inside, target)
            continue
        try:
            found, md5 = packed.stat(), calculate_md5(packed)
        except OSError as problem:
            raise DataError(f"{packed} cannot be read ({problem.strerror}).") from problem
        if md5 != _md5(name, archive):
            verdict = f"has the right size, but its MD5 is {md5} instead of {_md5(name, archive)}"
            _seen_wrong[packed, found.st_size, found.st_mtime_ns] = verdict
            raise DataError(_damaged(packed, verdict))
        extract_archive(packed, target.parent)


def _move(scratch: Path, where: Path, pattern: str) -> None:
    for path in [path for path in scratch.rglob(pattern) if path.is_file()]:
        target = where / path.relative_to(scratch)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)


@contextmanager
def _scratch(where: Path, name: str) -> Iterator[Path]:
    """A folder on the same file system, so that files can be moved out of it; sweeps up what a crash left."""
    where.mkdir(parents=True, exist_ok=True)
    for left in where.glob(".unfinished-*"):
        if time.time() - left.stat().st_mtime > 24 * 3600:
            shutil.rmtree(left, ignore_errors=True)
    prefix = f".unfinished-{name}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=where, ignore_cleanup_errors=True) as scratch:
        yield Path(scratch)


def progress(name: str, where: Path) -> float | None:
    """The share in [0, 1] that has arrived while a thread of this process downloads it into `where`, else None."""
    return _progress.get((name, where))


def fetch(name: str, where: Path, missing: list[Archive], stall_s: float) -> str:
    """Download `missing` into `where`, the whole ones even if a later one fails; what went wrong, or "".

    Raises OSError if the folder cannot take them.
    """
    need = sum(archive.size for archive in missing)
    with _scratch(where, name) as scratch:
        if shutil.disk_usage(where).free < need:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        try:
            return _watch(name, where, scratch, [archive.path for archive in missing], need, stall_s)
        finally:
            _progress.pop((name, where), None)
            _move(scratch, where, "*.gz")


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
