"""A short run of small and large digits, and what plain PyTorch needs to do the same."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import torch
from torch import nn

from core.data import images
from core.experiments.small_large import Config
from core.experiments.small_large.training import train

SHORT = Config(dataset="digits", epochs=1, seeds=3, batch_size=100, width=6)
BENDS = {"relu": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "identity": lambda z: z}


def last(config, **more):
    """The last snapshot of this training."""
    return list(train(replace(config, **more)))[-1]


def data():
    """The offline digits as tensors: pictures of training and test, then their labels."""
    digits = images.load("digits")
    pictures = [
        torch.from_numpy(x.reshape(len(x), -1) / 255).float() for x in (digits.train_images, digits.test_images)
    ]
    return pictures, [torch.from_numpy(y.astype(np.int64)) for y in (digits.train_labels, digits.test_labels)]


def drawn(widths, bias, seed):
    """PyTorch's default draw, as nn.Linear makes it from this seed."""
    layers = []
    generator = torch.Generator().manual_seed(seed)
    for n_in, n_out in pairwise(widths):
        layer = nn.Linear(n_in, n_out, bias=bias, dtype=torch.float64)
        for part in layer.parameters():
            nn.init.uniform_(part, -(n_in**-0.5), n_in**-0.5, generator)
        layers.append(layer.float())
    return nn.ModuleList(layers)
