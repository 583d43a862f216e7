"""How templates are learned: template += lr x error x picture, one picture at a time, a batch, or all (N3).

`update` and `batch_update` are one step, to be looked at; `train` compares three sizes of the batch.
"""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch

from core.data.selection import Floats, resident
from core.device import device
from core.experiments.batches.config import MODES, Config, recipe, selection, total_steps
from core.learning.nets import MLP
from core.learning.training import evaluate, fit, snapshot_steps
from core.words import Done


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
            mode,
            now.step,
            round(now.epoch * len(sets.train.labels)),
            now.seconds,
            weight,
            *exact,
            *evaluate(net, sets.test),
        )


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How far the training is, in pictures that the three layers have seen."""
    seen = sum(snapshot.seen for snapshot in last(snapshots).values())
    return Done(seen, len(MODES) * config.epochs * len(selection(config).train_rows), "pictures")


def last(snapshots: Sequence[Snapshot]) -> dict[str, Snapshot]:
    """The latest snapshot of each mode that has one."""
    return {snapshot.mode: snapshot for snapshot in snapshots}
