"""Which pictures of a data set an experiment sees, and in which order of pixels; resident on the device."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

import numpy as np
import torch
from numpy.typing import NDArray

from core.config import Choice, Subset
from core.data import images
from core.device import device
from core.training import Batches

Floats = NDArray[np.floating]
Pixels = NDArray[np.uint8]
Rows = NDArray[np.intp]

Dataset = Annotated[
    str,
    Choice(
        "Pictures",
        {name: source.title for name, source in images.NAMES.items()},
        "The training and test pictures; digits needs no download.",
    ),
]
Classes = Annotated[
    tuple[int, ...], Subset("Classes", 0, 9, 2, "The classes to tell apart; the others are left out.")
]


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
        return _rows(self.data, self.classes)[0]

    @property
    def test_rows(self) -> Rows:
        """Row numbers (M,) of the chosen classes in the test set."""
        return _rows(self.data, self.classes)[1]

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
def _rows(data: images.ImageData, classes: tuple[int, ...]) -> tuple[Rows, Rows]:
    return (
        np.flatnonzero(np.isin(data.train_labels, classes)),
        np.flatnonzero(np.isin(data.test_labels, classes)),
    )
