"""Networks from the plane to one number, many of one shape at once; the deck's residual layer is the last one."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from core.experiments.surfaces.config import Config, sizes, widths
from core.experiments.surfaces.targets import Exact
from core.learning.nets import ACTIVATIONS, MLP


@dataclass(frozen=True)
class Shape:
    """A network: its hidden layers, and whether one more is added to what the last of them says.

    h_l = f(W_l h_{l-1} + b_l); with a residual layer h_{L+1} = h_L + f(W_{L+1} h_L + b_{L+1}) (E, "Adding a ResNet
    Layer"); the output is v h + c.
    """

    hidden: tuple[int, ...]
    activation: str = "tanh"
    residual: bool = False

    @property
    def sizes(self) -> tuple[int, ...]:
        return sizes(self.hidden, self.residual)

    def draw(self, seeds: Sequence[int]) -> Tensor:
        """(S, P) weights and biases, layer by layer, as nn.Linear draws them, each seed from its own generator."""
        return torch.stack([self._draw(seed) for seed in seeds])

    def _draw(self, seed: int) -> Tensor:
        generator = torch.Generator().manual_seed(seed)
        net = MLP(self.sizes, activation=self.activation, dtype=torch.float64, generator=generator)
        parts = [part for layer in net.linear for part in (layer.weight, layer.bias)]
        return torch.cat([part.detach().reshape(-1) for part in parts])

    def forward(self, flat: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
        """What the output (S, N) and the last hidden layer (S, n, N) say at x (2, N)."""
        value, every = ACTIVATIONS[self.activation].value, list(pairwise(self.sizes))
        h, at = x.expand(len(flat), *x.shape), 0
        for i, (n_in, n_out) in enumerate(every):
            end = at + n_in * n_out
            weight = flat[:, at:end].reshape(len(flat), n_out, n_in)
            bias = flat[:, end : end + n_out, None]
            at, z = end + n_out, torch.baddbmm(bias, weight, h)
            if i == len(every) - 1:
                return z[:, 0], h
            a = value(z)
            h = h + a if self.residual and i == len(every) - 2 else a
        raise AssertionError("a network has an output layer")

    def errors(self, flat: Tensor, x: Tensor, z: Tensor) -> Tensor:
        """(S,) mean squared error on the points x (2, N) with values z (N,)."""
        return (self.forward(flat, x)[0] - z).square().mean(1)


def shape_of(config: Config) -> Shape:
    return Shape(widths(config), config.activation, config.residual)


def says(shape: Shape, weights: Exact, x: Exact) -> tuple[Exact, Exact]:
    """What the output (N,) and the last hidden layer (n, N) of one network say at x (2, N)."""
    with torch.no_grad():
        out, h = shape.forward(torch.from_numpy(np.array(weights, np.float64))[None], torch.from_numpy(x))
    return out[0].numpy(), h[0].numpy()


def solved(h: Exact, z: Exact) -> tuple[Exact, float]:
    """The best output layer (n + 1,), v and then c, for these hidden units (n, N), and its mean squared error.

    min over v, c of 1/N |v h + c - z|^2, by least squares.
    """
    features = np.vstack([h, np.ones_like(z)]).T
    best, *_ = np.linalg.lstsq(features, z, rcond=None)
    return np.asarray(best, np.float64), float(np.square(features @ best - z).mean())
