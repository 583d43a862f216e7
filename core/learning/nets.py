"""Multilayer perceptrons: activations, initialisations, and the network itself."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

LEAK = 0.02  # of leaky ReLU (G5)
PRELU = 0.25  # where the learned leak of PReLU starts (He et al. 2015)
_GELU = math.sqrt(2 / math.pi)


@dataclass(frozen=True)
class Activation:
    """a = value(z), elementwise, and its derivative in closed form.

    Where the slope can be told from a alone, `value_` and `backward_` do without z and without more memory.
    """

    name: str  # as people write it
    formula: str  # in LaTeX, of z
    value: Callable[[Tensor], Tensor]
    slope: Callable[[Tensor], Tensor]  # da/dz at z; at a kink the one to its left
    low: float  # no value is below
    high: float  # or above
    gain: float  # std of the weights = gain / sqrt(fan in) keeps the signal's size
    value_: Callable[[Tensor], Tensor] | None = None  # the same, in place
    backward_: Callable[[Tensor, Tensor], Tensor] | None = None  # (delta, a) -> delta * slope, in place

    def in_place(self) -> tuple[Callable[[Tensor], Tensor], Callable[[Tensor, Tensor], Tensor]]:
        """value_ and backward_; raises ValueError where the slope needs z."""
        if self.value_ is None or self.backward_ is None:
            names = ", ".join(name for name, f in ACTIVATIONS.items() if f.backward_)
            raise ValueError(f"'activation' must be one whose slope its value tells: {names}.")
        return self.value_, self.backward_


def _relu_backward(delta: Tensor, a: Tensor) -> Tensor:
    out: Tensor = torch.ops.aten.threshold_backward.grad_input(delta, a, 0, grad_input=delta)
    return out  # a fifth of the time of delta.mul_(a > 0)


def _leaky_backward(delta: Tensor, a: Tensor) -> Tensor:
    return torch.where(a > 0, delta, delta * LEAK, out=delta)


def _where_positive(z: Tensor, above: Tensor | float, below: Tensor | float) -> Tensor:
    return torch.where(z > 0, torch.as_tensor(above, dtype=z.dtype), torch.as_tensor(below, dtype=z.dtype))


def _sigmoid_slope(z: Tensor) -> Tensor:
    return torch.sigmoid(z) * torch.sigmoid(-z)


def _tanh_slope(z: Tensor) -> Tensor:
    return torch.cosh(z).reciprocal_().square_()


# GELU and SiLU are products of z and of what vanishes: beyond these ends they are at their limits, where the
# product would be 0 * inf. Adding 0 makes a 0 of -0.
def _gelu(z: Tensor) -> Tensor:
    return nn.functional.gelu(z.clamp(min=-100)) + 0.0


def _gelu_slope(z: Tensor) -> Tensor:
    near = z.clamp(-100, 100)
    below: Tensor = torch.special.ndtr(z)
    return below + near * torch.exp(-near * near / 2) * (_GELU / 2)


def _silu(z: Tensor) -> Tensor:
    return nn.functional.silu(z.clamp(min=-1000)) + 0.0


def _silu_slope(z: Tensor) -> Tensor:
    near = z.clamp(-1000, 1000)
    return torch.sigmoid(z) * (1 + near * torch.sigmoid(-near)) + 0.0


# Gains: PyTorch's (torch.nn.init.calculate_gain) where it has one, else 1 / sqrt(E[f(z)^2]), z standard normal.
ACTIVATIONS: dict[str, Activation] = {
    "identity": Activation(
        "identity", "z", lambda z: z, torch.ones_like, -math.inf, math.inf, 1.0, lambda z: z, lambda delta, a: delta
    ),
    "sigmoid": Activation(
        "sigmoid",
        r"1 / (1 + e^{-z})",
        torch.sigmoid,
        _sigmoid_slope,
        0.0,
        1.0,
        1.0,
        torch.sigmoid_,
        lambda delta, a: delta.mul_(a * (1 - a)),
    ),
    "tanh": Activation(
        "tanh",
        r"\tanh z",
        torch.tanh,
        _tanh_slope,
        -1.0,
        1.0,
        5 / 3,
        torch.tanh_,
        lambda delta, a: delta.mul_(1 - a * a),
    ),
    "relu": Activation(
        "ReLU",
        r"\max(0, z)",
        torch.relu,
        lambda z: _where_positive(z, 1, 0),
        0.0,
        math.inf,
        math.sqrt(2),
        torch.relu_,
        _relu_backward,
    ),
    "leaky_relu": Activation(
        "leaky ReLU",
        rf"\max({LEAK} z, z)",
        lambda z: nn.functional.leaky_relu(z, LEAK),
        lambda z: _where_positive(z, 1, LEAK),
        -math.inf,
        math.inf,
        math.sqrt(2 / (1 + LEAK**2)),
        lambda z: nn.functional.leaky_relu_(z, LEAK),
        _leaky_backward,
    ),
    "prelu": Activation(
        "PReLU",
        r"\max(a z, z), \; a \text{ learned}",
        lambda z: nn.functional.leaky_relu(z, PRELU),
        lambda z: _where_positive(z, 1, PRELU),
        -math.inf,
        math.inf,
        math.sqrt(2 / (1 + PRELU**2)),
    ),
    "elu": Activation(
        "ELU",
        r"z \text{ if } z > 0, \; e^z - 1 \text{ otherwise}",
        nn.functional.elu,
        lambda z: _where_positive(z, 1, z.clamp(max=0).exp()),
        -1.0,
        math.inf,
        1.2451983007,
    ),
    "gelu": Activation(
        "GELU",
        r"z \, \Phi(z)",
        _gelu,
        _gelu_slope,
        -0.1699713,
        math.inf,
        1.5335304412,
    ),
    "silu": Activation(
        "SiLU",
        r"z / (1 + e^{-z})",
        _silu,
        _silu_slope,
        -0.2784646,
        math.inf,
        1.6765324703,
    ),
    "softplus": Activation(
        "softplus",
        r"\ln(1 + e^z)",
        lambda z: torch.logaddexp(z, torch.zeros_like(z)),
        torch.sigmoid,
        0.0,
        math.inf,
        1.0418668355,
    ),
    "abs": Activation("|z|", r"|z|", torch.abs, lambda z: _where_positive(z, 1, -1), 0.0, math.inf, 1.0),
    "step": Activation(
        "step",
        r"1 \text{ if } z > 0, \; 0 \text{ otherwise}",
        lambda z: (z > 0).to(z.dtype),
        torch.zeros_like,
        0.0,
        1.0,
        math.sqrt(2),
    ),
}

INITS = ("pytorch", "xavier", "he", "lecun", "orthogonal", "normal", "zeros")


def count_weights(widths: Sequence[int], *, bias: bool = True) -> int:
    """Weights and biases of a network (inputs, hidden..., outputs): sum of (n_in + 1) n_out, or of n_in n_out."""
    return sum((n_in + bias) * n_out for n_in, n_out in pairwise(widths))


class MLP(nn.Module):
    """s = W_L f(... f(W_1 x + b_1) ...) + b_L, the multilayer perceptron of N6 and G5.

    widths: (inputs, hidden..., outputs); x (B, inputs) -> logits (B, outputs). Weights are (out, in), as in
    nn.Linear. `init`: "pytorch" U(-1/sqrt(in), 1/sqrt(in)), "xavier" (Glorot and Bengio 2010), "he" (He et
    al. 2015), "lecun" (LeCun et al. 1998: std 1/sqrt(in)), "orthogonal" (Saxe et al. 2014, times the gain),
    "normal" (std `std`) or "zeros"; all draws come from `generator`, on the CPU, so that every device starts from
    the same numbers. Without one the weights have no values yet (device "meta"), for load_state_dict(...,
    assign=True). PReLU learns one leak a hidden layer (He et al. 2015). Raises ValueError for unknown names and
    widths below 1.
    """

    def __init__(
        self,
        widths: Sequence[int],
        *,
        bias: bool = True,
        activation: str = "relu",
        init: str = "pytorch",
        std: float = 0.01,
        dtype: torch.dtype = torch.float32,
        generator: torch.Generator | None,
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
            nn.Linear(n_in, n_out, bias=bias, device="meta", dtype=dtype) for n_in, n_out in pairwise(widths)
        )
        if generator is not None:
            with torch.no_grad():
                for layer in self.linear:
                    layer.to_empty(device="cpu")
                    _initialise(layer, init, ACTIVATIONS[activation].gain, std, generator)
        if activation == "prelu":  # one learned leak a hidden layer
            self.leaks = nn.Parameter(torch.full((len(widths) - 2,), PRELU, dtype=dtype))

    @property
    def linear(self) -> list[nn.Linear]:
        return [layer for layer in self.layers if isinstance(layer, nn.Linear)]

    def forward(self, x: Tensor) -> Tensor:
        *hidden, last = self.linear
        for i, layer in enumerate(hidden):
            z = layer(x)  # (B, n_in) -> (B, n_out)
            x = nn.functional.prelu(z, self.leaks[i]) if self.activation == "prelu" else self._value(z)
        out: Tensor = last(x)
        return out

    def _value(self, z: Tensor) -> Tensor:
        return ACTIVATIONS[self.activation].value(z)


def _initialise(layer: nn.Linear, init: str, gain: float, std: float, generator: torch.Generator) -> None:
    n_out, n_in = layer.weight.shape
    if init == "pytorch":
        for parameter in layer.parameters():  # the weight, then the bias if there is one
            parameter.uniform_(-1 / math.sqrt(n_in), 1 / math.sqrt(n_in), generator=generator)
        return
    if init == "orthogonal":
        nn.init.orthogonal_(layer.weight, gain, generator)
    else:
        layer.weight.normal_(0, _spread(init, n_in, n_out, gain, std), generator=generator)
    if layer.bias is not None:
        layer.bias.zero_()


def _spread(init: str, n_in: int, n_out: int, gain: float, std: float) -> float:
    """The standard deviation of normally drawn weights."""
    return {
        "xavier": math.sqrt(2 / (n_in + n_out)),
        "he": gain / math.sqrt(n_in),
        "lecun": 1 / math.sqrt(n_in),
        "normal": std,
        "zeros": 0.0,
    }[init]
