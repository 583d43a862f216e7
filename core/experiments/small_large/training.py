"""The networks of small_large while they learn: many seeds at once, by three routes, and one layer beside each."""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from core.data import images
from core.data.selection import Floats, Selection, resident
from core.device import device
from core.experiments.small_large.config import Config, groups, shape
from core.experiments.small_large.snapshot import Snapshot
from core.learning.nets import ACTIVATIONS
from core.learning.orders import shuffled
from core.learning.plan import Plan
from core.learning.stack import Stack
from core.learning.training import Many, run, snapshot_steps
from core.learning.updates import Recipe
from core.words import Done

FRAMES = 50  # snapshots of a run
SNAPSHOT_TRAIN_PICTURES = 10_000  # training pictures of a snapshot; the last one reads all
Layers = list[tuple[Tensor, Tensor | None]]  # W (S, n_out, n_in), b (S, 1, n_out)


def total_steps(config: Config) -> int:
    """Updates in the run; where the pooling is learned after the recognisers, of both."""
    pictures = len(images.load(config.dataset).train_labels)
    once = config.epochs * math.ceil(pictures / config.batch_size)
    return once * (2 if config.route == "frozen" else 1)


def train(config: Config, *, frames: int = FRAMES, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Train all seeds as one batched computation, and a single layer beside each, on the same batches.

    By the two shorter routes the first layer learns, one yes or no a class, with the logistic loss; with "frozen"
    the second layer learns after it, for as many epochs again. Raises Diverged when a weight is not finite.
    """
    total = total_steps(config)
    networks = Run(config, total)
    steps = snapshot_steps(total, frames)
    for now in run(networks, total=total, steps=steps, lr=config.lr, stop=stop):
        yield networks.look(now.seconds)


def order(pictures: int, config: Config) -> Iterator[Tensor]:
    """Row numbers of the pictures of each step, an order a seed (S, B), or one for all (B,); drawn on the CPU."""
    seeds = range(config.seed, config.seed + (config.seeds if config.own_batches else 1))
    return shuffled(pictures, config.batch_size, *(torch.Generator().manual_seed(seed) for seed in seeds))


def progress(config: Config, snapshots: Sequence[Snapshot]) -> Done:
    """How far the training is, in updates."""
    return Done(snapshots[-1].step if snapshots else 0, total_steps(config))


class Run:
    """All networks of a Config while they learn, `total` updates in all."""

    def __init__(self, config: Config, total: int) -> None:
        self.config, self.total, self.step = config, total, 0
        self.classes = len(images.about(config.dataset).class_names)
        selection = Selection(config.dataset, tuple(range(self.classes)))
        self.sets, self.picture = resident(selection), selection.data.train_images.shape[1:]  # (H, W[, 3])
        one, _ = groups(config.group, self.classes)
        self.side = torch.tensor([int(k not in one) for k in range(self.classes)], device=device())  # (D,)
        inputs, (width, depth) = self.sets.train.inputs.shape[1], shape(config, self.classes)
        self.single = self._stack((inputs, 2))
        if config.route == "end":
            self.deep = self._stack((inputs, *[width] * (depth - 1), 2))
        else:
            self.deep = self._stack((inputs, self.classes), "logistic")
            self.pool = self._stack((self.classes, 2))
        self.batches = map(self.sets.train.at, order(len(self.sets.train.labels), config))
        self.stages = 2 if config.route == "frozen" else 1

    def _stack(self, widths: tuple[int, ...], loss: str = "softmax") -> Many:
        config, seeds = self.config, tuple(range(self.config.seed, self.config.seed + self.config.seeds))
        plan = Plan(widths, (config.activation,), seeds, bias=config.bias, loss=loss)
        return Many(Stack(plan, torch.float32, device(), lean=True), Recipe("adam", config.lr))

    def update(self, lr: float) -> None:
        """One update of what learns at this step, on a batch of its own."""
        x, y = next(self.batches)  # (B, n) or (S, B, n)
        if self.step < self.total // self.stages:
            self.single.step(x, self.side[y], lr)
            self.deep.step(x, self.side[y] if self.config.route == "end" else y, lr)
        else:
            recognised = _through(_layers(self.deep), x, self.config.activation)[-1]
            self.pool.step(self._bend(recognised), self.side[y], lr)
        self.step += 1

    def finite(self) -> bool:
        """Whether all weights are."""
        return self.single.finite() and self.deep.finite() and (self.stages == 1 or self.pool.finite())

    def layers(self) -> Layers:
        """Of all seeds, from the pixels to the two scores."""
        if self.config.route == "end":
            return _layers(self.deep)
        if self.config.route == "frozen":
            return _layers(self.deep) + _layers(self.pool)
        signs = 1.0 - 2.0 * torch.stack([self.side, 1 - self.side]).float()  # (2, D) of +1 and -1
        return [*_layers(self.deep), (signs.expand(self.config.seeds, -1, -1), None)]

    def look(self, seconds: float) -> Snapshot:
        """All that is seen of the networks now."""
        layers, single, sets, bend = self.layers(), _layers(self.single), self.sets, self.config.activation
        outputs = _through(layers, sets.test.inputs, bend)
        hidden = [self._bend(z) for z in outputs[:-1]]  # (S, M, n)
        wakes = [self._means(h) for h in hidden]  # (S, n, D)
        wrong = self._wrong(outputs[-1], sets.test.labels)
        single_wrong = self._wrong(_through(single, sets.test.inputs, bend)[-1], sets.test.labels)
        x, y = sets.train.at(slice(None if self.step == self.total else SNAPSHOT_TRAIN_PICTURES))
        first, *others = [weight[0] for weight, _ in layers]
        return Snapshot(
            step=self.step,
            epoch=self.step / self.total * self.config.epochs * self.stages,
            seconds=seconds,
            weights=(_numpy(first).reshape(-1, *self.picture), *map(_numpy, others)),
            biases=tuple(_bias(*layer) for layer in layers),
            single=_numpy(single[0][0][0]).reshape(2, *self.picture),
            single_bias=_bias(*single[0]),
            wakes=tuple(_numpy(mean[0]) for mean in wakes),
            selectivity=tuple(_numpy(self._selectivity(h, m)) for h, m in zip(hidden, wakes, strict=True)),
            train_error=_numpy(self._wrong(_through(layers, x, bend)[-1], y).mean(1)),
            test_error=_numpy(wrong.mean(1)),
            single_train_error=_numpy(self._wrong(_through(single, x, bend)[-1], y).mean(1)),
            single_test_error=_numpy(single_wrong.mean(1)),
            by_class=_numpy(self._means(wrong[..., None])[:, 0]),
            single_by_class=_numpy(self._means(single_wrong[..., None])[:, 0]),
        )

    def _bend(self, z: Tensor) -> Tensor:
        return ACTIVATIONS[self.config.activation].value(z)

    def _wrong(self, logits: Tensor, labels: Tensor) -> Tensor:
        """1 where the answer is wrong, (S, M)."""
        return (logits.argmax(2) != self.side[labels]).float()

    def _means(self, h: Tensor) -> Tensor:
        """h (S, M, n) on the test pictures -> its mean by class (S, n, D)."""
        one_hot = torch.nn.functional.one_hot(self.sets.test.labels, self.classes).float()  # (M, D)
        return h.transpose(1, 2) @ (one_hot / one_hot.sum(0))

    def _selectivity(self, h: Tensor, means: Tensor) -> Tensor:
        """eta^2 = sum_d n_d (mean_d - mean)^2 / sum (h - mean)^2, (S, n); 0 of a unit that never moves."""
        share = torch.bincount(self.sets.test.labels, minlength=self.classes) / h.shape[1]
        between = ((means - h.mean(1)[..., None]).square() * share).sum(2)
        variance = h.var(1, correction=0)
        return torch.where(variance > 0, between / variance.clamp(min=1e-30), 0.0)


def _layers(many: Many) -> Layers:
    return list(itertools.zip_longest(many.stack.weights, many.stack.biases))


def _through(layers: Layers, x: Tensor, activation: str) -> list[Tensor]:
    """z (S, M, n) of each layer, the last the logits, on x (M, n) or (S, M, n)."""
    seen: list[Tensor] = []
    for weight, bias in layers:
        h = ACTIVATIONS[activation].value(seen[-1]) if seen else x
        if h.dim() == 2:  # the same pictures for all seeds: one product
            many, n_out, n_in = weight.shape
            z = (h @ weight.reshape(many * n_out, n_in).t()).view(len(h), many, n_out).transpose(0, 1)
        else:
            z = h @ weight.transpose(1, 2)
        seen.append(z if bias is None else z + bias)
    return seen


def _bias(weight: Tensor, bias: Tensor | None) -> Floats:
    """Of the first seed; zeros where there is none."""
    return _numpy(weight.new_zeros(weight.shape[1]) if bias is None else bias[0, 0])


def _numpy(values: Tensor) -> Floats:
    return np.asarray(values.float().cpu().numpy().copy())
