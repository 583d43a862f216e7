"""What torchvision does not have: archives by size and content, a part of CIFAR-10, digits for offline."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.data import npz
from core.data.disk import DataError
from core.data.npz import Bytes


class Archive(NamedTuple):
    path: str  # below the data folder, where torchvision looks for it
    size: int  # bytes
    inside: str  # the file that torchvision unpacks, or CIFAR-10's folder
    inside_size: int
    md5: str = ""  # of the unpacked file; torchvision knows those of the archives, and of all in CIFAR-10's
    holds: str = ""  # in words


_FILES = {  # of MNIST and of Fashion-MNIST: name, bytes unpacked, what it holds
    "train-images-idx3": (47_040_016, "training pictures"),
    "train-labels-idx1": (60_008, "training labels"),
    "t10k-images-idx3": (7_840_016, "test pictures"),
    "t10k-labels-idx1": (10_008, "test labels"),
}


def _idx(place: str, sizes: Sequence[int], md5s: Sequence[str]) -> tuple[Archive, ...]:
    names = [(f"{place}/{name}-ubyte", *what) for name, what in _FILES.items()]
    return tuple(
        Archive(f"{path}.gz", size, path, inside_size, md5, holds)
        for (path, inside_size, holds), size, md5 in zip(names, sizes, md5s, strict=True)
    )


ARCHIVES = {  # the sizes, which torchvision does not know, by path: look() must not wait for its import
    "mnist": _idx(
        "MNIST/raw",
        (9_912_422, 28_881, 1_648_877, 4_542),
        (
            "6bbc9ace898e44ae57da46a324031adb",
            "a25bea736e30d166cdddb491f175f624",
            "2646ac647ad5339dbf082846283269ea",
            "27ae3e4e09519cfbb04c329615203637",
        ),
    ),
    "fashion_mnist": _idx(
        "FashionMNIST/raw",
        (26_421_880, 29_515, 4_422_102, 5_148),
        (
            "f4a8712d7a061bf5bd6d2ca38dc4d50a",
            "9018921c3c673c538a1fc5bad174d6f9",
            "8181f5470baa50b63fa0f6fddb340f0a",
            "15d484375f8d13e6eb1aabb0c3f46965",
        ),
    ),
    "cifar10": (Archive("cifar-10-python.tar.gz", 170_498_071, "cifar-10-batches-py", 186_220_000),),
}


def subset(path: Path) -> list[Bytes]:
    """[train images, train labels, test images, test labels]: uint8 (N, 32, 32, 3), and (N,) in 0..9."""
    try:
        with path.open("rb") as file:
            *arrays, names = npz.read(file, path.name)
        if arrays[0].shape[1:] != (32, 32, 3) or len(names) != 10:
            got = f"{len(names)} of {arrays[0].shape[1:]}"
            raise DataError(f"{path.name} must have 10 classes of pictures (32, 32, 3). Got {got} instead.")
    except (OSError, DataError) as problem:
        remedy = f"Delete {path.name} in {path.parent}, or put a whole copy in its place."
        raise DataError(f"{problem} {remedy}") from problem
    return arrays


@cache
def digits() -> tuple[Bytes, Bytes, Bytes, Bytes]:
    """The 1,797 digits of 8x8 pixels in scikit-learn in MNIST's framing; the last 360 are the test set.

    Each is resized to 20x20 and put into 28x28 with its centre of mass next to row 14, column 14: there
    MNIST's own lies (measured: 14.00 ± 0.29 counting from 0).
    """
    from PIL import Image
    from sklearn.datasets import load_digits

    raw = load_digits()
    pictures: Bytes = np.zeros((len(raw.images), 28, 28), dtype=np.uint8)
    for picture, small in zip(pictures, raw.images, strict=True):
        grey = Image.fromarray(np.rint(small * (255 / 16)).astype(np.uint8))
        large = np.asarray(grey.resize((20, 20), Image.Resampling.BICUBIC))  # (20, 20), clipped to 0..255
        top, left = (_shift(large.sum(axis=axis, dtype=np.float64)) for axis in (1, 0))
        picture[top : top + 20, left : left + 20] = large
    labels = raw.target.astype(np.uint8)
    return pictures[:-360], labels[:-360], pictures[-360:], labels[-360:]


def _shift(mass: NDArray[np.float64]) -> int:
    """Whole pixels that bring the centre of mass, sum(i m_i) / sum(m_i), next to 14, within the frame."""
    centre = float(mass @ np.arange(len(mass)) / mass.sum())
    return int(np.clip(round(14 - centre), 0, 28 - len(mass)))
