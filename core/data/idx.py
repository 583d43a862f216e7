"""MNIST's and Fashion-MNIST's files: told apart by what is in them, for both data sets give theirs the same names.

Each of the four may be packed, by whatever gzip, or not; it may have dots in its name instead of hyphens
(train-images.idx3-ubyte), or lie in a folder of its name, as programs that unpack leave it. What counts is the MD5
of its content. No file that is there is changed.
"""

import gzip
import hashlib
import os
import stat
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.data import disk
from core.data.disk import DataError
from core.data.formats import ARCHIVES, Archive
from core.data.npz import Bytes
from core.data.sources import NAMES
from core.words import listed

DAMAGED = "damaged: "  # how what is wrong with a file begins
CLOSED = "not readable for the user who runs MLP Scope"


def look(name: str, where: Path) -> tuple[list[Archive], str]:
    """The archives that have to be downloaded, and what is wrong, in words.

    Files of the published sizes are not read; of another size, they are read once.
    """
    missing, wrong = [], []
    for archive in ARCHIVES[name]:
        found = [(path, _suspected(name, archive, path)) for path in _candidates(where / archive.inside)]
        if not found:
            missing.append(archive)
        elif all(verdict for _, verdict in found):
            wrong.append(found[0])
    return ([], _said(wrong)) if wrong else (missing, "")


def read(name: str, where: Path) -> list[Bytes]:
    """Train images (N, 28, 28) and labels (N,), test images and labels: what was published, or nothing.

    What was packed lies unpacked beside it from then on, if there is room. Raises DataError.
    """
    arrays, wrong, unpacked = [], [], {}
    for archive in ARCHIVES[name]:
        found: list[tuple[Path, str]] = []
        for path in _candidates(where / archive.inside):
            content = _content(name, archive, path)
            if not content.verdict:
                arrays.append(_values(archive, content.data))
                if content.packed:
                    unpacked[archive.inside] = content.data
                break
            found.append((path, content.verdict))
        else:
            wrong += found[:1]
    if len(arrays) < len(ARCHIVES[name]):
        raise DataError(_said(wrong) if wrong else f"A file of {NAMES[name].title} has just been moved away.")
    with suppress(OSError):  # it cannot be written to, or is full
        _keep(name, where, unpacked)
    return arrays


def _candidates(path: Path) -> list[Path]:
    """What lies in the place of a file: what is not packed first, and before others what has the very name."""

    def named(folder: Path) -> list[Path]:
        with suppress(OSError):
            return [one for one in folder.iterdir() if _plain(one) == path.name]
        return []

    found = [within for one in named(path.parent) for within in (named(one) or [one])]
    return sorted(found, key=lambda one: (one.suffix == ".gz", one.name.removesuffix(".gz") != path.name, one))


def _plain(path: Path) -> str:
    return path.name.removesuffix(".gz").replace(".", "-")


class _Content(NamedTuple):
    data: bytes
    packed: bool
    verdict: str  # what is wrong with it; "" if nothing


def _suspected(name: str, archive: Archive, path: Path) -> str:
    """What is wrong with a file, as far as can be said without reading one of a published size."""
    try:
        found = path.stat()
    except OSError:
        return _content(name, archive, path).verdict
    if (verdict := disk.known(path, found)) is not None:
        return verdict
    usual = stat.S_ISREG(found.st_mode) and found.st_size in (archive.size, archive.inside_size)
    usual = usual and os.access(path, os.R_OK)
    return "" if usual else _content(name, archive, path).verdict


def _content(name: str, archive: Archive, path: Path) -> _Content:
    """What is in a file, unpacked, and what is wrong with it; noted."""
    title, data, packed = NAMES[name].title, b"", False
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            return _Content(data, packed, f"a folder without {title}'s {archive.holds}")
        if not stat.S_ISREG(found.st_mode):
            return _Content(data, packed, "no file")
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            source = gzip.GzipFile(fileobj=file) if packed else file
            data = source.read(archive.inside_size + 1)  # more would be too much, however much there is
    except EOFError:
        verdict = f"{DAMAGED}the end is missing"
    except (gzip.BadGzipFile, zlib.error):
        verdict = f"{DAMAGED}the content is not what was packed"
    except PermissionError:
        return _Content(data, packed, CLOSED)
    except OSError as problem:
        return _Content(data, packed, f"{DAMAGED}it cannot be read ({problem.strerror})")
    else:
        verdict = _verdict(name, archive, data)
    disk.note(path, found, verdict)
    return _Content(data, packed, verdict)


def _verdict(name: str, archive: Archive, data: bytes) -> str:
    md5, title = hashlib.md5(data, usedforsecurity=False).hexdigest(), NAMES[name].title
    for other in ("mnist", "fashion_mnist"):
        for one in ARCHIVES[other]:
            if md5 == one.md5 and other != name:
                return f"{NAMES[other].title}'s, not {title}'s"
            if md5 == one.md5 and one is not archive:
                return f"misnamed: it holds {title}'s {one.holds}"
    if len(data) > archive.inside_size:
        return f"{DAMAGED}it has more than {archive.inside_size:,} bytes"
    if len(data) < archive.inside_size:
        return f"{DAMAGED}it has {len(data):,} bytes instead of {archive.inside_size:,}"
    if md5 != archive.md5:
        return f"{DAMAGED}it has the right size, but its MD5 is {md5} instead of {archive.md5}"
    return ""


def _said(wrong: Sequence[tuple[Path, str]]) -> str:
    """What is wrong with the first file and with those that have the same fault, and what to do."""
    first, verdict = wrong[0]
    names = [path.name for path, fault in wrong if (path.parent, fault) == (first.parent, verdict)]
    who, several = f"{listed(names)} in {first.parent}", len(names) > 1
    if verdict.startswith(DAMAGED):
        return disk.damaged(who, verdict.removeprefix(DAMAGED), several=several)
    it, right = ("them", "the right files") if several else ("it", "the right file")
    remedy = f"Move {it} away. Then {right} will be downloaded, or put {it} there yourself."
    if verdict == CLOSED:
        remedy = f"Change who may read {it}, and try again."
    return f"{who} {'are' if several else 'is'} {verdict}. {remedy}"


def _values(archive: Archive, data: bytes) -> Bytes:
    """The array in an IDX file whose content is known: (N, 28, 28) or (N,)."""
    pictures = "images" in archive.inside
    values = np.frombuffer(data, np.uint8, offset=16 if pictures else 8)
    return values.reshape(-1, 28, 28) if pictures else values


def _keep(name: str, where: Path, contents: Mapping[str, bytes]) -> None:
    """Put what has been unpacked into the data folder, whole, where there is nothing of that name."""
    if contents := {inside: data for inside, data in contents.items() if not os.path.lexists(where / inside)}:
        with disk.scratch(where, name) as aside:
            for inside, data in contents.items():
                (part := aside / Path(inside).name).write_bytes(data)
                os.replace(part, where / inside)
