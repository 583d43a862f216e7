"""The data folder, and what a person is told when it does not take or give what it should."""

import errno
import os
from pathlib import Path


class DataError(RuntimeError):
    """What is wrong with the data and what to do about it, in words for the person at the screen."""


def folder() -> Path:
    """`MLPSCOPE_DATA`, or data/ in the project's root."""
    chosen = os.environ.get("MLPSCOPE_DATA", "").strip()
    return Path(chosen).expanduser().absolute() if chosen else Path(__file__).resolve().parents[2] / "data"


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
