"""From files to arrays: [train images, train labels, test images, test labels], all uint8."""

import io
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.archives import DataError

Bytes = NDArray[np.uint8]


def idx(files: dict[str, bytes]) -> list[Bytes]:
    """LeCun's IDX format: a header of 4 (1 + dimensions) bytes, then the values; (N, 28, 28) and (N,)."""
    arrays: list[Bytes] = []
    for part in ("train", "t10k"):
        pixels = np.frombuffer(files[f"{part}-images-idx3-ubyte"], np.uint8, offset=16)
        labels = np.frombuffer(files[f"{part}-labels-idx1-ubyte"], np.uint8, offset=8)
        arrays += [pixels.reshape(-1, 28, 28), labels]
    return arrays


class _Batch(pickle.Unpickler):
    """Reads a batch of CIFAR-10, a pickle of Python 2, and makes nothing but the array that is in it."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("numpy", "dtype"):
            return lambda code, *_: np.dtype(code)  # the 0 and 1 that follow it make NumPy 2.4 warn
        if (module, name) == ("numpy", "ndarray"):
            return np.ndarray
        if (module, name) == ("numpy.core.multiarray", "_reconstruct"):
            return lambda kind, _shape, _code: np.ndarray.__new__(kind, (0,), "b")
        raise pickle.UnpicklingError(f"{module}.{name} has no place in CIFAR-10")


def cifar10(files: dict[str, bytes]) -> list[Bytes]:
    """Krizhevsky's batches: a row is 1,024 red, then green, then blue values; (N, 32, 32, 3) and (N,)."""
    arrays: list[Bytes] = []
    for names in ([f"data_batch_{i}" for i in range(1, 6)], ["test_batch"]):
        batches = [_Batch(io.BytesIO(files[name]), encoding="latin1").load() for name in names]
        planes = np.concatenate([batch["data"] for batch in batches]).reshape(-1, 3, 32, 32)
        labels = np.concatenate([np.array(batch["labels"], dtype=np.uint8) for batch in batches])
        arrays += [planes.transpose(0, 2, 3, 1), labels]
    return arrays


def subset(path: Path) -> list[Bytes]:
    """Some CIFAR-10 pictures in an .npz: uint8 images (N, 32, 32, 3), integer labels (N,) in 0..9."""
    arrays: list[Bytes] = []
    remedy = f"Delete {path.name} in {path.parent}, or put a whole copy in its place."
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            for part in ("train", "test"):
                images, labels = file[f"{part}_images"], file[f"{part}_labels"]
                _check(f"{part}_images", images, (len(images), 32, 32, 3), images.dtype == np.uint8)
                fits = np.issubdtype(labels.dtype, np.integer) and bool(np.isin(labels, range(10)).all())
                _check(f"{part}_labels", labels, (len(images),), fits)
                arrays += [images, labels.astype(np.uint8)]
    except (OSError, EOFError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as problem:
        raise DataError(f"{path.name} in {path.parent} is damaged: {problem}. {remedy}") from problem
    return arrays


def _check(name: str, array: NDArray[Any], shape: tuple[int, ...], fits: bool) -> None:
    if array.shape != shape or not len(array) or not fits:
        wanted = f"{'uint8' if len(shape) > 1 else 'integers in 0..9'} of shape {shape}"
        raise ValueError(f"'{name}' must be {wanted}. Got {array.dtype} {array.shape} instead")


def digits() -> list[Bytes]:
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
    return [pictures[:-360], labels[:-360], pictures[-360:], labels[-360:]]


def _shift(mass: NDArray[np.float64]) -> int:
    """Whole pixels that bring the centre of mass, sum(i m_i) / sum(m_i), next to 14, within the frame."""
    centre = float(mass @ np.arange(len(mass)) / mass.sum())
    return int(np.clip(round(14 - centre), 0, 28 - len(mass)))
