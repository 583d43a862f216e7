"""One linear layer: its probabilities, and one update after a picture or a batch of them (CS5242 lecture 3)."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.selection import Floats, Pixels


def softmax(scores: Floats) -> Floats:
    """p_k = exp(s_k) / sum_j exp(s_j) along the last axis (N3, "From score to probability")."""
    return torch.softmax(torch.from_numpy(scores), -1).numpy()


@dataclass(frozen=True)
class Update:
    """One update of K templates by one picture, or by a batch of B."""

    probabilities: Floats  # (K,), of a batch (B, K): softmax of the scores before the update
    error: Floats  # (K,), of a batch (B, K): target - probabilities; its sum over the classes is 0
    change: Floats  # (K, H, W[, 3]) what is added to the templates
    weight: Floats  # (K, H, W[, 3]) the new templates
    bias: Floats | None  # (K,) the new bias


def update(weight: Floats, bias: Floats | None, picture: Pixels, label: int, lr: float) -> Update:
    """error = onehot(label) - softmax(W x + b);  W += lr x error (outer) x;  b += lr x error, in float64.

    weight (K, H, W[, 3]), bias (K,) or None, picture (H, W[, 3]) uint8 as the network sees it (its ink x is
    picture / 255), label in 0..K-1. Raises ValueError when they do not fit. (N3, "Template learning")
    """
    one = batch_update(weight, bias, picture[None], np.array([label]), lr)
    return replace(one, probabilities=one.probabilities[0], error=one.error[0])


def batch_update(
    weight: Floats,
    bias: Floats | None,
    pictures: Pixels,
    labels: NDArray[np.integer],
    lr: float,
    *,
    average: bool = False,
) -> Update:
    """E = P_target - softmax(W X + b);  W += lr E X^T, and with `average` W += lr E X^T / B, in float64.

    pictures (B, H, W[, 3]) uint8, labels (B,) in 0..K-1. The lecture sums over the batch (N3, "Forward and backward
    pass for mini-batch"), PyTorch's cross-entropy averages. Raises ValueError when the shapes do not fit.
    """
    if pictures.shape[1:] != weight.shape[1:] or not len(pictures):
        wanted = ", ".join(map(str, ("B", *weight.shape[1:])))
        raise ValueError(f"'pictures' must be ({wanted}). Got {pictures.shape} instead.")
    if labels.shape != pictures.shape[:1] or labels.min() < 0 or labels.max() >= len(weight):
        raise ValueError(
            f"'labels' must be {len(pictures)} integers in [0, {len(weight) - 1}]. Got {labels.tolist()} instead."
        )
    flat = weight.reshape(len(weight), -1).astype(np.float64)  # (K, D)
    ink = pictures.reshape(len(pictures), -1) / 255  # (B, D)
    probabilities = softmax(ink @ flat.T + (0 if bias is None else bias))  # (B, K)
    error = np.eye(len(weight))[labels] - probabilities
    share = lr / len(pictures) if average else lr
    change = share * outer(error, pictures)
    new_bias = None if bias is None else bias + share * error.sum(0)
    return Update(probabilities, error, change, weight + change, new_bias)


def outer(errors: Floats, pictures: Pixels) -> Floats:
    """E X^T, the sum over the batch of error (outer) picture: (B, K) and (B, H, W[, 3]) give (K, H, W[, 3]).

    (N3, "Matrix formulation of outer product")
    """
    ink = pictures.reshape(len(pictures), -1) / 255
    summed: Floats = (errors.T @ ink).reshape(errors.shape[1], *pictures.shape[1:])
    return summed
