"""Which picture goes through the networks of small_large, what else a person asks for, and how it all adds up."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch

from core.config import Choice, Range, Subset, Switch, check
from core.data.pictures import OwnPicture
from core.data.selection import Floats, Pixels, Rows
from core.experiments.small_large.snapshot import Snapshot
from core.learning.nets import ACTIVATIONS

BY = {
    "rescued": "one layer wrong, two right",
    "wrong": "two layers wrong",
    **{str(k): str(k) for k in range(10)},
    "own": "your own",
}


@dataclass(frozen=True)
class View:
    """What is looked at: a picture, the comparisons that are recorded on demand, the group of the game."""

    by: Annotated[str, Choice("Picture", BY)] = "rescued"
    nth: Annotated[int, Range("Which one", 1, 10_000, "1 is the first, or the clearest case.")] = 1
    picture: OwnPicture = ""
    depths: Annotated[bool, Switch("Compare 1 to 4 layers")] = False
    routes: Annotated[bool, Switch("Compare the routes")] = False
    parts: Annotated[tuple[int, ...], Subset("These go together", 0, 9)] = (0, 1, 2, 3, 4)

    def __post_init__(self) -> None:
        check(self)


def margins(snapshot: Snapshot, pictures: Pixels, activation: str) -> tuple[Floats, Floats]:
    """By how much score 0 exceeds score 1: of the network and of the one layer, (N,) each, of N pictures."""
    x = pictures.reshape(len(pictures), -1).astype(np.float32)
    x /= 255
    z = x @ _flat(snapshot.weights[0]) + snapshot.biases[0]
    for weight, bias in zip(snapshot.weights[1:], snapshot.biases[1:], strict=True):
        z = ACTIVATIONS[activation].value(torch.from_numpy(z)).numpy() @ weight.T + bias
    single = x @ _flat(snapshot.single) + snapshot.single_bias
    return z[:, 0] - z[:, 1], single[:, 0] - single[:, 1]


def _flat(templates: Floats) -> Floats:
    return templates.reshape(len(templates), -1).T.astype(np.float32)


def sort_out(by: str, labels: Pixels, one: tuple[int, ...], deep: Floats, single: Floats) -> Rows:
    """Row numbers of the pictures that `by` means, the clearest case first; of a class in their order.

    "rescued": the one layer is wrong and the other network right; the less sure of the two is as sure as can be.
    "wrong": the network is wrong, the surest first.
    """
    true = np.where(np.isin(labels, one), 1.0, -1.0)
    deep, single = deep * true, single * true
    right, single_right = (margin > 0 for margin in _settled(true, deep, single))
    if by == "rescued":
        found = np.flatnonzero(right & ~single_right)
        return found[np.argsort(-np.minimum(deep, -single)[found], kind="stable")]
    if by == "wrong":
        found = np.flatnonzero(~right)
        return found[np.argsort(deep[found], kind="stable")]
    return np.flatnonzero(labels == int(by))


def _settled(true: Floats, *margins: Floats) -> list[Floats]:
    """A tie goes to score 0, as with argmax."""
    return [np.where(margin == 0, true, margin) for margin in margins]
