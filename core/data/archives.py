"""The published files of each data set: which they are, whether they are whole, what is in them."""

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType


class DataError(RuntimeError):
    """What is wrong with the data and what to do about it, in words for the person at the screen."""


@dataclass(frozen=True)
class File:
    path: str  # below the data folder, as torchvision lays it out
    size: int  # bytes; 0: not known, the MD5 decides
    md5: str


@dataclass(frozen=True)
class Layout:
    """The archives of a data set and the files packed in them; torchvision leaves both side by side."""

    title: str
    put: str  # what a person has to put into `place`
    place: str
    mirrors: tuple[str, ...]  # torchvision's
    archives: tuple[File, ...]
    contents: tuple[File, ...]  # one for each archive, or all in the only archive

    def pairs(self) -> list[tuple[File, File]]:
        """Each packed file with the archive that it is in."""
        archives = self.archives * len(self.contents) if len(self.archives) == 1 else self.archives
        return list(zip(self.contents, archives, strict=True))


@dataclass(frozen=True)
class Found:
    missing: tuple[File, ...]  # archives that have to be downloaded
    damaged: str  # what to tell the person, or ""


def _idx(
    title: str,
    place: str,
    mirrors: tuple[str, ...],
    packed: Mapping[str, tuple[int, str]],
    whole: Mapping[str, str],
) -> Layout:
    sizes = (47_040_016, 60_008, 7_840_016, 10_008)
    archives = tuple(File(f"{place}/{name}.gz", size, md5) for name, (size, md5) in packed.items())
    pairs = zip(whole.items(), sizes, strict=True)
    contents = tuple(File(f"{place}/{name}", size, md5) for (name, md5), size in pairs)
    return Layout(title, "its four archives", place, mirrors, archives, contents)


