"""Activations as PyTorch has them, whose slopes autograd finds."""

from __future__ import annotations

import torch
from torch import nn

TORCHS = {  # as PyTorch has them, by autograd
    "identity": lambda z: 1 * z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: nn.functional.leaky_relu(z, 0.02),
    "prelu": lambda z: nn.functional.prelu(z, torch.tensor(0.25, dtype=z.dtype)),
    "elu": nn.functional.elu,
    "gelu": nn.functional.gelu,
    "silu": nn.functional.silu,
    "softplus": nn.functional.softplus,
    "abs": torch.abs,
    "step": lambda z: 0 * z,
}
