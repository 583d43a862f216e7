"""How templates are learned: template += lr x error x picture, one picture at a time, a batch, or all (N3).

`update` and `batch_update` are one step, to be looked at; `train` compares three sizes of the batch.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
import torch
from numpy.typing import NDArray

from core.config import Choice, Preset, Range, Switch, check
from core.data.selection import Classes, Dataset, Floats, Pixels, Selection, resident
from core.device import device
from core.experiments.templates import softmax
from core.nets import MLP
from core.training import evaluate, fit, snapshot_steps
from core.training import total_steps as count_steps
from core.updates import REDUCTIONS, Recipe

MODES = {"serial": "serial", "mini": "mini-batch", "full": "full batch"}
LECTURE = "CS5242 lecture 3"


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


@dataclass(frozen=True)
class Config:
    """Serial, mini-batch and full-batch training of one linear layer by plain SGD, each with its learning rate."""

    dataset: Dataset = "mnist"
    epochs: Annotated[int, Range("Epochs", 1, 50, "How often each picture is seen, by all three alike.", True)] = 3
    reduction: Annotated[
        str, Choice("A batch adds", REDUCTIONS, "The sum of n pictures' changes is n times their average.")
    ] = "mean"
    lr_serial: Annotated[float, Range("Learning rate, serial", 1e-6, 10, "One picture a step.", True)] = 0.005
    lr_mini: Annotated[float, Range("Learning rate, mini-batch", 1e-6, 10, "A batch a step.", True)] = 0.5
    lr_full: Annotated[float, Range("Learning rate, full batch", 1e-6, 10, "All pictures a step.", True)] = 0.5
    batch_size: Annotated[int, Range("Mini-batch", 2, 2_000, "Pictures in a mini-batch.", True)] = 200
    classes: Classes = tuple(range(10))
    bias: Annotated[bool, Switch("Bias", "Adds one number to each score. The lecture leaves it out.")] = False
    seed: Annotated[int, Range("Seed", 0, 9999, "Draws the initial weights and the order of the pictures.")] = 0

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Snapshot:
    """One of the three layers at one instant. Errors are shares 0..1, losses cross-entropy in nats.

    Training figures are running means since this layer's last snapshot (nan at step 0), but exact, over all
    training pictures, in its last; test figures are on all test pictures.
    """

    mode: str  # "serial", "mini" or "full"
    step: int  # updates of this layer
    seen: int  # pictures it has seen
    seconds: float  # of its training alone
    weight: Floats  # (K, H, W[, 3]) float32, in units of score per unit of ink
    train_loss: float
    train_error: float
    test_loss: float
    test_error: float


PRESETS: dict[str, Preset] = {
    "Each at its best": Preset(
        Config(), "Each with the learning rate that suits it best in three epochs: a fair comparison."
    ),
    "One rate for all": Preset(
        Config(lr_serial=0.01, lr_mini=0.01, lr_full=0.01),
        f"{LECTURE}'s rate, 0.01, and PyTorch's average: a batch takes one small step where serial takes 200.",
    ),
    "The lecture's sum": Preset(
        Config(reduction="sum", lr_serial=0.01, lr_mini=0.01, lr_full=0.01),
        f"{LECTURE} writes W += lr E Xᵀ, a sum. At 0.01 the full batch fails: a step 60,000 times too long.",
    ),
    "Little data": Preset(
        Config(dataset="digits", epochs=50, lr_serial=0.02, lr_mini=1.0, lr_full=2.0),
        "1,437 small digits, fifty times: does the full batch overfit, as the lecture says? Compare the gaps.",
    ),
    "Too fast": Preset(
        Config(lr_serial=1.0, lr_mini=10.0, lr_full=10.0),
        "Learning rates that are too large fail in all three: each step overwrites what the last one wrote.",
    ),
}


def selection(config: Config) -> Selection:
    """The pictures that `config` trains on."""
    return Selection(config.dataset, config.classes)


def recipe(config: Config, mode: str) -> Recipe:
    """Plain SGD with the batch size and the learning rate of `mode`; the full batch is all pictures."""
    n = len(selection(config).train_rows)
    size, lr = {
        "serial": (1, config.lr_serial),
        "mini": (min(config.batch_size, n), config.lr_mini),
        "full": (n, config.lr_full),
    }[mode]
    return Recipe("sgd", lr, size, config.epochs, reduction=config.reduction)


def total_steps(config: Config, mode: str) -> int:
    """Updates of `mode` in the run: ceil(N / batch size) x epochs."""
    return count_steps(len(selection(config).train_rows), recipe(config, mode))


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Train the three from the same initial templates on the same order of pictures, in step by pictures seen."""
    yield from heapq.merge(*(_train(config, mode, stop) for mode in MODES), key=lambda snapshot: snapshot.seen)


