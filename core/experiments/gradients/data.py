"""What deep networks are shown: pictures, or points of the plane."""

import numpy as np
import torch
from torch import Tensor

from core.data import images
from core.data.planar import PLANAR, points

BATCH = 256  # examples of the first look
POINTS = 4_000  # of a planar set; a quarter of them is for the test


def split(dataset: str) -> tuple[Tensor, Tensor, Tensor, Tensor, int]:
    """Inputs (N, D) uint8 or float32 and labels (N,) for training, the same for the test, and how many classes."""
    if dataset in PLANAR:
        x, y = (torch.from_numpy(v) for v in points(dataset, POINTS, 0))
        held = POINTS // 4
        return x[held:].float(), y[held:], x[:held].float(), y[:held], 2
    data = images.load(dataset)
    train, test = (
        (torch.from_numpy(x.reshape(len(x), -1).copy()), torch.from_numpy(y.astype(np.int64)))
        for x, y in ((data.train_images, data.train_labels), (data.test_images, data.test_labels))
    )
    return *train, *test, len(data.class_names)


def sample(dataset: str, seed: int) -> tuple[Tensor, Tensor, int]:
    """256 training inputs (B, D) in float64, pixels 0..1, their labels (B,), and how many classes there are."""
    draw = np.random.default_rng(seed)
    if dataset in PLANAR:
        x, y, *_, classes = split(dataset)
        rows = draw.permutation(len(x))[:BATCH]
        return x[rows].double(), y[rows], classes
    data = images.load(dataset)
    rows = draw.permutation(len(data.train_labels))[:BATCH]
    pixels = data.train_images[rows].reshape(len(rows), -1) / 255
    labels = torch.from_numpy(data.train_labels[rows].astype(np.int64))
    return torch.from_numpy(pixels), labels, len(data.class_names)
