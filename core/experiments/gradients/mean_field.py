"""What a wide random network does to signals and gradients, on average (Poole et al. 2016; Schoenholz et al. 2017).

With q the variance of a pre-activation and z standard normal, a layer multiplies the mean square of the gradient by
chi = sigma_w^2 E[f'(sqrt(q) z)^2], sigma_w^2 = n Var[W]. With residual connections there is more: alignment.py.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from core.data.selection import Floats
from core.experiments.gradients import alignment
from core.experiments.gradients.alignment import Moments
from core.learning.nets import ACTIVATIONS
from core.learning.plan import Plan, weight_variance
from core.learning.stack import EPS

FAR, MANY = 8.0, 2_000  # the normal density on [-8, 8], at midpoints: a kink at 0 lies between two


@dataclass(frozen=True)
class Prediction:
    """Of one activation; nan where the theory says nothing: batch norm (its statistics couple the pictures)."""

    norm: Floats  # (L + 1,) gradient norm of each layer's weights over the output layer's
    keeps: float  # by which a hidden layer multiplies the size of dE/dz, the geometric mean; nan where L = 1


class Forward(NamedTuple):
    """Of h_0, the inputs, to h_L, over all units."""

    mean: Floats  # (L + 1,) E[h]; of the inputs 0 stands, since nothing leads around the first layer
    square: Floats  # (L + 1,) E[h^2]
    moments: tuple[Moments, ...]  # (L,) at each layer's z
    shrink: Floats  # (L,) layer norm divides the mean square of delta by so much


@lru_cache(maxsize=8192)
def moments(activation: str, variance: float) -> Moments:
    """Expectations at sqrt(variance) z, z standard normal; nan where no float holds the variance.

    The midpoints are even in t, z = sinh(t) / c with c = max(1, sqrt(variance)): as dense around 0 as f needs it.
    """
    if not math.isfinite(variance):
        return Moments(*[math.nan] * len(Moments._fields))
    spread = variance**0.5
    c = max(1.0, spread)
    end = math.asinh(FAR * c)
    t = torch.linspace(-end, end, MANY + 1, dtype=torch.float64)
    t = (t[1:] + t[:-1]) / 2
    z = torch.sinh(t) / c
    weight = torch.exp(-z * z / 2) * torch.cosh(t)
    weight /= weight.sum()
    f, at = ACTIVATIONS[activation], z * spread
    value, slope = f.value(at), f.slope(at)
    pull = at * slope
    parts = (value, value**2, slope**2, slope**2 * value, (slope * value) ** 2, pull, pull * value, pull**2)
    return Moments(*(float(weight @ part) for part in parts))


def predict(plan: Plan, activation: str, x: Tensor) -> Prediction:
    """Gradient norms that a wide network would have, from the mean square of the inputs x (B, D) alone.

    A weight's gradient is delta h, so its mean square is E[delta^2] E[h^2], up to how much the pictures of a batch
    agree, which is taken to be alike in all layers. Going back, g = E[(dE/dh)^2]: g_{l-1} = chi_l g_l; with
    residual connections as in alignment.py, but around normalised layers (chi_l + 1) g_l: a gradient that has
    passed a normalisation is at right angles to what was normalised, and so cannot align.
    """
    if plan.norm == "batch":
        nothing = np.full(plan.depth + 1, np.nan)
        return Prediction(nothing, math.nan)
    n, sizes = plan.widths[1], np.array(plan.widths[:-1])
    there = forward(plan, activation, x)
    variance = weight_variance(plan, activation, n, n)[0]
    slopes = np.array([m.slope for m in there.moments]) / there.shrink
    chi = n * variance * slopes  # (L,) growth of g where no skip leads around the layer
    out_var = weight_variance(plan, activation, n, plan.widths[-1])[0]  # E[(dE/dh_L)^2] = K Var[W] E[delta_out^2]
    with np.errstate(divide="ignore", invalid="ignore"):  # logarithms: products of 100 layers may leave the range
        if plan.residual and plan.norm == "none":
            delta = alignment.deltas(n, variance, there.mean, there.square, there.moments)
        else:
            above = np.append(np.log(chi[1:] + plan.residual), 0.0)
            delta = np.cumsum(above[::-1])[::-1] + np.log(slopes)
        ratio = delta + np.log(sizes[:-1] * there.square[:-1]) + np.log(out_var) - np.log(there.square[-1])
        keeps = np.exp((delta[0] - delta[-1]) / (2 * (plan.depth - 1))) if plan.depth > 1 else math.nan
    return Prediction(np.append(np.exp(ratio / 2), 1.0), float(keeps))


def forward(plan: Plan, activation: str, x: Tensor) -> Forward:
    """The signal on its way forward, with m = E[h^2]: q = n_in Var[W] m + Var[b], then m = E[f(sqrt(q) z)^2].

    With residual connections m + 2 E[h] E[f] + E[f^2] from the second layer on; layer norm makes q = 1.
    """
    mean, square, found, shrinks = [0.0], [float((x * x).mean())], [], []
    for i, n_in in enumerate(plan.widths[:-2]):
        var_w, var_b = weight_variance(plan, activation, n_in, plan.widths[1])
        q = n_in * var_w * square[-1] + var_b
        shrink = q + EPS if plan.norm == "layer" else 1.0
        m = moments(activation, q / shrink)
        skip = plan.residual and i > 0
        square.append(square[-1] + 2 * mean[-1] * m.value + m.square if skip else m.square)
        mean.append(mean[-1] + m.value if skip else m.value)
        found.append(m)
        shrinks.append(shrink)
    return Forward(np.array(mean), np.array(square), tuple(found), np.array(shrinks))
