"""The data folder, and what a person is told when it does not take or give what it should."""

import errno
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from core.words import without_folders

# By path, size and time: a file is read once in a process, and when it has changed, not in each run of a page.
_verdicts: dict[tuple[Path, int, int], str] = {}


class DataError(RuntimeError):
    """What is wrong with the data and what to do about it, in words for the person at the screen.

    That person may be a visitor: where the server's folders are is not said.
    """

    def __init__(self, message: str) -> None:
        super().__init__(named(message))


def folder() -> Path:
    """`MLPSCOPE_DATA`, or data/ in the project's root."""
    chosen = os.environ.get("MLPSCOPE_DATA", "").strip()
    return Path(chosen).expanduser().absolute() if chosen else Path(__file__).resolve().parents[2] / "data"


def named(message: str) -> str:
    """The message with places in the data folder named as such: "MNIST/raw in the data folder"."""
    inside, end = r"[\\/]([^\s,'\"()]*[^\s,'\"().])", r"(?![^\s,'\"()\\/.])"
    place = re.compile(rf"(?<![\w/.:]){re.escape(str(folder()))}(?:{inside}|{end})")
    found = place.sub(lambda at: f"{at[1]} in the data folder" if at[1] else "the data folder", message)
    return without_folders(found)


def damaged(names: str, verdict: str, *, several: bool = False) -> str:
    """That these files are damaged, and how, and what to do."""
    it, they, copy = ("them", "they", "whole copies") if several else ("it", "it", "a whole copy")
    place = "their places" if several else "its place"
    remedy = f"Delete {it}, and {they} will be downloaded again, or put {copy} in {place}."
    return f"{names} {'are' if several else 'is'} damaged: {verdict}. {remedy}"


class Found(NamedTuple):
    """The bytes of what is in a folder, and when any of it was last changed."""

    st_size: int
    st_mtime_ns: int

    @classmethod
    def of(cls, folder: Path) -> "Found":
        with os.scandir(folder) as entries:
            stats = [entry.stat() for entry in entries]
        return cls(sum(one.st_size for one in stats), max((one.st_mtime_ns for one in stats), default=0))


def known(path: Path, found: os.stat_result | Found) -> str | None:
    """What was wrong with this file or folder when it was last read, "" if nothing; None if it is another now."""
    return _verdicts.get((path, found.st_size, found.st_mtime_ns))


def note(path: Path, found: os.stat_result | Found, verdict: str) -> None:
    """Remember that: `found` is what stat(), or Found.of(), said before the content was read."""
    _verdicts[path, found.st_size, found.st_mtime_ns] = verdict


def trouble(title: str, where: Path, need: int, error: OSError) -> str:
    """Why `need` bytes of the data set `title` cannot be put into `where`, and what to do."""
    what, remedy = f"that failed ({error.strerror or error})", "Set MLPSCOPE_DATA to another folder."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        what, remedy = "the disk is full", "Free some space, or set MLPSCOPE_DATA to a folder on another disk."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        what = f"this folder cannot be written to ({error.strerror})"
        remedy = "Let this user write to it, or set MLPSCOPE_DATA to a folder where it may."
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        what, remedy = "a file is in the place of that folder", "Move it away, or set MLPSCOPE_DATA."
    return f"{title} needs {max(1, round(need / 1e6)):,} MB in {where}, but {what}. {remedy}"


@contextmanager
def scratch(where: Path, name: str) -> Iterator[Path]:
    """A folder on the same file system, so that files can be moved out of it; sweeps up what a crash left."""
    where.mkdir(parents=True, exist_ok=True)
    for left in where.glob(".unfinished-*"):
        if time.time() - left.stat().st_mtime > 24 * 3600:
            shutil.rmtree(left, ignore_errors=True)
    prefix = f".unfinished-{name}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=where, ignore_cleanup_errors=True) as scratch:
        yield Path(scratch)
