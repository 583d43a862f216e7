"""Small or large digits: one layer cannot tell them apart, two can (N6, "A hard classification problem").

A class that is several kinds of picture has no one template. "The first layer is used to identify the type of
digits. The second layer uses the classification made by the first layer, and processes it by pooling" (N6,
"Multiple-step reasoning"). What is here needs no training; small_large_training records one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch

from core.config import Choice, Preset, Range, Subset, Switch, check
from core.data.selection import Dataset, Floats, Pixels
from core.nets import ACTIVATIONS

BENDS = {name: f.name for name, f in ACTIVATIONS.items() if name not in ("prelu", "step")}
ROUTES = {
    "end": "end to end: all layers learn the two groups",
    "lecture": "the lecture's: recognisers, pooled by +1 and −1",
    "frozen": "recognisers, frozen; the pooling is learned",
}


@dataclass(frozen=True)
class Config:
    """Two groups of classes, a network for them, and how it is trained (Adam)."""

    group: Annotated[
        tuple[int, ...], Subset("One group", 0, 9, 1, "These classes go together; all others are the other group.")
    ] = (0, 1, 2, 3, 4)
    route: Annotated[
        str, Choice("Route", ROUTES, "Recognisers: one unit a class, taught to answer “is it mine?” by yes or no.")
    ] = "end"
    width: Annotated[
        int, Range("Hidden units", 1, 100, "In each hidden layer. There is one recogniser a class.", True)
    ] = 10
    depth: Annotated[int, Range("Layers", 1, 4, "Of weights: 1 has no hidden layer. Recognisers have 2.")] = 2
    activation: Annotated[str, Choice("Activation", BENDS, "Of the hidden units.")] = "relu"
    bias: Annotated[bool, Switch("Bias", "Adds one number to each unit. The lecture leaves it out.")] = False
    dataset: Dataset = "mnist"
    lr: Annotated[float, Range("Learning rate", 1e-5, 1, "The size of a step.", True)] = 2e-3
    batch_size: Annotated[int, Range("Batch size", 10, 1_000, "Pictures a step.", True)] = 200
    epochs: Annotated[int, Range("Epochs", 1, 40, "How often each training picture is seen.", True)] = 12
    seeds: Annotated[int, Range("Seeds", 1, 8, "Networks trained at once, from as many initial weights.")] = 5
    own_batches: Annotated[
        bool, Switch("Each seed shuffles for itself", "Four times slower; else all see the same batches.")
    ] = False
    seed: Annotated[int, Range("Seed", 0, 9999, "The first seed: draws the weights and the batches.")] = 0

    def __post_init__(self) -> None:
        check(self)
        if len(self.group) == 10:
            raise ValueError("'group' must leave a class to the other group. Got all ten instead.")


@dataclass(frozen=True)
class Snapshot:
    """S networks (one a seed) and as many of one layer beside them, at one instant; weights of the first seed.

    Errors are shares 0..1. D classes; L layers; the group asked for is score 0.
    """

    step: int
    epoch: float
    seconds: float  # of training alone
    weights: tuple[Floats, ...]  # L of (n_out, n_in), the first (n, H, W[, 3]), the last V (2, n)
    biases: tuple[Floats, ...]  # L of (n_out,), zeros where there are none
    single: Floats  # (2, H, W[, 3]) the templates of the one layer
    single_bias: Floats  # (2,)
    wakes: tuple[Floats, ...]  # L - 1 of (n, D) mean activation on the test pictures of a class
    selectivity: tuple[Floats, ...]  # L - 1 of (S, n) share of a unit's variance that the class explains, 0..1
    train_error: Floats  # (S,) on 10,000 of the training pictures; on all in the last snapshot
    test_error: Floats  # (S,)
    single_train_error: Floats  # (S,)
    single_test_error: Floats  # (S,)
    by_class: Floats  # (S, D) test error by class
    single_by_class: Floats  # (S, D)


@dataclass(frozen=True)
class Way:
    """One picture's way through a network: what each connection contributes. In float64."""

    products: Floats  # (n, H, W[, 3]) weight x ink, pixel by pixel, of each unit of the first layer
    pre_activations: tuple[Floats, ...]  # z of each hidden layer, (n,)
    activations: tuple[Floats, ...]  # a of each hidden layer, (n,)
    contributions: tuple[Floats, ...]  # L - 1 of (n_out, n_in): weight x activation below, the last (2, n) of V
    biases: Floats  # (2,) of the scores
    logits: Floats  # (2,) sums of the last contributions and the biases


PRESETS: dict[str, Preset] = {
    "Small or large": Preset(Config(), "CS5242 lecture 6: 0 to 4 against 5 to 9, ten hidden units."),
    "The lecture’s drawing": Preset(
        Config(route="lecture", activation="sigmoid"),
        "Ten recognisers squashed to 0..1, then +1 for small digits and −1 for large ones.",
    ),
    "Without a squash": Preset(
        Config(route="lecture"),
        "With ReLU, a recogniser that is very sure shouts down the others: the drawing alone does not do it.",
    ),
    "Fifty units": Preset(Config(width=50), "More units than digits: fewer errors, and no unit has a name."),
    "Four layers": Preset(
        Config(depth=4), "The lecture: more layers succeed too, and their features are less interpretable."
    ),
    "Even or odd": Preset(Config(group=(0, 2, 4, 6, 8)), "Neighbours in shape, not in number: 3 and 8 are apart."),
    "With a loop": Preset(Config(group=(0, 6, 8, 9)), "What has a closed loop: a group by shape."),
    "No bend": Preset(
        Config(activation="identity"), "Without an activation two layers are one: the second layer buys nothing."
    ),
}


def groups(group: tuple[int, ...], classes: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """`group` and all others of a data set of so many classes; its lower half where one would be empty."""
    one = tuple(k for k in group if k < classes)
    if not 0 < len(one) < classes:
        one = tuple(range(classes // 2))
    return one, tuple(k for k in range(classes) if k not in one)


def shape(config: Config, classes: int) -> tuple[int, int]:
    """Hidden units and layers of `config`'s network: of recognisers as many as classes, and two."""
    return (config.width, config.depth) if config.route == "end" else (classes, 2)


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
