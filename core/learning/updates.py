"""One update of the weights: the gradient, in closed form or by autograd, and the optimiser's step.

Parameters and gradients lie in one flat vector each, so that an optimiser is a few operations whatever the number
of layers, and the closed form writes into the same memory as autograd.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.learning.nets import ACTIVATIONS, MLP

OPTIMIZERS = {"sgd": "SGD", "momentum": "SGD, momentum .9", "adam": "Adam", "rmsprop": "RMSprop"}
REDUCTIONS = {"mean": "the average (PyTorch)", "sum": "the sum (the lecture)"}
SCHEDULES = {"constant": "constant", "cosine": "falls to 0 (cosine)", "steps": "a tenth at 1/2, again at 3/4"}
TOGETHER = 2_000  # pictures that are gathered, and whose losses are summed, at a time
Step = Callable[[Tensor, Tensor], None]  # (inputs (B, D), labels (B,)) -> fills the gradient


@dataclass(frozen=True)
class Recipe:
    """How to train: batch_size 1 is serial training, N or more the full batch.

    "sgd" w -= lr g; "momentum" SGD with momentum .9; "adam" (Kingma and Ba 2015: .9, .999, 1e-8); "rmsprop"
    (.99, 1e-8); weight_decay adds weight_decay x w to the gradient, as torch.optim does. A batch's gradient is
    the "mean" of its pictures' gradients, as in PyTorch, or their "sum", as N3 writes it: W += lr E X^T.
    `schedule` says how the learning rate goes on from lr, see rate().
    """

    optimizer: str = "sgd"
    lr: float = 0.1
    batch_size: int = 200
    epochs: float = 1
    weight_decay: float = 0.0
    reduction: str = "mean"
    schedule: str = "constant"

    def __post_init__(self) -> None:
        if self.optimizer not in OPTIMIZERS:
            raise ValueError(f"'optimizer' must be one of {', '.join(OPTIMIZERS)}. Got {self.optimizer!r} instead.")
        if self.reduction not in REDUCTIONS:
            raise ValueError(f"'reduction' must be one of {', '.join(REDUCTIONS)}. Got {self.reduction!r} instead.")
        if self.schedule not in SCHEDULES:
            raise ValueError(f"'schedule' must be one of {', '.join(SCHEDULES)}. Got {self.schedule!r} instead.")


def rate(recipe: Recipe, done: float) -> float:
    """The learning rate when the share `done` in [0, 1) of all updates is made.

    "constant": lr; "cosine": lr (1 + cos(pi done)) / 2 (Loshchilov and Hutter 2017); "steps": lr, a tenth of it
    from 1/2 on, a hundredth from 3/4 on.
    """
    if recipe.schedule == "cosine":
        return recipe.lr * (1 + math.cos(math.pi * done)) / 2
    if recipe.schedule == "steps":
        return recipe.lr * (1.0 if done < 0.5 else 0.1 if done < 0.75 else 0.01)
    return recipe.lr


class Meter:
    """Sum of the losses and number of the errors since the last reading, kept on the device.

    They are summed for many pictures at a time: batch by batch it would be a tenth of a small network's time.
    """

    def __init__(self, device: torch.device) -> None:
        self.loss = torch.zeros((), device=device)
        self.wrong = torch.zeros((), device=device, dtype=torch.int64)
        self.noted: list[tuple[Tensor, Tensor, Tensor]] = []
        self.pictures = 0  # that are noted

    def note(self, logits: Tensor, log_p: Tensor, y: Tensor) -> None:
        """A batch: logits and log p (K, B), labels (B,). Nobody may write into them any more."""
        self.noted.append((logits, log_p, y))
        self.pictures += len(y)
        if self.pictures >= TOGETHER:
            self._sum()

    def read(self, pictures: int) -> tuple[float, float]:
        """Means over `pictures`; starts anew."""
        self._sum()
        means = self.loss.item() / pictures, self.wrong.item() / pictures
        self.loss.zero_()
        self.wrong.zero_()
        return means

    def _sum(self) -> None:
        if self.noted:
            logits, log_p, y = (torch.cat(parts, -1) for parts in zip(*self.noted, strict=True))
            self.loss.sub_(log_p.gather(0, y[None]).sum())
            self.wrong.add_(torch.count_nonzero(logits.max(0).indices != y))
        self.noted, self.pictures = [], 0


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


def views(flat: Tensor, shapes: Sequence[Tensor]) -> list[Tensor]:
    """`flat` (P,) cut into views of the shapes of `shapes`, in order."""
    parts = torch.split(flat, [part.numel() for part in shapes])
    return [part.view(like.shape) for part, like in zip(parts, shapes, strict=True)]


def autograd(
    net: nn.Module, size: int, grads: Tensor, meter: Meter, scale: float = 1.0, reduction: str = "mean"
) -> Step:
    """The gradient of the batch's cross-entropy, by autograd: for any module; it sees scale x (B, D)."""

    def step(x: Tensor, y: Tensor) -> None:
        logits = net(x if scale == 1 else x * scale)
        log_p = torch.log_softmax(logits, 1)
        grads.zero_()
        nn.functional.nll_loss(log_p, y, reduction=reduction).backward()  # type: ignore[no-untyped-call]
        meter.note(logits.detach().t(), log_p.detach().t(), y)

    return step


