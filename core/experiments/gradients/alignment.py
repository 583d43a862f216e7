"""What residual networks do to the gradient on its way back, where it aligns with the signal.

With h_l = h_{l-1} + f(z_l) and g_l = dE/dh_l, a layer gives g_{l-1} = g_l + W^T (f'(z_l) g_l). Of W it is known
what it did to h_{l-1}: W = z h^T / |h|^2 + a part that is independent of z. So W^T adds c_l h_{l-1}, with
c_l = sum(z f'(z) g_l) / |h_{l-1}|^2, to what a fresh draw would add. In g_l there is h_k of each layer k above, and
in each of these the outputs of this layer: where z f'(z) and f have means, c feeds on itself from layer to layer.
It begins with a chance of order 1 / sqrt(n), so the theory of infinite width (Yang and Schoenholz 2017) leaves it
out; a few tens of layers make it the largest part.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.data.selection import Floats


class Moments(NamedTuple):
    """Expectations at z ~ N(0, variance)."""

    value: float  # f
    square: float  # f^2
    slope: float  # f'^2
    slope_value: float  # f'^2 f
    slope_square: float  # f'^2 f^2
    pull: float  # z f'
    pull_value: float  # z f' f
    pull_square: float  # (z f')^2


def deltas(n: int, variance: float, mean: Floats, square: Floats, moments: Sequence[Moments]) -> Floats:
    """log E[delta_l^2], delta_l = dE/dz_l, of hidden layers 1..L (L,), in units of E[g_L^2].

    `variance` of a weight, n units a layer; mean and square (L + 1,) of h_0 (what the pictures have) to h_L,
    moments of z_1 to z_L. Layer 1 has no connection around it. Terms of order 1 / n are there where they grow.
    """
    back = _Back(n, mean, square, moments)
    found = []
    for layer in range(len(moments), 0, -1):
        found.append(back.delta(layer))
        if layer > 1:
            back.through(layer, variance)
    return np.array(found[::-1])


class _Back:
    """The backward signal g_l = sum over k >= l of c_{k+1} h_k, + noise; second moments over draws of the weights.

    c is linear in sources s_l = sum(z f' noise) / n, one a layer: c_k = sum_j way[k, j] s_j.
    """

    def __init__(self, n: int, mean: Floats, square: Floats, moments: Sequence[Moments]) -> None:
        self.n, self.mean, self.square, many = n, mean, square, len(moments)
        self.m = [Moments(*[0.0] * len(Moments._fields)), *moments]  # counted from 1, as the layers are
        later = np.triu(np.ones((many + 1, many + 1)))
        both = later * (square[:, None] + mean[:, None] * (mean[None] - mean[:, None]))
        self.h = both + np.triu(both, 1).T  # E[h_k h_k']
        value, pull, mixed = (np.array([m[i] for m in self.m]) for i in (0, 5, 6))
        self.pull = pull
        self.meets = later * (
            pull[:, None] * (mean[None] - value[:, None]) + mixed[:, None]
        )  # E[z_l f' h_k], k >= l
        self.noise = np.zeros(many + 1)  # [k]: the variance that W_{k+1} brought in; of the output layer
        self.noise[many] = 1.0
        self.way, self.sources, self.c = (np.zeros((many + 1, many + 1)) for _ in range(3))
        self.log = 0.0  # of the unit that all variances are in

    def delta(self, layer: int) -> float:
        """log E[delta^2], from delta = f'(z) (u + C f(z) + noise): C the sum of all c above, u without z."""
        m, c, k = self.m[layer], self.c[layer + 1 :, layer + 1 :], slice(layer, -1)
        u = self.mean[k] - m.value  # E[h_k - f(z)]
        both = self.h[k, k] - m.value * (u[:, None] + u[None]) - m.square
        found = m.slope * (self.noise[layer:].sum() + (c * both).sum())
        found += 2 * m.slope_value * (c @ u).sum() + m.slope_square * c.sum()
        self.now = max(found, 0.0)
        with np.errstate(divide="ignore"):
            return float(np.log(self.now)) + self.log

    def through(self, layer: int, variance: float) -> None:
        """From g_layer to g_{layer-1}, by W_layer and around it."""
        m, below, above = self.m[layer], self.square[layer - 1], slice(layer + 1, None)
        self.sources[layer] = self.sources[:, layer] = self._source(layer)
        gain = 1 / below if below else 0.0  # without a signal there is nothing to align with
        keep = gain * (m.pull * (self.mean[layer:-1] - m.value) + m.pull_value)  # c_l = keep . c + gain s_l
        self.way[layer] = keep @ self.way[above]
        self.way[layer, layer] = gain
        with_c = self.c[:, above] @ keep + gain * (self.way @ self.sources[layer]) * (
            np.arange(len(self.c)) > layer
        )
        own = keep @ self.c[above, above] @ keep + 2 * gain * keep @ (self.way[above] @ self.sources[layer])
        with_c[layer] = own + gain**2 * self.sources[layer, layer]
        self.c[layer] = self.c[:, layer] = with_c
        self.noise[layer - 1] = self.n * variance * self.now
        self._rescale()

    def _source(self, layer: int) -> Floats:
        """Covariances of s_layer with the sources of this layer and above, 0 below.

        What W_{k+1} brings in is at right angles to h_k: it can pull only by what is left beside that.
        """
        m, noise = self.m[layer], self.noise
        reach = np.cumsum(noise[::-1])[::-1]  # [j]: all noise that W_{j+1} and those above brought in
        found = m.pull * self.pull * reach
        found[layer] = m.pull_square * reach[layer]
        safe = np.where(self.square > 0, self.square, 1.0)
        used = self.meets[layer] * noise / safe
        found -= self.meets[:, :-1] @ used[:-1]
        found[:layer] = 0.0
        return np.asarray(found / self.n)

    def _rescale(self) -> None:
        """Keep the noise at 1: a hundred layers may leave the range of floats."""
        unit = float(self.noise.sum())
        for part in (self.noise, self.sources, self.c):
            part /= unit
        self.log += float(np.log(unit))
