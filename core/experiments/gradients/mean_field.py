"""What a wide random network does to signals and gradients, on average (Poole et al. 2016; Schoenholz et al. 2017).

With q the variance of a pre-activation and z standard normal, a layer multiplies the mean square of the gradient by
chi = sigma_w^2 E[f'(sqrt(q) z)^2], sigma_w^2 = n Var[W].
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from core.data.selection import Floats
from core.learning.nets import ACTIVATIONS
from core.learning.plan import Plan, weight_variance
from core.learning.stack import EPS

FAR, MANY = 8.0, 2_000  # the normal density on [-8, 8], at midpoints: a kink at 0 lies between two


@dataclass(frozen=True)
class Prediction:
    """Of one activation; nan where the theory says nothing: batch norm (its statistics couple the pictures)."""

    norm: Floats  # (L + 1,) gradient norm of each layer's weights over the output layer's
    chi: Floats  # (L,) growth of the mean square of dE/dh from a hidden layer's output to its input


@lru_cache(maxsize=8192)
def moments(activation: str, variance: float) -> tuple[float, float, float]:
    """E[f], E[f^2] and E[f'^2] at sqrt(variance) z, z standard normal; nan where no float holds the variance.

    The midpoints are even in t, z = sinh(t) / c with c = max(1, sqrt(variance)): as dense around 0 as f needs it.
    """
    if not math.isfinite(variance):
        return math.nan, math.nan, math.nan
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
    return float(weight @ value), float(weight @ value**2), float(weight @ slope**2)


def predict(plan: Plan, activation: str, x: Tensor) -> Prediction:
    """Gradient norms that a wide network would have, from the mean square of the inputs x (B, D) alone.

    Forward, with m = E[h^2]: q = n_in Var[W] m + Var[b], then m = E[f(sqrt(q) z)^2]; with residual connections
    m + 2 E[h] E[f] + E[f^2]; layer norm makes q = 1. Backward, with g = E[(dE/dh)^2]: g_{l-1} = chi_l g_l, plus g_l
    with residual connections. A weight's gradient is delta h, so its mean square is E[delta^2] E[h^2], up to how
    much the pictures of a batch agree, which is taken to be alike in all layers.
    """
    if plan.norm == "batch":
        nothing = np.full(plan.depth + 1, np.nan)
        return Prediction(nothing, nothing[1:])
    n, sizes = plan.widths[1], plan.widths[:-1]
    mean, square = 0.0, float((x * x).mean())
    inputs, slopes = [square], []  # E[h^2] of each layer's inputs; E[delta_u^2] / E[(dE/dh)^2]
    for i, n_in in enumerate(sizes[:-1]):
        var_w, var_b = weight_variance(plan, activation, n_in, n)
        q = n_in * var_w * square + var_b
        shrink = q + EPS if plan.norm == "layer" else 1.0
        first, second, slope = moments(activation, q / shrink)
        skip = plan.residual and i > 0
        square = square + 2 * mean * first + second if skip else second
        mean = mean + first if skip else first
        inputs.append(square)
        slopes.append(slope / shrink)
    chi = np.array([n * weight_variance(plan, activation, n, n)[0] * s for s in slopes])
    out_var = weight_variance(plan, activation, n, plan.widths[-1])[0]  # E[(dE/dh_L)^2] = K Var[W] E[delta_out^2]
    with np.errstate(divide="ignore", invalid="ignore"):  # logarithms: products of 100 layers may leave the range
        above = np.append(np.log(chi[1:] + plan.residual), 0.0)
        signal = np.cumsum(above[::-1])[::-1]  # of E[(dE/dh)^2] of each hidden layer in units of the last's
        known = np.log(np.array(sizes[:-1]) * slopes * np.array(inputs[:-1])) + math.log(n)
        ratio = known + signal + np.log(out_var) - np.log(n * inputs[-1])
    return Prediction(np.append(np.exp(ratio / 2), 1.0), chi)
