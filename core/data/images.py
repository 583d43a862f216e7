"""The pictures that networks are trained on: MNIST, Fashion-MNIST, CIFAR-10, and digits that need no network.

The published archives are read where they lie, in the data folder (`MLPSCOPE_DATA` or data/), laid out as
torchvision does; missing ones are downloaded from torchvision's mirrors, or from `MLPSCOPE_MIRROR`.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.data import download as downloads
from core.data import formats
from core.data.archives import LAYOUTS, DataError, folder, look, read
from core.data.download import forget_failure, progress
from core.data.formats import Bytes

__all__ = [
    "NAMES",
    "DataError",
    "ImageData",
    "Source",
    "Status",
    "average",
    "folder",
    "forget_failure",
    "load",
    "progress",
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
class Source:
    title: str
    download_bytes: int
    class_names: tuple[str, ...]
    source: str
    licence: str


@dataclass(frozen=True)
class Status:
    state: Literal["ready", "download", "damaged"]
    download_bytes: int  # what has still to come over the network
    message: str  # one line for the person; "" if ready


_DIGITS = tuple("0123456789")
_CLOTHES = "T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot"
_THINGS = "airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck"


def _archive_bytes(name: str) -> int:
    return sum(file.size for file in LAYOUTS[name].archives)


NAMES: Mapping[str, Source] = MappingProxyType(
    {
        "mnist": Source(
            "MNIST",
            _archive_bytes("mnist"),
            _DIGITS,
            "Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database of handwritten digits; a remix of "
            "digits collected by NIST",
            "CC BY-SA 3.0",
        ),
        "fashion_mnist": Source(
            "Fashion-MNIST",
            _archive_bytes("fashion_mnist"),
            tuple(_CLOTHES.split(",")),
            "H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST: a novel image dataset for benchmarking machine "
            "learning algorithms, arXiv:1708.07747, 2017; article pictures of Zalando",
            "MIT",
        ),
        "cifar10": Source(
            "CIFAR-10",
            _archive_bytes("cifar10"),
            tuple(_THINGS.split(",")),
            "A. Krizhevsky, Learning multiple layers of features from tiny images, technical report, "
            "University of Toronto, 2009; labelled pictures of the 80 million tiny images collection",
            "no licence is stated; the authors ask for the report to be cited",
        ),
        "digits": Source(
            "8x8 digits (offline)",
            0,
            _DIGITS,
            "E. Alpaydin, C. Kaynak, Optical recognition of handwritten digits, UCI Machine Learning "
            "Repository, 1998; its test set as shipped with scikit-learn (load_digits)",
            "CC BY 4.0 (UCI); scikit-learn itself is BSD 3-clause",
        ),
    }
)

_SUBSET = "cifar10_subset.npz"
_loaded: dict[tuple[str, Path], ImageData] = {}
_locks: dict[tuple[str, Path], threading.Lock] = {}


def status(name: str) -> Status:
    """What load(name) would meet; looks at the files' sizes only, so a page may call it in every run."""
    where, source = folder(), _source(name)
    if name == "digits" or (name, where) in _loaded:
        return Status("ready", 0, "")
    found = look(where, LAYOUTS[name])
    if found.damaged:
        return Status("damaged", 0, found.damaged)
    if not found.missing or (name == "cifar10" and (where / _SUBSET).is_file()):
        return Status("ready", 0, "")
    need = sum(file.size for file in found.missing)
    ask = f"{source.title} is not on this machine: {need / 1e6:,.0f} MB have to be downloaded."
    return Status("download", need, downloads.recent_failure(name, where) or ask)


def load(name: str, *, download: bool = True, stall_s: float = downloads.STALL_S) -> ImageData:
    """The data set, read once a process and shared by all threads; downloads what is missing if it may.

    Raises DataError with a message for the person. A download that brings nothing for `stall_s` seconds
    fails, and is not tried again for a minute unless forget_failure(name) is called.
    """
    key = (name, folder())
    _source(name)
    if key in _loaded:
        return _loaded[key]
    if not download and progress(name) is not None:
        raise DataError(f"{NAMES[name].title} is being downloaded.")
    with _locks.setdefault(key, threading.Lock()):
        if key not in _loaded:
            _loaded[key] = _load(name, key[1], download, stall_s)
        return _loaded[key]


def average(data: ImageData, label: int) -> NDArray[np.float64]:
    """The mean training picture of a class, (H, W) or (H, W, 3), in 0..255."""
    if not 0 <= label < len(data.class_names):
        raise ValueError(f"'label' must be in [0, {len(data.class_names) - 1}]. Got {label} instead.")
    mean: NDArray[np.float64] = data.train_images[data.train_labels == label].mean(axis=0, dtype=np.float64)
    return mean


def _source(name: str) -> Source:
    if name not in NAMES:
        raise ValueError(f"'name' must be one of {', '.join(NAMES)}. Got {name!r} instead.")
    return NAMES[name]


def _load(name: str, where: Path, download: bool, stall_s: float) -> ImageData:
    if name == "digits":
        return _data(name, formats.digits(), "8x8 digits resized to MNIST's framing: not MNIST")
    layout = LAYOUTS[name]
    found = look(where, layout)
    if found.damaged:
        raise DataError(found.damaged)
    if found.missing and name == "cifar10" and (where / _SUBSET).is_file():
        arrays = formats.subset(where / _SUBSET)
        return _data(name, arrays, f"a subset of {len(arrays[1]):,} + {len(arrays[3]):,} pictures")
    if found.missing and not download:
        raise DataError(downloads.absent(layout, where))
    if found.missing:
        downloads.fetch(name, where, found.missing, stall_s=stall_s)
    files = read(where, layout)
    return _data(name, formats.cifar10(files) if name == "cifar10" else formats.idx(files), "")


def _data(name: str, arrays: list[Bytes], note: str) -> ImageData:
    about, (x, y, x_test, y_test) = NAMES[name], [np.ascontiguousarray(array) for array in arrays]
    for array in (x, y, x_test, y_test):
        array.flags.writeable = False
    words = (about.class_names, about.source, about.licence, note)
    return ImageData(name, about.title, x, y, x_test, y_test, *words)
