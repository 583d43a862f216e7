"""Which pictures of a data set an experiment sees, and in which order of pixels; resident on the device."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.config import Choice, Subset
from core.data import images, own
from core.data.batches import Batches
from core.device import device

Floats = NDArray[np.floating]
Pixels = NDArray[np.uint8]
Rows = NDArray[np.intp]


class Named(Choice):
    """One of `options`, or a person's own data set by its name own-<hash>, wherever that may be."""

    def allowed(self, kind: type) -> str:
        return f"{super().allowed(kind)} or the name of an own data set"

    def holds(self, value: Any, kind: type) -> bool:
        return super().holds(value, kind) or (isinstance(value, str) and own.is_own(value))


class ClassNumbers(Subset):
    """Classes of the data set that the field `dataset` names; a person reads their names."""


Dataset = Annotated[
    str,
    Named(
        "Pictures",
        {name: source.title for name, source in images.NAMES.items()},
        "The training and test pictures; digits needs no download.",
    ),
]
Classes = Annotated[
    tuple[int, ...], ClassNumbers("Classes", 0, 9, 2, "The classes to tell apart; the others are left out.")
]


def existing(classes: tuple[int, ...], of: images.ImageData | images.Source) -> tuple[int, ...]:
    """Those of `classes` that the data set has, or all it has where fewer than two are left."""
    left = tuple(k for k in classes if k < len(of.class_names))
    return left if len(left) > 1 else tuple(range(len(of.class_names)))


@dataclass(frozen=True)
class Selection:
    """The chosen classes of a data set; `permute_pixels`: each picture's pixels in one fixed random order."""

    dataset: str
    classes: tuple[int, ...]  # ascending; class k of the network is classes[k] of the data set
    permute_pixels: bool = False

    @property
    def data(self) -> images.ImageData:
        return images.load(self.dataset)

    @property
    def train_rows(self) -> Rows:
        """Row numbers (N,) of the chosen classes in the training set."""
        return _rows(self.dataset, images.folder(), self.classes)[0]

    @property
    def test_rows(self) -> Rows:
        """Row numbers (M,) of the chosen classes in the test set."""
        return _rows(self.dataset, images.folder(), self.classes)[1]

    def labels(self, of: NDArray[np.integer]) -> Rows:
        """Labels of the data set as classes of the network, 0..K-1."""
        return np.searchsorted(self.classes, of)

    def order(self, pixels: int) -> Rows:
        """The order in which the network sees the pixels: seen.flat[i] = picture.flat[order[i]]."""
        return np.random.default_rng(1).permutation(pixels) if self.permute_pixels else np.arange(pixels)

    def seen(self, pictures: Pixels) -> Pixels:
        """Pictures (..., H, W) of one channel, or (..., H, W, 3), as the network sees them."""
        height, width, channels = self._shape()
        flat = pictures.reshape(-1, height * width, channels)
        return flat[:, self.order(height * width)].reshape(pictures.shape) if self.permute_pixels else pictures

    def unscrambled(self, weight: Floats) -> Floats:
        """Templates (K, H, W[, 3]) with their pixels put back where they were in the pictures."""
        height, width, channels = self._shape()
        flat = weight.reshape(-1, height * width, channels)
        back = np.empty_like(flat)
        back[:, self.order(height * width)] = flat
        return back.reshape(weight.shape)

    def _shape(self) -> tuple[int, int, int]:
        height, width, *channels = self.data.train_images.shape[1:]
        return height, width, channels[0] if channels else 1


@dataclass(frozen=True)
class Resident:
    """A selection on the device: training inputs uint8, test inputs float32 0..1 (read whole at each snapshot)."""

    train: Batches
    test: Batches


@lru_cache(maxsize=2)
def resident(selection: Selection) -> Resident:
    """The selection's pictures, flat (N, D), on the device; the last two selections are kept."""
    data = selection.data

    def batches(pictures: Pixels, labels: NDArray[np.uint8], rows: Rows) -> Batches:
        x = np.ascontiguousarray(selection.seen(pictures[rows])).reshape(len(rows), -1)  # (N, D) uint8
        y = torch.from_numpy(selection.labels(labels[rows]).astype(np.int64))
        return Batches(torch.from_numpy(x).to(device()), y.to(device()))

    test = batches(data.test_images, data.test_labels, selection.test_rows)
    return Resident(
        batches(data.train_images, data.train_labels, selection.train_rows),
        Batches(test.inputs.float().div_(255), test.labels),
    )


@lru_cache(maxsize=16)
def _rows(dataset: str, where: Path, classes: tuple[int, ...]) -> tuple[Rows, Rows]:
    """By name and folder, so that it holds no pictures."""
    data = images.load(dataset)
    if existing(classes, data) != classes:
        got, most = "-".join(map(str, classes)), len(data.class_names) - 1
        raise ValueError(f"'classes' must be in [0, {most}] for {data.title}. Got {got} instead.")
    return (
        np.flatnonzero(np.isin(data.train_labels, classes)),
        np.flatnonzero(np.isin(data.test_labels, classes)),
    )
