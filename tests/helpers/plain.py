"""Deep networks as anybody would write them, one at a time: the oracle of core.learning.stack."""

from __future__ import annotations

from itertools import product

import torch
from torch import nn

from core.learning.nets import MLP

SMOOTH = {
    "identity": nn.Identity,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "elu": nn.ELU,
    "leaky_relu": lambda: nn.LeakyReLU(0.02),
    "prelu": nn.PReLU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "softplus": lambda: nn.Softplus(1, 700),
}


class Magnitude(nn.Module):
    """|z|, whose derivative at 0 is taken from the left."""

    def forward(self, z):
        return torch.where(z > 0, z, -z)


class Threshold(nn.Module):
    def forward(self, z):
        return (z > 0).to(z.dtype)


class Plain(nn.Module):
    """One network of a plan as anybody would write it."""

    def __init__(self, plan, name, seed, dtype=torch.float64):
        super().__init__()
        draw = torch.Generator().manual_seed(seed)
        made = MLP(
            plan.widths, activation=name, init=plan.init, std=plan.scale, dtype=torch.float64, generator=draw
        )
        self.linear = nn.ModuleList(made.linear)
        if plan.init != "normal":
            for layer in self.linear:
                layer.weight.data *= plan.scale
        norm = {
            "none": nn.Identity,
            "batch": nn.BatchNorm1d,
            "layer": nn.LayerNorm,
        }[plan.norm]
        act = {"abs": Magnitude, "step": Threshold, **SMOOTH}[name]
        self.norms = nn.ModuleList(norm(width) for width in plan.hidden)
        self.acts = nn.ModuleList(act() for _ in range(plan.depth))
        self.residual = plan.residual
        self.to(dtype).train()

    def forward(self, x):
        self.z = []
        for i, (linear, norm, act) in enumerate(zip(self.linear[:-1], self.norms, self.acts, strict=True)):
            z = norm(linear(x))
            self.z.append(z)
            x = x + act(z) if self.residual and i else act(z)
        self.z.append(self.linear[-1](x))
        for z in self.z:
            if z.requires_grad:
                z.retain_grad()
        return self.z[-1]

    def gradients(self):
        """dE/dW of each layer; 0 where autograd finds no path."""
        return [torch.zeros_like(p) if p.grad is None else p.grad for p in (m.weight for m in self.linear)]

    def deltas(self):
        return [torch.zeros_like(z) if z.grad is None else z.grad for z in self.z]


def nets_of(plan, dtype=torch.float64):
    """((a, s), network) in the order of the stack."""
    for (a, name), (s, seed) in product(enumerate(plan.activations), enumerate(plan.seeds)):
        yield (a, s), Plain(plan, name, seed, dtype)
