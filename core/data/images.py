"""The pictures that networks are trained on: MNIST, Fashion-MNIST, CIFAR-10, digits that need no network, own ones.

The data folder (`MLPSCOPE_DATA` or data/) is laid out as torchvision does; what is missing is downloaded from
torchvision's mirrors, or from `MLPSCOPE_MIRROR`. What is there counts by its content (idx.py, cifar.py).
"""

import hashlib
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.data import cifar, disk, formats, idx, own
from core.data import download as downloads
from core.data.disk import DataError, folder
from core.data.formats import ARCHIVES, Archive
from core.data.npz import Bytes
from core.data.sources import NAMES, Source
from core.words import listed

__all__ = [
    "NAMES",
    "DataError",
    "ImageData",
    "Source",
    "Status",
    "about",
    "average",
    "folder",
    "forget_failure",
    "load",
    "progress",
    "stand_in",
    "status",
]


@dataclass(frozen=True, eq=False)
class ImageData:
    """Read-only, contiguous arrays: `torch.tensor(a)` copies them, `torch.from_numpy(a)` would warn."""

    name: str
    title: str
    train_images: Bytes  # (N, H, W), or (N, H, W, 3) in colour; 0..255
    train_labels: Bytes  # (N,) index into class_names
    test_images: Bytes  # (M, H, W) or (M, H, W, 3)
    test_labels: Bytes  # (M,)
    class_names: tuple[str, ...]
    source: str
    licence: str
    note: str  # what the person should know about this copy, or ""


@dataclass(frozen=True)
class Status:
    state: Literal["ready", "download", "damaged", "missing"]
    download_bytes: int  # what has still to come over the network
    message: str  # one line for the person; "" if ready


REMEMBER_S = 60.0  # a failed download is not tried again before
OWN_IN_MEMORY = 4  # own data sets, the last ones read
_SUBSET = "cifar10_subset.npz"
_failures: dict[tuple[str, Path], tuple[float, str]] = {}
_loaded: dict[tuple[str, Path], ImageData] = {}
_locks: dict[tuple[str, Path], threading.Lock] = {}


def about(name: str) -> Source:
    """What the data set is called, its classes, source and licence. DataError for an own one that is not here."""
    if own.is_own(name):
        return own.about(name)
    if name not in NAMES:
        allowed = f"{', '.join(NAMES)} or the name of an own data set"
        raise ValueError(f"'name' must be one of {allowed}. Got {name!r} instead.")
    return NAMES[name]


def forget_failure(name: str) -> None:
    """Let the next load() try the network again at once."""
    for key in [key for key in _failures if key[0] == name]:
        _failures.pop(key, None)


def status(name: str) -> Status:
    """What load(name) would meet, as far as a page may ask in every run: a file of a usual size is not read."""
    if own.is_own(name):
        return Status("ready", 0, "") if own.here(name) else Status("missing", 0, own.GONE)
    where = folder()
    about(name)  # ValueError if there is no such data set
    if name == "digits" or (name, where) in _loaded:
        return Status("ready", 0, "")
    missing, damaged = _look(name, where)
    if damaged:
        return Status("damaged", 0, disk.named(damaged))
    if not missing or (name == "cifar10" and (where / _SUBSET).is_file()):
        return Status("ready", 0, "")
    need = sum(archive.size for archive in missing)
    size = f"{need / 1e6:,.0f} MB" if need > 1e6 else f"{need / 1e3:,.0f} kB"
    ask = f"{_lacking(name, missing)}: {size} have to be downloaded."
    return Status("download", need, _recent_failure(name, where) or ask)


def stand_in(name: str) -> str:
    """What tells the pictures that stand in for this data set from all others; "" where it is itself."""
    where = folder()
    if name != "cifar10" or not _look(name, where)[0] or not (where / _SUBSET).is_file():
        return ""
    found = (where / _SUBSET).stat()
    return _content(where / _SUBSET, found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=4)
