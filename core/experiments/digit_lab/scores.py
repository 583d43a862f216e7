"""What a trained network makes of pictures: losses, errors, confusions, and the mistakes that it was surest of."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.data.batches import Batches
from core.data.selection import Floats, Rows

WORST = 40  # mistakes that are kept
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Tested:
    """A network on the test pictures. Error is a share 0..1, loss cross-entropy in nats."""

    loss: float
    error: float
    confusion: Counts  # (K, K) pictures by true class and given class
    worst: Rows  # (at most 40,) test pictures misread, the surest first
    probabilities: Floats  # (len(worst), K) float32 softmax


@dataclass(frozen=True)
class Snapshot:
    """The network at one instant. Errors are shares 0..1, losses cross-entropy in nats.

    Training figures are running means since the last snapshot, dropout at work (nan at step 0), but exact, over all
    pictures trained on, in the last one; the others are exact. What is None or () is there at the end only.
    """

    step: int
    epoch: float
    seconds: float  # of training alone
    epoch_seconds: float  # of the epoch that ends here, else nan
    train_loss: float
    train_error: float
    validation_loss: float  # nan where nothing is held out
    validation_error: float
    test_loss: float
    test_error: float
    weight: Floats  # (at most 64, H, W, C) float16: the first layer's, unscrambled; or filters
    confusion: Counts | None = None  # (K, K) of the test pictures: true class, given class
    worst: Rows | None = None  # (at most 40,) test pictures misread, the surest first
    probabilities: Floats | None = None  # (len(worst), K) float32 softmax
    names: tuple[str, ...] = ()  # of the parameters
    parameters: tuple[Floats, ...] = ()  # float32


@dataclass(frozen=True)
class Summary:
    """What came of a run that has ended: its errors then, as on every page."""

    train_error: float  # share of all pictures trained on, as the network reads them after the last step
    test_error: float  # of all test pictures
    seconds: float  # of training alone, in all
    epoch_seconds: float  # median


def summary(snapshots: Sequence[Snapshot]) -> Summary:
    """The errors after training, and what it took; raises ValueError where the run has not come to its end."""
    last = snapshots[-1] if snapshots else None
    if last is None or last.confusion is None:
        raise ValueError("A summary needs a run that has come to its end. This one has not.")
    seconds = [s.epoch_seconds for s in snapshots if not math.isnan(s.epoch_seconds)]
    return Summary(last.train_error, last.test_error, last.seconds, float(np.median(seconds)))


@torch.no_grad()
def outputs(net: nn.Module, data: Batches, stop: Callable[[], bool] = lambda: False) -> Tensor | None:
    """Logits (N, K) of the network on `data`, without dropout; None if `stop()` says so meanwhile."""
    chunk = 500 if data.labels.device.type == "cpu" else 5_000  # what a processor's cache can hold
    was, found = net.training, []
    net.eval()
    for start in range(0, len(data.labels), chunk):
        if stop():
            return None
        x = data.inputs[start : start + chunk]
        found.append(net(x if x.is_floating_point() else x.float().mul_(data.scale)))  # (chunk, K)
    net.train(was)
    return torch.cat(found) if found else torch.empty((0, 1), device=data.labels.device)


def scores(logits: Tensor, labels: Tensor) -> tuple[float, float]:
    """Mean cross-entropy in nats and share of wrong answers; nan of nothing."""
    if not len(labels):
        return math.nan, math.nan
    wrong = (logits.argmax(1) != labels).sum().item()
    return nn.functional.cross_entropy(logits, labels).item(), wrong / len(labels)


def tested(logits: Tensor, labels: Tensor) -> Tested:
    """The whole test. A mistake is the worse, the larger the probability of its wrong answer."""
    classes, given = logits.shape[1], logits.argmax(1)
    confusion = torch.bincount(labels * classes + given, minlength=classes * classes).view(classes, classes)
    chances = torch.softmax(logits, 1)
    sure = torch.where(given != labels, chances.amax(1), -1.0)
    worst = torch.argsort(sure, descending=True, stable=True)[: min(WORST, int((given != labels).sum()))]
    return Tested(
        *scores(logits, labels), confusion.cpu().numpy(), worst.cpu().numpy(), chances[worst].cpu().numpy()
    )


def parameters(net: nn.Module) -> dict[str, Floats]:
    """All weights of the network, and the running means of its batch norms, by name: float32 copies."""
    return {name: value.detach().cpu().numpy().copy() for name, value in net.state_dict().items()}
