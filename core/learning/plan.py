"""What many networks of one shape have in common, what tells them apart, and their first weights."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.effort import spend
from core.learning.nets import ACTIVATIONS, MLP

NORMS = {"none": "none", "batch": "batch norm", "layer": "layer norm"}
LOSSES = ("softmax", "logistic", "squared")


@dataclass(frozen=True)
class Plan:
    """What the networks of a stack have in common, and what tells them apart: activations x seeds.

    The loss is a mean over a batch. "softmax": -log p of the right answer, in nats (N3). "logistic": the sum over
    the outputs of -log p, where each answers yes or no by itself (N6). "squared": the sum over the outputs of
    (F - f)^2. Raises ValueError for unknown names, and for residual connections between layers of unlike widths.
    """

    widths: tuple[int, ...]  # (inputs, hidden..., outputs)
    activations: tuple[str, ...]
    seeds: tuple[int, ...]
    init: str = "pytorch"  # as in MLP
    scale: float = 1.0  # of the weights; of "normal" their standard deviation
    residual: bool = False  # h_l = h_{l-1} + f(z_l) from the second layer on
    norm: str = "none"  # z_l = gamma * (u - mean) / std + beta, u = W h + b, over the batch or over the layer
    bias: bool = True
    loss: str = "softmax"

    def __post_init__(self) -> None:
        for name, given, allowed in (("norm", self.norm, NORMS), ("loss", self.loss, LOSSES)):
            if given not in allowed:
                raise ValueError(f"'{name}' must be one of {', '.join(allowed)}. Got {given!r} instead.")
        if self.residual and len(set(self.hidden)) > 1:
            got = "-".join(map(str, self.hidden))
            raise ValueError(f"Hidden layers with residual connections must have one width. Got {got} instead.")

    @property
    def hidden(self) -> tuple[int, ...]:
        """The widths of the hidden layers."""
        return self.widths[1:-1]

    @property
    def depth(self) -> int:
        """How many hidden layers there are."""
        return len(self.widths) - 2


def draw(plan: Plan) -> list[Tensor]:
    """Weights (N, n_out, n_in) of each layer, then the biases (N, 1, n_out) where there are any, in float64."""
    nets = [_identity(plan, seed) for seed in plan.seeds]
    scale = torch.tensor([weight_scale(plan, name) for name in plan.activations], dtype=torch.float64)
    repeat = scale.repeat_interleave(len(plan.seeds))[:, None, None]
    many = len(plan.activations)
    weights = [torch.stack([layer.weight.detach() for layer in at]) for at in zip(*nets, strict=True)]
    biases = [
        torch.stack([layer.bias.detach()[None] for layer in at]) for at in zip(*nets, strict=True) if plan.bias
    ]
    return [weight.repeat(many, 1, 1) * repeat for weight in weights] + [bias.repeat(many, 1, 1) for bias in biases]


def _identity(plan: Plan, seed: int) -> list[torch.nn.Linear]:
    """The layers of one network, as they are drawn without an activation."""
    spend(0)
    return MLP(
        plan.widths,
        bias=plan.bias,
        activation="identity",
        init=plan.init,
        std=plan.scale,
        dtype=torch.float64,
        generator=torch.Generator().manual_seed(seed),
    ).linear


def weight_scale(plan: Plan, activation: str) -> float:
    """What the common draw, that of the identity, is multiplied by: the gain where the initialisation has one."""
    gain = ACTIVATIONS[activation].gain if plan.init in ("he", "orthogonal") else 1.0
    return gain * (1.0 if plan.init == "normal" else plan.scale)


def weight_variance(plan: Plan, activation: str, n_in: int, n_out: int) -> tuple[float, float]:
    """The variance of a weight of a layer with n_in inputs and n_out outputs, and of its bias, as drawn."""
    unit = {
        "pytorch": 1 / (3 * n_in),
        "xavier": 2 / (n_in + n_out),
        "he": 1 / n_in,
        "lecun": 1 / n_in,
        "orthogonal": 1 / max(n_in, n_out),
        "normal": plan.scale**2,
        "zeros": 0.0,
    }[plan.init]
    return unit * weight_scale(plan, activation) ** 2, 1 / (3 * n_in) if plan.init == "pytorch" else 0.0
