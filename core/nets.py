"""Multilayer perceptrons: activations, initialisations, and the network itself."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Activation:
    """a = value(z), and its slope written in terms of a, so that z need not be kept."""

    value: Callable[[Tensor], Tensor]
    value_: Callable[[Tensor], Tensor]  # the same, in place
    backward_: Callable[[Tensor, Tensor], Tensor]  # (delta, a) -> delta * slope(a), in place
    gain: float  # std of the weights = gain / sqrt(fan in) keeps the signal's size


def _relu_backward(delta: Tensor, a: Tensor) -> Tensor:
    out: Tensor = torch.ops.aten.threshold_backward.grad_input(delta, a, 0, grad_input=delta)
    return out  # a fifth of the time of delta.mul_(a > 0)


def _leaky_backward(delta: Tensor, a: Tensor) -> Tensor:
    return torch.where(a > 0, delta, delta * 0.02, out=delta)


ACTIVATIONS: dict[str, Activation] = {
    "identity": Activation(lambda z: z, lambda z: z, lambda delta, a: delta, 1.0),
    "relu": Activation(torch.relu, torch.relu_, _relu_backward, math.sqrt(2)),
    "leaky_relu": Activation(
        lambda z: nn.functional.leaky_relu(z, 0.02),
        lambda z: nn.functional.leaky_relu_(z, 0.02),
        _leaky_backward,
        math.sqrt(2 / (1 + 0.02**2)),
    ),
    "tanh": Activation(torch.tanh, torch.tanh_, lambda delta, a: delta.mul_(1 - a * a), 5 / 3),
    "sigmoid": Activation(torch.sigmoid, torch.sigmoid_, lambda delta, a: delta.mul_(a * (1 - a)), 1.0),
}

INITS = ("pytorch", "xavier", "he", "normal", "zeros")


class MLP(nn.Module):
    """s = W_L f(... f(W_1 x + b_1) ...) + b_L, the multilayer perceptron of N6 and G5.

    widths: (inputs, hidden..., outputs); x (B, inputs) -> logits (B, outputs). Weights are (out, in), as in
    nn.Linear. `init`: "pytorch" U(-1/sqrt(in), 1/sqrt(in)), "xavier" (Glorot and Bengio 2010), "he" (He et
    al. 2015), "normal" (std 0.01) or "zeros"; all draws come from `generator`, on the CPU, so that every
    device starts from the same numbers. Raises ValueError for unknown names and widths below 1.
    """

    def __init__(
        self,
        widths: Sequence[int],
        *,
        bias: bool = True,
        activation: str = "relu",
        init: str = "pytorch",
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        if len(widths) < 2 or min(widths) < 1:
            raise ValueError(f"'widths' must be at least two integers of at least 1. Got {widths!r} instead.")
        if activation not in ACTIVATIONS:
            names = ", ".join(ACTIVATIONS)
            raise ValueError(f"'activation' must be one of {names}. Got {activation!r} instead.")
        if init not in INITS:
            raise ValueError(f"'init' must be one of {', '.join(INITS)}. Got {init!r} instead.")
        self.activation = activation
        self.layers = nn.ModuleList(
            nn.Linear(n_in, n_out, bias=bias, device="meta").to_empty(device="cpu")
            for n_in, n_out in pairwise(widths)
        )
        with torch.no_grad():
            for layer in self.linear:
                _initialise(layer, init, ACTIVATIONS[activation].gain, generator)

    @property
    def linear(self) -> list[nn.Linear]:
        return [layer for layer in self.layers if isinstance(layer, nn.Linear)]

    def forward(self, x: Tensor) -> Tensor:
        *hidden, last = self.linear
        for layer in hidden:
            x = ACTIVATIONS[self.activation].value(layer(x))  # (B, n_in) -> (B, n_out)
        out: Tensor = last(x)
        return out


def _initialise(layer: nn.Linear, init: str, gain: float, generator: torch.Generator) -> None:
    n_out, n_in = layer.weight.shape
    if init == "pytorch":
        for parameter in layer.parameters():  # the weight, then the bias if there is one
            parameter.uniform_(-1 / math.sqrt(n_in), 1 / math.sqrt(n_in), generator=generator)
        return
    std = {
        "xavier": math.sqrt(2 / (n_in + n_out)),
        "he": gain / math.sqrt(n_in),
        "normal": 0.01,
        "zeros": 0.0,
    }[init]
    layer.weight.normal_(0, std, generator=generator)
    if layer.bias is not None:
        layer.bias.zero_()
