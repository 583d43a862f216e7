"""Bring the missing archives of a data set to the data folder, whole or not at all.

The download runs in a process of its own (`python -m core.data.download NAME FOLDER ARCHIVE...`), because
only a process can be stopped when a server neither answers nor hangs up.
"""

import errno
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from core.data.archives import LAYOUTS, DataError, File, Layout, whole

STALL_S = 20.0  # without a byte for so long, a download is stopped
SILENCE_S = 15.0  # a mirror that sends nothing for so long is left for the next
START_S = 60.0  # for the process to begin, on a busy machine
REMEMBER_S = 60.0  # a failed download is not tried again before
_SCRATCH = ".unfinished-"

_progress: dict[str, float] = {}
_failures: dict[tuple[str, Path], tuple[float, str]] = {}


def progress(name: str) -> float | None:
    """The share in [0, 1] that has arrived while a thread of this process downloads it, else None."""
    return _progress.get(name)


def forget_failure(name: str) -> None:
    """Let the next load() try the network again at once."""
    for key in [key for key in _failures if key[0] == name]:
        _failures.pop(key, None)


def recent_failure(name: str, where: Path) -> str:
    """The message of a download that failed less than REMEMBER_S ago, or ""."""
    failed_at, message = _failures.get((name, where), (float("-inf"), ""))
    return message if time.monotonic() - failed_at < REMEMBER_S else ""


def fetch(name: str, where: Path, missing: tuple[File, ...], *, stall_s: float = STALL_S) -> None:
    """Download `missing` into `where`; whole archives stay, even if a later one fails. Raises DataError."""
    if message := recent_failure(name, where):
        raise DataError(message)
    layout, need = LAYOUTS[name], sum(file.size for file in missing)
    try:
        with _scratch(where, name) as scratch:
            free = shutil.disk_usage(where).free
            if free < need:
                raise OSError(errno.ENOSPC, f"{free / 1e6:,.0f} MB free")
            try:
                problem = _watch(name, scratch, missing, need, stall_s)
            finally:
                _progress.pop(name, None)
                _move(scratch, where, missing)
    except OSError as error:
        raise DataError(_disk_trouble(layout, where, need, error)) from error
    if problem:
        message = absent(layout, where, f" and could not be downloaded ({problem})")
        _failures[name, where] = (time.monotonic(), message)
        raise DataError(message)


def absent(layout: Layout, where: Path, what: str = "") -> str:
    return (
        f"{layout.title} is not on this machine{what}. "
        f"Put {layout.put} into {where / layout.place}, or connect and try again."
    )


def _disk_trouble(layout: Layout, where: Path, need: int, error: OSError) -> str:
    wants = f"{layout.title} needs {need / 1e6:,.0f} MB in {where}"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        remedy = "Free some space, or set MLPSCOPE_DATA to a folder on another disk."
        return f"{wants}, but the disk is full. {remedy}"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        remedy = "Let this user write to it, or set MLPSCOPE_DATA to a folder where it may."
        return f"{wants}, but this folder cannot be written to ({error.strerror}). {remedy}"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{wants}, but a file is in the place of that folder. Move it away, or set MLPSCOPE_DATA."
    return f"{wants}, but that failed ({error.strerror or error}). Set MLPSCOPE_DATA to another folder."


@contextmanager
def _scratch(where: Path, name: str) -> Iterator[Path]:
    """A folder on the same file system, so that files can be moved out of it; sweeps up what a crash left."""
    where.mkdir(parents=True, exist_ok=True)
    for left in where.glob(f"{_SCRATCH}*"):
        touched = [path.stat().st_mtime for path in (left, *left.rglob("*")) if path.exists()]
        if touched and time.time() - max(touched) > 3600:
            shutil.rmtree(left, ignore_errors=True)
    scratch = Path(tempfile.mkdtemp(prefix=f"{_SCRATCH}{name}-", dir=where))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _move(scratch: Path, where: Path, missing: tuple[File, ...]) -> None:
    for file in missing:
        target = where / file.path
        if whole(scratch, file) is not None and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(scratch / file.path, target)


