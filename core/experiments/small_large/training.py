"""The networks of small_large while they learn: many seeds at once, by three routes, and one layer beside each."""

import itertools
import math
import time
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor

from core.data import images
from core.data.selection import Floats, Selection, resident
from core.device import device
from core.experiments.small_large.config import Config, groups, shape
from core.experiments.small_large.snapshot import Snapshot
from core.learning.nets import ACTIVATIONS
from core.learning.plan import Plan
from core.learning.stack import Stack
from core.learning.training import Diverged, snapshot_steps
from core.learning.updates import Recipe, optimiser

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
    wanted = set(snapshot_steps(total, frames))
    run = Run(config, total)
    for step in range(total + 1):
        if step in wanted:
            yield run.look(step)
        if step == total or stop():
            return
        run.update(step)


class Learner:
    """A stack and the optimiser of its weights."""

    def __init__(self, plan: Plan, config: Config) -> None:
        self.stack = Stack(plan, torch.float32, device())
        self.update = optimiser(self.stack.flat, self.stack.grad, Recipe("adam", config.lr))
        self.lr = config.lr

    def step(self, x: Tensor, y: Tensor) -> None:
        """One update on x (B, n) or (S, B, n), y (B,) or (S, B)."""
        self.stack.forward(x, y)
        self.stack.backward()
        self.update(self.lr)

    def layers(self) -> Layers:
        return list(itertools.zip_longest(self.stack.weights, self.stack.biases))


class Batch:
    """Row numbers of the pictures of each step, an order a seed, or one for all; drawn on the CPU."""

    def __init__(self, pictures: int, config: Config) -> None:
        self.size, self.pictures = config.batch_size, pictures
        seeds = range(config.seed, config.seed + (config.seeds if config.own_batches else 1))
        self.draws = [torch.Generator().manual_seed(seed) for seed in seeds]

    def __iter__(self) -> Iterator[Tensor]:
        while True:
            orders = torch.stack([torch.randperm(self.pictures, generator=draw) for draw in self.draws])
            for rows in torch.split(orders.to(device()), self.size, 1):
                yield rows if len(rows) > 1 else rows[0]


class Run:
    """All networks of a Config while they learn."""

    def __init__(self, config: Config, total: int) -> None:
        self.config, self.total, self.seconds = config, total, 0.0
        self.classes = len(images.about(config.dataset).class_names)
        selection = Selection(config.dataset, tuple(range(self.classes)))
        self.sets, self.picture = resident(selection), selection.data.train_images.shape[1:]  # (H, W[, 3])
        one, _ = groups(config.group, self.classes)
        self.side = torch.tensor([int(k not in one) for k in range(self.classes)], device=device())  # (D,)
        width, depth = shape(config, self.classes)
        self.single = Learner(self._plan(0, width, 2), config)
        if config.route == "end":
            self.deep = Learner(self._plan(depth - 1, width, 2), config)
        else:
            self.deep = Learner(self._plan(0, width, self.classes, "logistic"), config)
            self.pool = Learner(self._plan(0, width, 2, inputs=self.classes), config)
        self.rows = iter(Batch(len(self.sets.train.labels), config))
        self.stages = 2 if config.route == "frozen" else 1

    def _plan(self, depth: int, width: int, outputs: int, loss: str = "softmax", inputs: int = 0) -> Plan:
        config, seeds = self.config, tuple(range(self.config.seed, self.config.seed + self.config.seeds))
        inputs, names = inputs or self.sets.train.inputs.shape[1], (config.activation,)
        return Plan(inputs, width, depth, outputs, names, seeds, bias=config.bias, loss=loss)

    def update(self, step: int) -> None:
        """One step of what learns at `step`, on a batch of its own."""
        began, rows = time.perf_counter(), next(self.rows)
        x = self.sets.train.inputs[rows].float().div_(255)  # (B, n) or (S, B, n)
        y = self.sets.train.labels[rows]
        with torch.no_grad():
            if step < self.total // self.stages:
                self.single.step(x, self.side[y])
                self.deep.step(x, self.side[y] if self.config.route == "end" else y)
            else:
                recognised = _through(self.deep.layers(), x, self.config.activation)[-1]
                self.pool.step(self._bend(recognised), self.side[y])
        self.seconds += time.perf_counter() - began

    def layers(self) -> Layers:
        """Of all seeds, from the pixels to the two scores."""
        if self.config.route == "end":
            return self.deep.layers()
        if self.config.route == "frozen":
            return self.deep.layers() + self.pool.layers()
        signs = 1.0 - 2.0 * torch.stack([self.side, 1 - self.side]).float()  # (2, D) of +1 and -1
        return [*self.deep.layers(), (signs.expand(self.config.seeds, -1, -1), None)]

    @torch.no_grad()
    def look(self, step: int) -> Snapshot:
        """All that is seen of the networks before this step."""
        layers, single, sets, bend = self.layers(), self.single.layers(), self.sets, self.config.activation
        if not all(bool(torch.isfinite(weight).all()) for weight, _ in layers + single):
            raise Diverged(step, self.config.lr)
        outputs = _through(layers, sets.test.inputs, bend)
        hidden = [self._bend(z) for z in outputs[:-1]]  # (S, M, n)
        wakes = [self._means(h) for h in hidden]  # (S, n, D)
        wrong = self._wrong(outputs[-1], sets.test.labels)
        single_wrong = self._wrong(_through(single, sets.test.inputs, bend)[-1], sets.test.labels)
        rows = slice(None if step == self.total else SNAPSHOT_TRAIN_PICTURES)
        x, y = sets.train.inputs[rows].float().div_(255), sets.train.labels[rows]
        first, *others = [weight[0] for weight, _ in layers]
        return Snapshot(
            step=step,
            epoch=step / self.total * self.config.epochs * self.stages,
            seconds=self.seconds,
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