def _content(path: Path, size: int, changed: int) -> str:
    """A hash of a file that was changed then."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def progress(name: str) -> float | None:
    """The share in [0, 1] that has arrived while a thread of this process downloads it, else None."""
    return downloads.progress(name, folder())


def load(name: str, *, download: bool = True, stall_s: float = downloads.STALL_S) -> ImageData:
    """The data set, read once a process and shared by all threads; downloads what is missing if it may.

    Raises DataError with a message for the person. A download that brings nothing for `stall_s` seconds
    fails, and is not tried again for a minute unless forget_failure(name) is called.
    """
    key = (name, folder())
    if (known := _loaded.get(key)) is not None:
        return known
    if not download and progress(name) is not None:
        raise DataError(f"{about(name).title} is being downloaded.")
    with _locks.setdefault(key, threading.Lock()):
        if (known := _loaded.get(key)) is not None:
            return known
        loaded = _loaded[key] = _load(name, key[1], download, stall_s)
    for old in [key for key in list(_loaded) if own.is_own(key[0])][:-OWN_IN_MEMORY]:
        _loaded.pop(old, None)
        _locks.pop(old, None)
    return loaded


def average(data: ImageData, label: int) -> NDArray[np.float64]:
    """The mean training picture of a class, (H, W) or (H, W, 3), in 0..255."""
    if not 0 <= label < len(data.class_names):
        raise ValueError(f"'label' must be in [0, {len(data.class_names) - 1}]. Got {label} instead.")
    mean: NDArray[np.float64] = data.train_images[data.train_labels == label].mean(axis=0, dtype=np.float64)
    return mean


def _load(name: str, where: Path, download: bool, stall_s: float) -> ImageData:
    if own.is_own(name):
        return _data(name, own.read(name)[:4], "")
    title = about(name).title
    if name == "digits":
        return _data(name, formats.digits(), "8x8 digits resized to MNIST's framing: not MNIST")
    missing, damaged = _look(name, where)
    if damaged:
        raise DataError(damaged)
    if missing and name == "cifar10" and (where / _SUBSET).is_file():
        arrays = formats.subset(where / _SUBSET)
        return _data(name, arrays, f"a subset of {len(arrays[1]):,} + {len(arrays[3]):,} pictures")
    if missing and not download:
        raise DataError(_absent(name, where, missing))
    if missing:
        _download(name, where, missing, stall_s)
    try:
        return _data(name, cifar.read(name, where) if name == "cifar10" else idx.read(name, where), "")
    except OSError as error:
        need = sum(archive.inside_size for archive in ARCHIVES[name])
        raise DataError(disk.trouble(title, Path(tempfile.gettempdir()), need, error)) from error


def _download(name: str, where: Path, missing: list[Archive], stall_s: float) -> None:
    if message := _recent_failure(name, where):
        raise DataError(message)
    try:
        problem = downloads.fetch(name, where, missing, stall_s)
    except OSError as error:
        need = sum(archive.size for archive in missing)
        raise DataError(disk.trouble(NAMES[name].title, where, need, error)) from error
    if problem:
        left = _look(name, where)[0] or missing  # some may have come
        message = _absent(name, where, left, f" and could not be downloaded ({problem})")
        _failures[name, where] = (time.monotonic(), message)
        raise DataError(message)


def _recent_failure(name: str, where: Path) -> str:
    """The message of a download that failed less than REMEMBER_S ago, or ""."""
    failed_at, message = _failures.get((name, where), (float("-inf"), ""))
    return message if time.monotonic() - failed_at < REMEMBER_S else ""


def _look(name: str, where: Path) -> tuple[list[Archive], str]:
    """The archives that have to be downloaded, and what is wrong in the data folder, in words."""
    if where.exists() and not where.is_dir():
        remedy = "Move it away, or set MLPSCOPE_DATA to another folder."
        return [], f"A file is in the place of the data folder. {remedy}"
    return cifar.look(name, where) if name == "cifar10" else idx.look(name, where)


def _lacking(name: str, missing: Sequence[Archive]) -> str:
    title, names = NAMES[name].title, [Path(archive.path).name for archive in missing]
    if len(names) == len(ARCHIVES[name]):
        return f"{title} is not on this machine"
    return f"Of {title}, {listed(names)} {'are' if len(names) > 1 else 'is'} not on this machine"


def _absent(name: str, where: Path, missing: Sequence[Archive], what: str = "") -> str:
    put = "them" if len(missing) > 1 else "it"
    if len(missing) == len(ARCHIVES[name]):
        put = f"its archive, {missing[0].path}," if name == "cifar10" else "its four archives"
    remedy = f"Put {put} into {(where / missing[0].path).parent}, or connect and try again."
    return disk.named(f"{_lacking(name, missing)}{what}. {remedy}")


def _data(name: str, arrays: Sequence[Bytes], note: str) -> ImageData:
    source, (x, y, x_test, y_test) = about(name), [np.ascontiguousarray(array) for array in arrays]
    for array in (x, y, x_test, y_test):
        array.flags.writeable = False
    words = (source.class_names, source.source, source.licence, note)
    return ImageData(name, source.title, x, y, x_test, y_test, *words)