def _train(config: Config, mode: str, stop: Callable[[], bool]) -> Iterator[Snapshot]:
    sets, shape = resident(selection(config)), selection(config).data.train_images.shape[1:]
    draw = torch.Generator().manual_seed(config.seed)
    net = MLP((sets.train.inputs.shape[1], len(config.classes)), bias=config.bias, generator=draw).to(device())
    shuffle = torch.Generator(device=device()).manual_seed(config.seed)
    last = total_steps(config, mode)
    chosen = snapshot_steps(last, 100)
    for now in fit(net, sets.train, recipe(config, mode), generator=shuffle, steps=chosen, stop=stop):
        exact = evaluate(net, sets.train) if now.step == last else (now.loss, now.error)
        weight = net.linear[0].weight.detach().cpu().numpy().copy().reshape(-1, *shape)
        yield Snapshot(
            mode, now.step, round(now.epoch * len(sets.train.labels)), now.seconds, weight,
            *exact, *evaluate(net, sets.test),
        )  # fmt: skip


def last(snapshots: Sequence[Snapshot]) -> dict[str, Snapshot]:
    """The latest snapshot of each mode that has one."""
    return {snapshot.mode: snapshot for snapshot in snapshots}


def describe(config: Config, now: Mapping[str, Snapshot]) -> str:
    """What the three charts show at `now`, one snapshot a mode, from its numbers."""
    if set(now) != set(MODES):
        return "The three have the same initial templates and see the same pictures in the same order."
    parts = [
        f"{MODES[mode].capitalize()}: {s.seen:,} pictures in {s.step:,} update{'s' * (s.step != 1)} and "
        f"{s.seconds:.2g} s; {s.test_error:.1%} of the test pictures are misread."
        for mode, s in now.items()
    ]
    return " ".join([*parts, *_failures(config, now), overfitting(config, now)]).strip()


def _failures(config: Config, now: Mapping[str, Snapshot]) -> Iterator[str]:
    guessing = np.log(len(config.classes))
    for mode, s in now.items():
        used = recipe(config, mode)
        if s.step and s.test_loss > 1.5 * guessing:
            summed = used.batch_size if config.reduction == "sum" else 1
            as_sum = f" x {summed:,} pictures = {used.lr * summed:g}" if summed > 1 else ""
            yield (
                f"The learning rate of {MODES[mode]}, {used.lr:g}{as_sum}, is too large: its test loss, "
                f"{s.test_loss:.1f}, is worse than blind guessing's {guessing:.1f}."
            )


def overfitting(config: Config, now: Mapping[str, Snapshot]) -> str:
    """Test error minus training error of each at its end, and whether the lecture's "full batch overfits" holds."""
    if set(now) != set(MODES) or any(s.step != total_steps(config, mode) for mode, s in now.items()):
        return ""
    gaps = {mode: round(100 * (s.test_error - s.train_error), 1) + 0.0 for mode, s in now.items()}
    words = ", ".join(f"{MODES[mode]} " + f"{gap:+.1f}".replace("-", "−") for mode, gap in gaps.items())
    most = max(gaps, key=gaps.__getitem__)
    if gaps[most] < 0.5:
        verdict = "None of the three overfits."
    elif most == "full":
        verdict = "The full batch overfits most."
    else:
        verdict = f"{MODES[most].capitalize()} overfits most, not the full batch."
    return f"Test error minus training error, in points: {words}. {verdict}"
