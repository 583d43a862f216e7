"""A real digit's scores: what ten templates that have been trained say of a test picture."""

import numpy as np
from numpy.typing import NDArray

from core.data import images
from core.data.selection import Pixels
from core.experiments.softmax.config import Look
from core.experiments.softmax.scores import Floats

SHARP = 4  # decimals of a score in a link


def show(look: Look, dataset: str) -> tuple[Pixels, int, int]:
    """The nth test picture of a digit, its number from 1, and how many there are; then the first comes again."""
    data = images.load(dataset)
    rows = np.flatnonzero(data.test_labels == int(look.digit))
    at = (look.nth - 1) % len(rows)
    return data.test_images[rows[at]], at + 1, len(rows)


def read(weight: NDArray[np.floating], bias: NDArray[np.floating], picture: Pixels) -> Floats:
    """s_k = sum over pixels of template_k x ink + b_k, to four decimals, in float64; ink is picture / 255.

    weight (K, H, W), bias (K,), picture (H, W) uint8. (N3, “Template matching”)
    """
    ink = picture.reshape(-1) / 255
    scores = weight.reshape(len(weight), -1).astype(np.float64) @ ink + bias
    return scores.round(SHARP).astype(np.float64)
