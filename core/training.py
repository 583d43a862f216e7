"""The one training loop: data resident on the device, snapshots on a schedule, every draw from a generator.

A plain MLP takes its gradients in closed form (about half autograd's time on small nets, equal to it within
1e-5); any other module takes autograd's. Parameters and gradients lie in one flat vector each, so that an
optimiser is a few operations whatever the number of layers.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from core.nets import ACTIVATIONS, MLP

OPTIMIZERS = ("sgd", "momentum", "adam", "rmsprop")
Step = Callable[[Tensor, Tensor], None]


class Diverged(RuntimeError):
    """Training came to a loss that is not a number; the message names the step and a remedy."""


@dataclass(frozen=True)
class Batches:
    """What to train on, resident on the device: uint8 inputs are pixels and enter the network as x / 255."""

    inputs: Tensor  # (N, D) uint8 or float32
    labels: Tensor  # (N,) int64

    @property
    def scale(self) -> float:
        return 1.0 if self.inputs.is_floating_point() else 1 / 255


@dataclass(frozen=True)
class Recipe:
    """How to train: batch_size 1 is serial training, N or more the full batch.

    "sgd" w -= lr g; "momentum" SGD with momentum .9; "adam" (Kingma and Ba 2015: .9, .999, 1e-8); "rmsprop"
    (.99, 1e-8); weight_decay adds weight_decay x w to the gradient, as torch.optim does.
    """

    optimizer: str = "sgd"
    lr: float = 0.1
    batch_size: int = 200
    epochs: float = 1
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        if self.optimizer not in OPTIMIZERS:
            raise ValueError(f"'optimizer' must be one of {', '.join(OPTIMIZERS)}. Got {self.optimizer!r} instead.")


@dataclass(frozen=True)
class Progress:
    """Where training is; loss and error are means over the pictures seen since the last Progress."""

    step: int
    epoch: float  # pictures seen / pictures there are
    seconds: float  # of training alone: what the caller does between two Progresses is not counted
    loss: float  # cross-entropy in nats; nan at step 0
    error: float  # share of wrong answers, 0..1; nan at step 0


def snapshot_steps(total: int, most: int = 150) -> list[int]:
    """Steps worth recording, at most `most`: 0, then two thirds evenly in log(step), one third evenly in step.

    The first steps, where most happens, are all there, and no late gap is longer than 2 % of the run.
    """
    if total < most:
        return list(range(total + 1))
    by_log = np.geomspace(1, total, most * 2 // 3)
    by_step = np.linspace(0, total, most // 3)
    return sorted({round(step) for step in (*by_log, *by_step)})


def total_steps(n: int, recipe: Recipe) -> int:
    """Updates in a run on n pictures: ceil(n / batch_size) an epoch."""
    return max(1, round(recipe.epochs * math.ceil(n / recipe.batch_size)))


def fit(
    net: nn.Module,
    data: Batches,
    recipe: Recipe,
    *,
    generator: torch.Generator,
    steps: list[int] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Progress]:
    """Train `net` in place by softmax cross-entropy; yield a Progress at each of `steps` (default: the schedule).

    The loop never waits for the device between two Progresses. `generator` (on the data's device) shuffles:
    a new order each epoch. Ends early when `stop()` says so. Raises Diverged when the loss is not finite.
    """
    n, total = len(data.labels), total_steps(len(data.labels), recipe)
    wanted = set(snapshot_steps(total) if steps is None else steps)
    meter = torch.zeros(2, device=data.labels.device)  # sum of losses, number of errors
    update = _Trainer(net, data, recipe, meter)
    seen, seen_before, spent, step = 0, 0, 0.0, 0
    if 0 in wanted:
        yield Progress(0, 0.0, 0.0, math.nan, math.nan)
    began = time.perf_counter()
    while step < total:
        order = torch.randperm(n, generator=generator, device=data.labels.device)
        for start in range(0, n, recipe.batch_size):
            rows = order[start : start + recipe.batch_size]
            update(rows)
            seen, step = seen + len(rows), step + 1
            if step in wanted or step == total:
                loss, error = (meter / (seen - seen_before)).tolist()
                meter.zero_()
                seen_before, spent = seen, spent + time.perf_counter() - began
                if not math.isfinite(loss):
                    raise Diverged(_diverged(step, recipe))
                if step in wanted:
                    yield Progress(step, seen / n, spent, loss, error)
                began = time.perf_counter()
            if step == total or stop():
                return


def _diverged(step: int, recipe: Recipe) -> str:
    return (
        f"Training diverged: at step {step:,} the loss was no longer a finite number. "
        f"The learning rate {recipe.lr:g} is too large here: try {recipe.lr / 10:g}."
    )


@torch.no_grad()
def evaluate(net: nn.Module, data: Batches, chunk: int = 10_000) -> tuple[float, float]:
    """Mean cross-entropy (nats) and share of wrong answers of `net` on all of `data`."""
    loss = torch.zeros((), device=data.labels.device)
    wrong = torch.zeros((), device=data.labels.device)
    for start in range(0, len(data.labels), chunk):
        x, y = data.inputs[start : start + chunk], data.labels[start : start + chunk]
        logits = net(x if x.is_floating_point() else x.float().mul_(data.scale))  # (chunk, K)
        loss += nn.functional.cross_entropy(logits, y, reduction="sum")
        wrong += (logits.argmax(1) != y).sum()
    return loss.item() / len(data.labels), wrong.item() / len(data.labels)


class _Trainer:
    """One update from the rows of a batch: gather, gradient, optimiser."""

    def __init__(self, net: nn.Module, data: Batches, recipe: Recipe, meter: Tensor) -> None:
        self.data, self.net, self.meter = data, net, meter
        self.weights, self.grads = flatten(net)
        self.optimise = optimiser(self.weights, self.grads, recipe)
        self.plain: dict[int, Step] = {}  # by batch size: the last batch of an epoch may be smaller
        self.buffers: dict[int, tuple[Tensor, Tensor, Tensor]] = {}

    def __call__(self, rows: Tensor) -> None:
        size = len(rows)
        if size not in self.buffers:
            self._prepare(size)
        raw, x, y = self.buffers[size]
        torch.index_select(self.data.inputs, 0, rows, out=raw)
        torch.index_select(self.data.labels, 0, rows, out=y)
        if raw is not x:
            x.copy_(raw).mul_(self.data.scale)  # uint8 -> float32
        self.plain[size](x, y)
        with torch.no_grad():
            self.optimise()

    def _prepare(self, size: int) -> None:
        inputs, labels = self.data.inputs, self.data.labels
        raw = inputs.new_empty((size, *inputs.shape[1:]))
        x = raw if raw.is_floating_point() else torch.empty_like(raw, dtype=torch.float32)
        self.buffers[size] = raw, x, labels.new_empty(size)
        make = closed_form if isinstance(self.net, MLP) else autograd
        self.plain[size] = make(self.net, size, self.grads, self.meter)  # type: ignore[arg-type]


def flatten(net: nn.Module) -> tuple[Tensor, Tensor]:
    """All parameters and all gradients as one vector (P,) each; the module's own become views of them."""
    parameters = list(net.parameters())
    weights = torch.cat([p.detach().reshape(-1) for p in parameters])
    grads = torch.zeros_like(weights)
    at = 0
    for p in parameters:
        p.data = weights[at : at + p.numel()].view_as(p)
        p.grad = grads[at : at + p.numel()].view_as(p)
        at += p.numel()
    return weights, grads


def autograd(net: nn.Module, size: int, grads: Tensor, meter: Tensor) -> Step:
    """The gradient of the batch's mean cross-entropy, by autograd: for any module."""

    def step(x: Tensor, y: Tensor) -> None:
        logits = net(x)
        loss = nn.functional.cross_entropy(logits, y)
        grads.zero_()
        loss.backward()  # type: ignore[no-untyped-call]
        meter[0] += loss.detach() * size
        meter[1] += (logits.detach().argmax(1) != y).sum()

    return step


def closed_form(net: MLP, size: int, grads: Tensor, meter: Tensor) -> Step:
    """The same gradient for a plain MLP, written out, without allocating.

    delta_L = (softmax(s) - onehot(y)) / B,  delta_l = (delta_{l+1} W_{l+1}) * f'(z_l),
    dE/dW_l = delta_l^T a_{l-1},  dE/db_l = sum over the batch of delta_l   (E, "Backpropagation").
    """
    layers, f = net.linear, ACTIVATIONS[net.activation]
    weights = [layer.weight.detach() for layer in layers]  # views: the optimiser changes them in place
    biases = [None if layer.bias is None else layer.bias.detach() for layer in layers]
    dw = [layer.weight.grad for layer in layers]
    db = [None if layer.bias is None else layer.bias.grad for layer in layers]
    acts = [grads.new_empty(size, len(w)) for w in weights]  # a_l (B, n_out)
    deltas = [torch.empty_like(a) for a in acts]
    log_p, target = torch.empty_like(acts[-1]), grads.new_full((size, 1), -1.0)
    last = len(layers) - 1

    @torch.no_grad()
    def step(x: Tensor, y: Tensor) -> None:
        inputs = [x, *acts[:-1]]
        for i, w in enumerate(weights):
            bias = biases[i]
            if bias is None:
                torch.mm(inputs[i], w.t(), out=acts[i])
            else:
                torch.addmm(bias, inputs[i], w.t(), out=acts[i])
            if i < last:
                f.value_(acts[i])
        column = y.unsqueeze(1)  # (B, 1)
        torch.log_softmax(acts[last], 1, out=log_p)
        meter[0] -= log_p.gather(1, column).sum()
        meter[1] += (acts[last].argmax(1) != y).sum()
        torch.exp(log_p, out=deltas[last]).scatter_add_(1, column, target).mul_(1 / size)
        for i in range(last, -1, -1):
            torch.mm(deltas[i].t(), inputs[i], out=dw[i])
            if db[i] is not None:
                torch.sum(deltas[i], 0, out=db[i])
            if i:
                f.backward_(torch.mm(deltas[i], weights[i], out=deltas[i - 1]), acts[i - 1])

    return step


def optimiser(w: Tensor, g: Tensor, recipe: Recipe) -> Callable[[], None]:
    """One in-place update of the flat weights w (P,) from the flat gradient g (P,), equal to torch.optim's."""
    lr, decay = recipe.lr, recipe.weight_decay
    m, v, t = torch.zeros_like(w), torch.zeros_like(w), 0

    def gradient() -> Tensor:
        return g.add_(w, alpha=decay) if decay else g

    def sgd() -> None:
        w.add_(gradient(), alpha=-lr)

    def momentum() -> None:
        w.add_(m.mul_(0.9).add_(gradient()), alpha=-lr)

    def adam() -> None:
        nonlocal t
        t += 1
        grad = gradient()
        m.lerp_(grad, 0.1)
        v.mul_(0.999).addcmul_(grad, grad, value=0.001)
        denominator = v.sqrt().div_(math.sqrt(1 - 0.999**t)).add_(1e-8)
        w.addcdiv_(m, denominator, value=-lr / (1 - 0.9**t))

    def rmsprop() -> None:
        grad = gradient()
        v.mul_(0.99).addcmul_(grad, grad, value=0.01)
        w.addcdiv_(grad, v.sqrt().add_(1e-8), value=-lr)

    return {"sgd": sgd, "momentum": momentum, "adam": adam, "rmsprop": rmsprop}[recipe.optimizer]
