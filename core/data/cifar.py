"""CIFAR-10's archive or the folder that is in it, read by torchvision, which knows the MD5 of each file in it.

So the archive may be packed anew. A folder that is there is not changed.
"""

import os
import shutil
import tarfile
import tempfile
import zlib
from contextlib import suppress
from gzip import BadGzipFile
from pathlib import Path

import numpy as np

from core.data import disk
from core.data.disk import DataError
from core.data.formats import ARCHIVES, Archive
from core.data.npz import Bytes

_BROKEN = (tarfile.TarError, EOFError, BadGzipFile, zlib.error)


def look(name: str, where: Path) -> tuple[list[Archive], str]:
    """The archive, if it has to be downloaded, and what is wrong, in words, as far as that has been seen."""
    (archive,) = ARCHIVES[name]
    packed, folder = where / archive.path, where / archive.inside
    if folder.is_dir():
        verdict = None if packed.is_file() else disk.known(folder, disk.Found.of(folder))
        return [], _damaged(folder, verdict) if verdict else ""
    if not packed.exists():
        return [archive], ""
    if packed.is_dir():
        remedy = "Move it away. Then the archive will be downloaded, or put it there yourself."
        return [], f"{packed.name} in {where} is a folder, not CIFAR-10's archive. {remedy}"
    return [], _damaged(packed, verdict) if (verdict := disk.known(packed, packed.stat())) else ""


def read(name: str, where: Path) -> list[Bytes]:
    """Train images (N, 32, 32, 3) and labels (N,), test images and labels.

    The archive is unpacked into the data folder, if there is room and no such folder yet. Raises DataError if
    something is damaged, OSError if neither the data folder nor the temporary one takes what is unpacked.
    """
    (archive,) = ARCHIVES[name]
    packed, folder = where / archive.path, where / archive.inside
    if folder.is_dir():
        found = disk.Found.of(folder)
        try:
            return _decoded(where)
        except ValueError as problem:
            if not packed.is_file():
                verdict = f"it cannot be read ({problem})"
                disk.note(folder, found, verdict)
                raise DataError(_damaged(folder, verdict)) from problem
    else:
        with suppress(OSError), disk.scratch(where, name) as scratch:
            arrays = _unpacked(packed, scratch)
            with suppress(OSError):  # another process has put it there by now
                os.replace(scratch / archive.inside, folder)
            return arrays
    # the data folder cannot be written to, its disk is full, or a folder is in the way that is not ours to change
    with tempfile.TemporaryDirectory(prefix="mlpscope-") as temporary:
        return _unpacked(packed, Path(temporary))


def _decoded(root: Path) -> list[Bytes]:
    """What is in the folder below `root`. ValueError if it is not CIFAR-10."""
    from torchvision.datasets import CIFAR10

    try:
        parts = [CIFAR10(root, train=train) for train in (True, False)]
    except Exception as problem:  # whatever the damage leads torchvision's readers to
        raise ValueError(f"{problem!r}") from problem
    return [np.asarray(values, np.uint8) for part in parts for values in (part.data, part.targets)]


def _unpacked(packed: Path, root: Path) -> list[Bytes]:
    """Unpack the archive's files, and no others, into `root`, and read them."""
    from torchvision.datasets import CIFAR10

    names = [name for name, _ in (*CIFAR10.train_list, *CIFAR10.test_list)] + [CIFAR10.meta["filename"]]
    wanted = {f"{CIFAR10.base_folder}/{name}" for name in names}
    try:
        found, file = packed.stat(), packed.open("rb")
    except OSError as problem:
        raise DataError(f"{packed} cannot be read ({problem.strerror}).") from problem
    (root / CIFAR10.base_folder).mkdir()
    try:
        with file, tarfile.open(fileobj=file) as tar:
            for member in tar:
                name = member.name.removeprefix("./")  # as tar packs a folder that it stands in
                if name in wanted and member.isfile() and (source := tar.extractfile(member)):
                    with source, (root / name).open("wb") as target:
                        shutil.copyfileobj(source, target)
        return _decoded(root)
    except (*_BROKEN, ValueError) as problem:
        verdict = f"it does not hold what CIFAR-10's archive does ({problem!r})"
        disk.note(packed, found, verdict)
        raise DataError(_damaged(packed, verdict)) from problem


def _damaged(path: Path, verdict: str) -> str:
    return disk.damaged(f"{path.name} in {path.parent}", verdict)
