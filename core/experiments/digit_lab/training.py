"""The digit lab: any MLP, or a small convnet, on any pictures, as the labs of the lectures have them.

N6, "Lab 01" and "Lab 02"; D, "Example: MNIST digit classification", "Permutation invariant MNIST" and "Example: a
convnet on MNIST".
"""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from core.data.batches import Batches
from core.data.selection import Floats, Rows, Selection, resident
from core.device import device
from core.experiments.digit_lab import nets
from core.experiments.digit_lab.config import (
    TILES,
    Config,
    network,
    recipe,
    schedule,
    selection,
    shape,
    split,
    total_steps,
)
from core.experiments.digit_lab.scores import Snapshot, outputs, parameters, scores, tested
from core.learning.training import Progress, fit
from core.words import Done


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Train the network and yield it at each step of the schedule; the last Snapshot has what is there at the end.

    Raises Diverged where the loss is no longer finite. (N6, "Lab 01"; D, "Example: MNIST digit classification")
    """
    chosen = selection(config)
    of, sets = shape(chosen), resident(chosen)
    rows, held = split(config, len(sets.train.labels))
    train, validation = _part(sets.train, rows), _part(sets.train, held)
    net, last = network(config, of, len(chosen.classes)), total_steps(config)
    shuffle = torch.Generator(device=device()).manual_seed(config.seed)
    steps, spent = schedule(last, config.epochs), 0.0
    for now in fit(net, train, recipe(config), generator=shuffle, steps=steps, stop=stop):
        logits = outputs(net, sets.test, stop)
        exact = outputs(net, train, stop) if now.step == last else None
        kept = outputs(net, validation, stop)
        if logits is None or kept is None or (now.step == last and exact is None):
            return
        ends = now.step > 0 and now.step % (last // config.epochs) == 0
        yield _snapshot(
            net,
            chosen,
            now,
            now.seconds - spent if ends else math.nan,
            (now.loss, now.error) if exact is None else scores(exact, train.labels),
            scores(kept, validation.labels),
            scores(logits, sets.test.labels),
            end=_end(net, logits, sets.test.labels) if exact is not None else {},
        )
        spent = now.seconds if ends else spent


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How far the training is, in updates."""
    return Done(snapshots[-1].step if snapshots else 0, total_steps(config))


def _part(data: Batches, rows: Rows) -> Batches:
    if len(rows) == len(data.labels):
        return data
    at = torch.from_numpy(rows).to(data.labels.device)
    return Batches(data.inputs[at], data.labels[at])


def _end(net: nn.Module, logits: Tensor, labels: Tensor) -> dict[str, object]:
    now, found = tested(logits, labels), parameters(net)
    return {
        "confusion": now.confusion,
        "worst": now.worst,
        "probabilities": now.probabilities,
        "names": tuple(found),
        "parameters": tuple(found.values()),
    }


def _snapshot(
    net: nn.Module,
    chosen: Selection,
    now: Progress,
    epoch_seconds: float,
    train: tuple[float, float],
    validation: tuple[float, float],
    test: tuple[float, float],
    end: dict[str, object],
) -> Snapshot:
    return Snapshot(
        now.step,
        now.epoch,
        now.seconds,
        epoch_seconds,
        *train,
        *validation,
        *test,
        tiles(net, chosen),
        **end,  # type: ignore[arg-type]
    )


def tiles(net: nn.Module, chosen: Selection) -> Floats:
    """Weights of the first layer, (units, H, W, C) float16, put back where they are in the pictures; or filters."""
    of = shape(chosen)
    weight = nets.first_layer(net, of)
    most = max(1, TILES * 784 // max(784, weight[0].numel()))
    found: Floats = weight[:most].cpu().numpy()
    if found.shape[1:] == of and chosen.permute_pixels:
        found = chosen.unscrambled(found)
    return found.clip(-65_504, 65_504).astype(np.float16)
