"""Backpropagation by the recursion of EPFL, "Back Propagation", and three ways to check it.

a_j = sum_i w_ji z_i + b_j    z_j = sigma(a_j)    y_k = a_k
delta_k = dE/da_k    delta_j = sigma'(a_j) sum_k w_kj delta_k    dE/dw_ji = delta_j z_i
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from core.learning.nets import ACTIVATIONS

Exact = NDArray[np.float64]
Gradient = tuple[Exact, ...]  # of each layer (n_out, 1 + n_in): the bias's column, then the weights'
NUDGE = 1e-5  # of a weight, for finite differences


@dataclass(frozen=True)
class Net:
    """A small network, its input and what it should say; `loss` is "cross-entropy" (of softmax) or "squared"."""

    weights: tuple[Exact, ...]  # of each layer (n_out, n_in)
    biases: tuple[Exact, ...]  # of each layer (n_out,); 0 where there are none
    x: Exact  # (n_0,)
    t: Exact  # (K,)
    activation: str
    loss: str

    @property
    def widths(self) -> tuple[int, ...]:
        return (len(self.x), *(len(weight) for weight in self.weights))


@dataclass(frozen=True)
class Forward:
    """What the network computes from its input."""

    a: tuple[Exact, ...]  # of each layer after the input (n,)
    z: tuple[Exact, ...]  # of the input and each layer (n,); the last is y_k = a_k
    p: Exact  # (K,) softmax(a_k) for cross-entropy, else a_k
    loss: float  # E


@dataclass(frozen=True)
class Backward:
    """What comes back from E."""

    slopes: tuple[Exact, ...]  # sigma'(a) of each hidden layer (n,)
    deltas: tuple[Exact, ...]  # dE/da of each layer after the input (n,)
    gradient: Gradient


class Spot(NamedTuple):
    """One weight, all from 0; a bias comes from unit -1."""

    layer: int
    to: int
    source: int


class Path(NamedTuple):
    """One way from a unit to E, and dE/da along it."""

    units: tuple[int, ...]  # from the unit to an output, one of each layer, from 0
    factors: tuple[float, ...]  # sigma' and w in turn, the output's delta last
    product: float


def forward(net: Net) -> Forward:
    """a_j = sum_i w_ji z_i + b_j, z_j = sigma(a_j), and E = -sum_k t_k ln p_k or (1/2) sum_k (a_k - t_k)^2."""
    value = ACTIVATIONS[net.activation].value
    a: list[Exact] = []
    z = [net.x]
    for m, (weight, bias) in enumerate(zip(net.weights, net.biases, strict=True), 1):
        a.append((weight * z[-1]).sum(1) + bias)
        z.append(a[-1] if m == len(net.weights) else value(torch.from_numpy(a[-1])).numpy())
    y = a[-1]
    if net.loss == "squared":
        return Forward(tuple(a), tuple(z), y, float(((y - net.t) ** 2).sum() / 2))
    log_p = y - y.max() - np.log(np.exp(y - y.max()).sum())
    return Forward(tuple(a), tuple(z), np.exp(log_p), float(-(net.t * log_p).sum()))


def slope(activation: str, a: Exact) -> Exact:
    """sigma'(a) (n,) in closed form; at the kink of |a| 0, as PyTorch has it, elsewhere the slope to its left."""
    if activation == "abs":
        return np.sign(a)
    return ACTIVATIONS[activation].slope(torch.from_numpy(a)).numpy()


def backward(net: Net, done: Forward) -> Backward:
    """delta_k = p_k sum(t) - t_k or a_k - t_k, then layer by layer delta_j = sigma'(a_j) sum_k w_kj delta_k."""
    share = net.t.sum() if net.loss == "cross-entropy" else 1.0  # 1 where t is one class
    deltas = [done.p * share - net.t]
    slopes = tuple(slope(net.activation, a) for a in done.a[:-1])
    for weight, here in zip(reversed(net.weights[1:]), reversed(slopes), strict=True):
        deltas.insert(0, here * (weight * deltas[0][:, None]).sum(0))
    reads = zip(deltas, done.z[:-1], strict=True)
    gradient = tuple(np.outer(delta, np.concatenate([[1.0], z])) for delta, z in reads)
    return Backward(slopes, tuple(deltas), gradient)


def autograd(net: Net) -> Gradient:
    """The same derivatives by PyTorch, in float64: nothing is shared with `backward` but sigma itself."""
    own = [torch.tensor(w, requires_grad=True) for w in packed(net)]
    z, t = torch.tensor(net.x), torch.tensor(net.t)
    for m, both in enumerate(own, 1):
        z = both[:, 1:] @ z + both[:, 0]
        z = ACTIVATIONS[net.activation].value(z) if m < len(own) else z
    e = ((z - t) ** 2).sum() / 2 if net.loss == "squared" else -(t * z.log_softmax(0)).sum()
    # A step function breaks the graph: PyTorch then knows no gradient at all, which is 0.
    found = torch.autograd.grad(e, own, allow_unused=True)
    return tuple(np.zeros(w.shape) if g is None else g.numpy() for w, g in zip(own, found, strict=True))


def differences(net: Net) -> Gradient:
    """(E(w + h) - E(w - h)) / 2h for each weight and bias, one after the other."""
    found = []
    for m, both in enumerate(packed(net)):
        out = np.empty_like(both)
        for place in np.ndindex(*both.shape):
            high, low = (forward(nudged(net, m, place, way * NUDGE)).loss for way in (1, -1))
            out[place] = (high - low) / (2 * NUDGE)
        found.append(out)
    return tuple(found)


def nudged(net: Net, m: int, place: tuple[int, ...], by: float) -> Net:
    """The network with one number of layer m (from 0) moved; `place` is (unit, 0 for its bias or 1 + input)."""
    every = packed(net)
    every[m][place] += by
    return unpacked(net, every)


def stepped(net: Net, gradient: Gradient, lr: float) -> Net:
    """The network after one step of gradient descent, w - lr dE/dw; biases only where there are some."""
    return unpacked(net, [both - lr * g for both, g in zip(packed(net), gradient, strict=True)])


def packed(net: Net) -> list[Exact]:
    """Of each layer (n_out, 1 + n_in): the biases beside the weights."""
    return [np.column_stack([b, w]) for w, b in zip(net.weights, net.biases, strict=True)]


def unpacked(net: Net, every: Sequence[Exact]) -> Net:
    return replace(net, weights=tuple(w[:, 1:] for w in every), biases=tuple(w[:, 0] for w in every))


def paths(net: Net, back: Backward, m: int, unit: int) -> Iterator[Path]:
    """All ways from `unit` of layer m (both from 0, the first hidden layer is 0) to E; their products sum to delta.

    delta_j = sum over paths of sigma'(a_j) w_ij' sigma'(a_i) ... w_k. delta_k
    """
    for rest in product(*(range(len(weight)) for weight in net.weights[m + 1 :])):
        units = (unit, *rest)
        factors = [
            factor
            for at, (here, there) in enumerate(zip(units, rest, strict=False), m)
            for factor in (back.slopes[at][here], net.weights[at + 1][there, here])
        ]
        factors.append(back.deltas[-1][units[-1]])
        yield Path(units, tuple(float(f) for f in factors), float(np.prod(factors)))


def apart(ours: Gradient, theirs: Gradient) -> float:
    """The largest difference between two gradients, in units of E."""
    return max(float(np.abs(a - b).max()) for a, b in zip(ours, theirs, strict=True))


def squared_length(gradient: Gradient) -> float:
    """|g|^2, over all weights and biases."""
    return float(sum((g**2).sum() for g in gradient))
