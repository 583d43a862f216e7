"""One picture’s way through a network: what each connection adds (N6, “Multiple-step reasoning”)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from core.data.selection import Floats, Pixels
from core.experiments.small_large.snapshot import Snapshot
from core.learning.nets import ACTIVATIONS


@dataclass(frozen=True)
class Way:
    """One picture's way through a network: what each connection contributes. In float64."""

    products: Floats  # (n, H, W[, 3]) weight x ink, pixel by pixel, of each unit of the first layer
    pre_activations: tuple[Floats, ...]  # z of each hidden layer, (n,)
    activations: tuple[Floats, ...]  # a of each hidden layer, (n,)
    contributions: tuple[Floats, ...]  # L - 1 of (n_out, n_in): weight x activation below, the last (2, n) of V
    biases: Floats  # (2,) of the scores
    logits: Floats  # (2,) sums of the last contributions and the biases


def explain(snapshot: Snapshot, picture: Pixels, activation: str = "relu") -> Way:
    """a_0 = picture / 255; z_l = W_l a_{l-1} + b_l; a_l = f(z_l); contribution_kj = W_kj a_j.

    The last contributions sum over j, with the bias, to the logits. picture (H, W[, 3]) uint8. Raises ValueError
    when it has another shape than the templates. (N6, "Multiple-step reasoning")
    """
    return _way(snapshot.weights[0], snapshot.weights[1:], snapshot.biases, picture, activation)


def explain_single(snapshot: Snapshot, picture: Pixels) -> Way:
    """The same for the one layer beside: its logits are the sums of its products."""
    return _way(snapshot.single, (), (snapshot.single_bias,), picture, "identity")


def _way(
    first: Floats, others: Sequence[Floats], biases: tuple[Floats, ...], picture: Pixels, activation: str
) -> Way:
    if first.shape[1:] != picture.shape:
        raise ValueError(f"'picture' must be {first.shape[1:]} for these templates. Got {picture.shape} instead.")
    products = first.astype(np.float64) * (picture / 255)
    z: Floats = products.reshape(len(first), -1).sum(1) + biases[0]
    before: list[Floats] = []
    after: list[Floats] = []
    parts: list[Floats] = []
    for weight, bias in zip(others, biases[1:], strict=True):
        before.append(z)
        after.append(ACTIVATIONS[activation].value(torch.from_numpy(z)).numpy())
        parts.append(weight.astype(np.float64) * after[-1])
        z = parts[-1].sum(1) + bias
    return Way(products, tuple(before), tuple(after), tuple(parts), biases[-1].astype(np.float64), z)
