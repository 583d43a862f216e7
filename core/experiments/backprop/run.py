"""How a weight learns of its error: a small network, forward and back, number by number (EPFL, "Back Propagation").

dE/dw_ji = delta_j z_i = z_i times the sum over all paths from unit j to E of the slopes and weights on the way
"""

from dataclasses import dataclass

import numpy as np

from core.experiments.backprop import net as nets
from core.experiments.backprop.config import Config, allowed, network, spot
from core.experiments.backprop.net import Backward, Forward, Gradient, Net, Path, Spot


@dataclass(frozen=True)
class Result:
    """The network, its forward and backward pass, and two checks of every derivative."""

    net: Net
    forward: Forward
    back: Backward
    autograd: Gradient
    differences: Gradient
    marked: Spot  # the weight of Config.weight, or the first where there is none
    paths: tuple[Path, ...]  # from its upper unit to E; times z_i they sum to its gradient


@dataclass(frozen=True)
class Stepped:
    """E along the direction of steepest descent."""

    rates: nets.Exact  # (N,) from 0
    losses: nets.Exact  # (N,) E(w - rate g)
    before: float
    after: float  # at the chosen rate
    predicted: float  # -lr |g|^2, the change that the gradient promises


def run(config: Config) -> Result:
    """Forward, backward, and both checks."""
    net = network(config)
    done = nets.forward(net)
    back = nets.backward(net, done)
    known = allowed(config.weight, net) and (config.bias or not config.weight.endswith(".0"))
    marked = spot(config.weight) if known else Spot(0, 0, 0)
    ways = tuple(nets.paths(net, back, marked.layer, marked.to))
    return Result(net, done, back, nets.autograd(net), nets.differences(net), marked, ways)


def trained(config: Config, result: Result) -> Gradient:
    """The gradient of what gradient descent moves: without biases their columns are 0."""
    keep = 1.0 if config.bias else 0.0
    return tuple(np.column_stack([keep * g[:, 0], g[:, 1:]]) for g in result.back.gradient)


def descend(config: Config, result: Result, lr: float, points: int = 121) -> Stepped:
    """E at w - rate g for rates from 0 to 2 lr, and what the gradient promises at lr: E - lr |g|^2."""
    gradient = trained(config, result)
    rates = np.linspace(0, 2 * lr, points)
    losses = np.array([nets.forward(nets.stepped(result.net, gradient, rate)).loss for rate in rates])
    after = nets.forward(nets.stepped(result.net, gradient, lr)).loss
    return Stepped(rates, losses, result.forward.loss, after, -lr * nets.squared_length(gradient))


def gradient_of(gradient: Gradient, at: Spot) -> float:
    return float(gradient[at.layer][at.to, at.source + 1])


def input_of(result: Result, at: Spot) -> float:
    """z_i, what the weight is multiplied by; 1 for a bias."""
    return 1.0 if at.source < 0 else float(result.forward.z[at.layer][at.source])