def closed_form(
    net: MLP, size: int, grads: Tensor, meter: Meter, scale: float = 1.0, reduction: str = "mean"
) -> Step:
    """The same gradient for a plain MLP, written out; the products of the first layer take `scale` along.

    delta_L = (softmax(s) - onehot(y)) / B, or for the sum without / B,  delta_l = (delta_{l+1} W_{l+1}) * f'(z_l),
    dE/dW_l = delta_l^T a_{l-1},  dE/db_l = sum over the batch of delta_l   (E, "Backpropagation").
    """
    layers, (value_, backward_) = net.linear, ACTIVATIONS[net.activation].in_place()
    weights = [layer.weight.detach() for layer in layers]  # views: the optimiser changes them in place
    biases = [None if layer.bias is None else layer.bias.detach() for layer in layers]
    dw = [layer.weight.grad for layer in layers if layer.weight.grad is not None]
    db = [None if layer.bias is None else layer.bias.grad for layer in layers]
    acts = [grads.new_empty(size, len(w)) for w in weights[:-1]]  # a_l (B, n_out) of the hidden layers
    delta = grads.new_empty(len(weights[-1]), size)  # the last one is (K, B): a softmax along few classes is slow
    deltas = [*map(torch.empty_like, acts), delta.t()]
    # Views of the transposes: to make them anew in each update takes a hundredth of a small network's time.
    turned, turned_deltas = [w.t() for w in weights], [d.t() for d in deltas]
    targets, last = torch.eye(len(delta), device=grads.device), len(layers) - 1
    scales, share = [scale] + [1.0] * last, 1 / size if reduction == "mean" else 1.0

    @torch.no_grad()
    def step(x: Tensor, y: Tensor) -> None:
        inputs, logits = [x, *acts], torch.empty_like(delta)
        for i, out in enumerate([*acts, logits.t()]):
            start, keep = (out, 0) if biases[i] is None else (biases[i], 1)
            torch.addmm(start, inputs[i], turned[i], beta=keep, alpha=scales[i], out=out)
            if i < last:
                value_(out)
        log_p = torch.log_softmax(logits, 0)
        meter.note(logits, log_p, y)
        torch.exp(log_p, out=delta).sub_(targets.index_select(1, y)).mul_(share)
        for i in range(last, -1, -1):
            if db[i] is not None:  # before the product, which takes the processor's cache for itself
                torch.sum(deltas[i], 0, out=db[i])
            torch.addmm(dw[i], turned_deltas[i], inputs[i], beta=0, alpha=scales[i], out=dw[i])
            if i:
                backward_(torch.mm(deltas[i], weights[i], out=deltas[i - 1]), acts[i - 1])

    return step


def optimiser(w: Tensor, g: Tensor, recipe: Recipe) -> Callable[[float], None]:
    """One in-place update of the flat weights w (P,) from the flat gradient g (P,), equal to torch.optim's.

    What it is called with is the learning rate of this update.
    """
    decay = recipe.weight_decay
    m, v, t = torch.zeros_like(w), torch.zeros_like(w), 0

    def gradient() -> Tensor:
        return g.add_(w, alpha=decay) if decay else g

    def sgd(lr: float) -> None:
        w.add_(gradient(), alpha=-lr)

    def momentum(lr: float) -> None:
        w.add_(m.mul_(0.9).add_(gradient()), alpha=-lr)

    def adam(lr: float) -> None:
        nonlocal t
        t += 1
        grad = gradient()
        m.lerp_(grad, 0.1)
        v.mul_(0.999).addcmul_(grad, grad, value=0.001)
        denominator = v.sqrt().div_(math.sqrt(1 - 0.999**t)).add_(1e-8)
        w.addcdiv_(m, denominator, value=-lr / (1 - 0.9**t))

    def rmsprop(lr: float) -> None:
        grad = gradient()
        v.mul_(0.99).addcmul_(grad, grad, value=0.01)
        w.addcdiv_(grad, v.sqrt().add_(1e-8), value=-lr)

    return {"sgd": sgd, "momentum": momentum, "adam": adam, "rmsprop": rmsprop}[recipe.optimizer]