_MNIST = _idx(
    "MNIST",
    "MNIST/raw",
    ("https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/"),
    {
        "train-images-idx3-ubyte": (9_912_422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
        "train-labels-idx1-ubyte": (28_881, "d53e105ee54ea40749a09fcbcd1e9432"),
        "t10k-images-idx3-ubyte": (1_648_877, "9fb629c4189551a2d022fa330f9573f3"),
        "t10k-labels-idx1-ubyte": (4_542, "ec29112dd5afa0611ce80d1b7f02629c"),
    },
    {
        "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
        "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
        "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
        "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
    },
)
_FASHION = _idx(
    "Fashion-MNIST",
    "FashionMNIST/raw",
    ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",),
    {
        "train-images-idx3-ubyte": (26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        "train-labels-idx1-ubyte": (29_515, "25c81989df183df01b3e8a0aad5dffbe"),
        "t10k-images-idx3-ubyte": (4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
        "t10k-labels-idx1-ubyte": (5_148, "bb300cfdad3c16e7a12a480ee83cd310"),
    },
    {
        "train-images-idx3-ubyte": "f4a8712d7a061bf5bd6d2ca38dc4d50a",
        "train-labels-idx1-ubyte": "9018921c3c673c538a1fc5bad174d6f9",
        "t10k-images-idx3-ubyte": "8181f5470baa50b63fa0f6fddb340f0a",
        "t10k-labels-idx1-ubyte": "15d484375f8d13e6eb1aabb0c3f46965",
    },
)
_CIFAR10 = Layout(
    "CIFAR-10",
    "its archive, cifar-10-python.tar.gz,",
    "",
    ("https://www.cs.toronto.edu/~kriz/",),
    (File("cifar-10-python.tar.gz", 170_498_071, "c58f30108f718f92721af3b95e74349a"),),
    (
        File("cifar-10-batches-py/data_batch_1", 0, "c99cafc152244af753f735de768cd75f"),
        File("cifar-10-batches-py/data_batch_2", 0, "d4bba439e000b95fd0a9bffe97cbabec"),
        File("cifar-10-batches-py/data_batch_3", 0, "54ebc095f3ab1f0389bbae665268c751"),
        File("cifar-10-batches-py/data_batch_4", 0, "634d18415352ddfa80567beed471001a"),
        File("cifar-10-batches-py/data_batch_5", 0, "482c414d41f54cd18b22e5b47cb7c3cb"),
        File("cifar-10-batches-py/test_batch", 0, "40351d587109b95175f43aff81a1287e"),
    ),
)
LAYOUTS: Mapping[str, Layout] = MappingProxyType({"mnist": _MNIST, "fashion_mnist": _FASHION, "cifar10": _CIFAR10})

# Files of the right size whose MD5 was seen to be wrong, so that look() knows it without reading them again.
_seen_wrong: dict[tuple[str, int, int], str] = {}


def folder() -> Path:
    """`MLPSCOPE_DATA`, or data/ in the project's root."""
    chosen = os.environ.get("MLPSCOPE_DATA", "").strip()
    return Path(chosen).expanduser().absolute() if chosen else Path(__file__).resolve().parents[2] / "data"


def wrong(where: Path, file: File) -> str | None:
    """None if the file is missing, "" if nothing is known against it, else what is wrong; by its size."""
    path = where / file.path
    try:
        found = path.stat()
    except OSError:
        return None
    if file.size and found.st_size != file.size:
        return f"has {found.st_size:,} bytes instead of {file.size:,}"
    return _seen_wrong.get((str(path), found.st_size, found.st_mtime_ns), "")


def whole(where: Path, file: File) -> bytes | None:
    """The file's bytes if it is there and its MD5 is right."""
    if wrong(where, file) != "":
        return None
    path = where / file.path
    try:
        found = path.stat()
        contents = path.read_bytes()
    except OSError as problem:
        raise DataError(f"{path} cannot be read ({problem.strerror}).") from problem
    md5 = hashlib.md5(contents, usedforsecurity=False).hexdigest()
    if md5 == file.md5:
        return contents
    verdict = f"has the right size, but its MD5 is {md5} instead of {file.md5}"
    if len(contents) != file.size:
        verdict = f"has {len(contents):,} bytes and the MD5 {md5} instead of {file.md5}"
    _seen_wrong[(str(path), found.st_size, found.st_mtime_ns)] = verdict
    return None


def look(where: Path, layout: Layout) -> Found:
    """What is there, by sizes and what has been seen before: takes well under a millisecond."""
    if os.path.exists(where) and not os.path.isdir(where):
        return Found((), f"{where} is a file, but the data folder has to be a folder. {_ELSEWHERE}")
    missing: dict[str, File] = {}
    for file, archive in layout.pairs():
        unpacked, packed = wrong(where, file), wrong(where, archive)
        if unpacked == "" or packed == "":
            continue
        if packed or unpacked:
            return Found((), _damaged(where, archive if packed else file, str(packed or unpacked)))
        missing[archive.path] = archive
    return Found(tuple(missing.values()), "")


_ELSEWHERE = "Move it away, or set MLPSCOPE_DATA to another folder."


def _damaged(where: Path, file: File, verdict: str) -> str:
    return (
        f"{(where / file.path).name} in {(where / file.path).parent} is damaged: it {verdict}. "
        "Delete it, and it will be downloaded again, or put a whole copy in its place."
    )


def read(where: Path, layout: Layout) -> dict[str, bytes]:
    """The files of the data set by name: those lying unpacked and whole, the others out of their archives.

    Nothing is written: a read-only or full disk is no obstacle, and a damaged unpacked file is passed over.
    """
    contents: dict[str, bytes] = {}
    packed: dict[str, list[str]] = {}
    for file, archive in layout.pairs():
        found = whole(where, file)
        if found is not None:
            contents[file.path] = found
        else:
            packed.setdefault(archive.path, []).append(file.path)
    for archive in layout.archives:
        if archive.path in packed:
            contents |= _unpack(where, layout, archive, packed[archive.path])
    return {Path(path).name: data for path, data in contents.items()}


def _unpack(where: Path, layout: Layout, archive: File, wanted: list[str]) -> dict[str, bytes]:
    compressed = whole(where, archive)
    if compressed is None:
        again = look(where, layout)
        raise DataError(again.damaged or f"{archive.path} has gone from {where}.")
    try:
        if not archive.path.endswith(".tar.gz"):
            return {wanted[0]: gzip.decompress(compressed)}
        with tarfile.open(fileobj=io.BytesIO(compressed)) as tar:
            return {path: _member(tar, path) for path in wanted}
    except (OSError, EOFError, KeyError, zlib.error, tarfile.TarError) as problem:
        raise DataError(_damaged(where, archive, f"cannot be unpacked ({problem})")) from problem


def _member(tar: tarfile.TarFile, path: str) -> bytes:
    member = tar.extractfile(path)
    if member is None:
        raise KeyError(path)
    with member:
        return member.read()