def _watch(name: str, scratch: Path, missing: tuple[File, ...], need: int, stall_s: float) -> str:
    """Run the download, keep progress() current, stop it when nothing moves; what went wrong, or ""."""
    command = [sys.executable, "-m", "core.data.download", name, str(scratch)]
    command += [file.path for file in missing]
    root, pipe = Path(__file__).resolve().parents[2], subprocess.PIPE
    said: list[str] = []
    with subprocess.Popen(
        command, cwd=root, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    ) as child:
        reader = threading.Thread(target=_listen, args=(child, said), daemon=True)
        reader.start()
        try:
            stalled = _wait(child, name, scratch, need, said, stall_s)
        finally:
            child.kill()
            reader.join()
    last = said[-1].strip() if said else ""
    if last.startswith("errno "):
        number = int(last.split()[1])
        raise OSError(number, os.strerror(number))
    if stalled:
        return f"the server sent nothing for {stall_s:g} s"
    if child.returncode == 0:
        return ""
    return last.removeprefix("failed ") if last.startswith("failed ") else f"it ended with {child.returncode}"


def _listen(child: "subprocess.Popen[str]", said: list[str]) -> None:
    for line in child.stdout or ():
        said.append(line)


def _wait(
    child: "subprocess.Popen[str]", name: str, scratch: Path, need: int, said: list[str], stall_s: float
) -> bool:
    """Wait for its end; True if it had to be given up because neither a byte nor a word came from it."""
    seen, since = (0, 0), time.monotonic()
    while True:
        arrived = sum(path.stat().st_size for path in scratch.rglob("*") if path.is_file())
        _progress[name] = min(1.0, arrived / max(1, need))
        if seen != (seen := (arrived, len(said))):
            since = time.monotonic()
        if time.monotonic() - since > (stall_s if said else max(stall_s, START_S)):
            return True
        try:
            child.wait(0.1)
            return False
        except subprocess.TimeoutExpired:
            continue


def _urls(name: str, file: File) -> list[str]:
    """Where to look: only at MLPSCOPE_MIRROR, a data folder served over HTTP, or else at the mirrors."""
    if mirror := os.environ.get("MLPSCOPE_MIRROR", "").strip():
        return [f"{mirror.rstrip('/')}/{file.path}"]
    return [f"{mirror}{Path(file.path).name}" for mirror in LAYOUTS[name].mirrors]


def _reason(error: Exception) -> str:
    if isinstance(error, HTTPError):
        return f"the server answers {error.code} {error.reason}"
    cause = getattr(error, "reason", error)
    if isinstance(cause, TimeoutError):
        return "the server does not answer"
    if isinstance(cause, ssl.SSLError):
        return "no secure connection to the server"
    return "no network" if isinstance(error, OSError) else str(error)


def _download_one(name: str, scratch: Path, file: File) -> str:
    """Try one mirror after the other; what was wrong with the first, or ""."""
    target, problems = scratch / file.path, []
    target.parent.mkdir(parents=True, exist_ok=True)
    for url in _urls(name, file):
        print("trying", url, flush=True)
        try:
            request = Request(url, headers={"User-Agent": "mlp-scope"})
            with urlopen(request, timeout=SILENCE_S) as response, target.open("wb") as copy:
                while block := response.read1(2**16):  # what has come: a slow network is not a stall
                    copy.write(block)
                    copy.flush()
            if whole(scratch, file) is not None:
                return ""
            problems.append("what came is not the whole file")
        except (OSError, HTTPException, ValueError) as error:
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
                print("errno", error.errno, flush=True)
                raise SystemExit(1) from error
            problems.append(_reason(error))
    return problems[0]


def _end_with_parent() -> None:
    """The parent holds the other end of stdin: it closes when the parent dies, however it dies."""
    os.read(0, 1)
    os._exit(1)


def main(name: str, scratch: Path, wanted: list[str]) -> int:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for file in LAYOUTS[name].archives:
        if file.path in wanted and (problem := _download_one(name, scratch, file)):
            print("failed", problem, flush=True)
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]))
