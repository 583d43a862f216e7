"""A person's own pictures: checked, kept in the data folder under a name made from what they are.

Whoever has that name, own-<hash>, may see them. At most MOST_SETS of MOST_KEPT bytes in all are kept: those that
were used least recently go first.
"""

import hashlib
import io
import os
import re
import tempfile
import time
import zipfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.data import disk, npz
from core.data.disk import DataError
from core.data.npz import Pictures
from core.data.sources import Source

MOST_BYTES = 50 * 10**6  # of a file that is brought
MOST_SETS = 100
MOST_KEPT = 2 * 10**9  # bytes
GONE = "This data set is not on this server: upload it again."
_NOTED_S = 60.0  # how exactly it is known when a set was used last


def is_own(name: str) -> bool:
    return re.fullmatch("own-[0-9a-f]{16}", name) is not None


def add(raw: bytes, file_name: str) -> str:
    """Check the .npz file `raw` and keep its pictures; the name they have, which the same file has at any time.

    Raises DataError: for what npz.read() refuses, a file that is too large, trouble with the disk.
    """
    title = " ".join(npz.plain(re.sub(r"\.npz$", "", file_name, flags=re.I)).split())[:40].strip() or "own data"
    if len(raw) > MOST_BYTES:
        got = f"Got {len(raw) / 1e6:.1f} MB instead. Take fewer pictures."
        raise DataError(f"{title}.npz must have at most {MOST_BYTES / 1e6:g} MB. {got}")
    pictures = npz.read(io.BytesIO(raw), f"{title}.npz")
    name = f"own-{_digest(title, pictures)}"
    path = _path(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, title, pictures)
        _forget(path.parent)
    except OSError as error:
        raise DataError(disk.trouble(title, path.parent, len(raw), error)) from error
    return name


def here(name: str) -> bool:
    """Whether it is kept; if so, it counts as used now."""
    path = _path(name)
    if not os.path.isfile(path):
        return False
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > _NOTED_S:
            os.utime(path)
    return True


def about(name: str) -> Source:
    """What it is called, and its classes. Raises DataError where it is not, or not any more."""
    title, class_names = _words(_path(name))
    return Source(title, 0, class_names, "A file uploaded to this server", "its owner's")


def read(name: str) -> Pictures:
    """The pictures. Raises DataError where they are not, or where the file is not what it was."""
    path = _path(name)
    damaged = f"{path.name} in {path.parent} is damaged: upload it again."
    try:
        with path.open("rb") as file:
            pictures = npz.read(file, path.name)
    except OSError as problem:
        remedy = "Upload it again, or let all workers share that folder."
        raise DataError(f"The data set {name} is not in {path.parent}. {remedy}") from problem
    except DataError as problem:
        raise DataError(damaged) from problem
    if name != f"own-{_digest(_words(path)[0], pictures)}":
        raise DataError(damaged)
    return pictures


def _path(name: str) -> Path:
    if not is_own(name):
        raise ValueError(f"'name' must be own- and 16 hexadecimal digits. Got {name!r} instead.")
    return disk.folder() / "own" / f"{name.removeprefix('own-')}.npz"


def _digest(title: str, pictures: Pictures) -> str:
    *arrays, class_names = pictures
    digest = hashlib.sha256(repr((title, class_names, [array.shape for array in arrays])).encode())
    for array in arrays:
        digest.update(array.reshape(-1).data)
    return digest.hexdigest()[:16]


@lru_cache(maxsize=256)
def _words(path: Path) -> tuple[str, tuple[str, ...]]:
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            return str(file["title"]), tuple(file["class_names"].tolist())
    except FileNotFoundError as problem:
        raise DataError(GONE) from problem
    except Exception as problem:  # whatever the damage leads numpy to
        raise DataError(f"{path.name} in {path.parent} is damaged: upload it again.") from problem


def _write(path: Path, title: str, pictures: Pictures) -> None:
    """All of it or nothing, also when two do so at once. Packed a little: 0.1 s for 10 MB."""
    *arrays, class_names = pictures
    parts = (*zip(Pictures._fields, arrays, strict=False), ("class_names", class_names), ("title", title))
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=path.parent) as scratch:
        part = Path(scratch) / path.name
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for key, array in parts:
                with archive.open(f"{key}.npy", "w") as member:
                    np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)
        os.replace(part, path)


def _forget(folder: Path) -> None:
    """Delete what is beyond the bounds, the least recently used first, but never the newest."""
    kept = []
    for path in folder.glob("*.npz"):
        with suppress(OSError):  # another process forgets too
            kept.append((path.stat().st_mtime_ns, path.stat().st_size, path))
    room = MOST_KEPT
    for place, (_, size, path) in enumerate(sorted(kept, reverse=True)):
        room -= size
        if place and (place >= MOST_SETS or room < 0):
            with suppress(OSError):
                path.unlink()
