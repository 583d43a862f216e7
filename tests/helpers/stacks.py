"""Stacks of deep networks, and what is seen of one on a random batch."""

from __future__ import annotations

from itertools import product

import torch

from core.experiments.gradients.layers import look
from core.learning.plan import NORMS
from core.learning.stack import Stack

CPU = torch.device("cpu")
REMEDIES = list(product((False, True), NORMS))


def alike(inputs, width, depth, outputs):
    """Widths with hidden layers that are all alike."""
    return (inputs, *[width] * depth, outputs)


def batch(plan, n, seed, dtype=torch.float64):
    """Random inputs and labels that fit a plan."""
    draw = torch.Generator().manual_seed(seed + 50_000)  # not what the weights are drawn from
    x = torch.randn(n, plan.widths[0], generator=draw, dtype=torch.float64)
    return x.to(dtype), torch.randint(plan.widths[-1], (n,), generator=draw)


def seen_by(plan, x, y, dtype=torch.float64):
    stack = Stack(plan, dtype, CPU)
    return stack, look(stack, x, y)


def on_a_kink(z):
    """Whether rounding decides on which side of 0 some z lies."""
    near = z.detach().abs()
    return bool(((near > 0) & (near < 1e-9)).any())
