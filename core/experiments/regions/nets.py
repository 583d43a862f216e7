"""The network of a Config as a function of the plane’s two coordinates, and its regions in a window."""

import threading
from collections.abc import Sequence
from contextlib import nullcontext
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from core.effort import spend
from core.experiments.regions.config import TRAINED, WIDEST, Config, widths, window
from core.learning.nets import LEAK, MLP, count_weights
from core.regions import RegionComplex, abs_fold_net, enumerate_regions, sawtooth_net
from core.regions.engine import Layer

_LARGE = threading.Lock()  # what may take a GB is counted one after the other, whoever asks


class PlaneNet(NamedTuple):
    """A network of the plane's two coordinates: hidden layers, and a linear head (weight (K, n), bias (K,))."""

    hidden: list[Layer]
    head: Layer


def drawn(config: Config) -> PlaneNet:
    """The network of a Config that does not train; the same numbers each time.

    "random" draws weights from N(0, 2 / n_in) and takes the bias that makes the neuron, with ReLU before it, 0 at a
    random point of [-0.8, 0.8]^2: one more neuron leaves its layer's others as they are. "pytorch" draws what
    torch.manual_seed(seed) and one nn.Linear after the other draw: U(-1/sqrt(n_in), 1/sqrt(n_in)).
    """
    if config.net in TRAINED:
        raise ValueError(f"'net' must be one that does not train. Got {config.net!r} instead.")
    if config.net == "fold":
        return PlaneNet(abs_fold_net(config.depth), (np.full((1, 2), 0.5), np.zeros(1)))
    if config.net == "sawtooth":
        teeth = max(1, config.width // 2)
        *hidden, (again, _) = sawtooth_net(teeth, config.depth + 1)
        return PlaneNet(hidden, ((again[:1] + again[-1:]) / (2 * teeth), np.zeros(1)))
    draw = _torch_draw if config.net == "pytorch" else _nested_draw
    *hidden, head = draw((2, *widths(config), 1), config.seed)
    return PlaneNet(flawed(hidden, config.flaw), head)


def flawed(hidden: Sequence[Layer], flaw: str) -> list[Layer]:
    """The layers with one of FLAWS."""
    if flaw == "zero_bias":
        return [(weight, np.zeros_like(bias)) for weight, bias in hidden]
    if flaw == "dead":  # no input of the windows in question makes up for a bias of -1e6
        weight, bias = hidden[-1]
        return [*hidden[:-1], (weight, np.full_like(bias, -1e6))]
    if flaw == "copies":
        return [(w[np.arange(len(w)) // 2 * 2], b[np.arange(len(b)) // 2 * 2]) for w, b in hidden]
    return list(hidden)


def _nested_draw(sizes: Sequence[int], seed: int) -> list[Layer]:
    layers: list[Layer] = []
    for index, (n_in, n_out) in enumerate(pairwise(sizes)):
        draw = np.random.default_rng([seed, index])
        most = 64 if max(n_in, n_out) <= 64 else WIDEST  # of which a part is taken: the draw of 8 begins that of 9
        spend(4 * most * most)
        weight = draw.normal(0, np.sqrt(2 / n_in), (most, most))[:n_out, :n_in].copy()
        through = draw.uniform(-0.8, 0.8, (most, 2))[:n_out]
        for w, b in layers:
            through = np.maximum(through @ w.T + b, 0)
        layers.append((weight, -(weight * through).sum(axis=1)))
    return layers


def _torch_draw(sizes: Sequence[int], seed: int) -> list[Layer]:
    spend(4 * count_weights(sizes))
    return linear_layers(MLP(sizes, generator=torch.Generator().manual_seed(seed)))


def linear_layers(net: nn.Module) -> list[Layer]:
    """All linear layers of a network, first to last, in float64."""
    return [
        (layer.weight.detach().cpu().double().numpy(), layer.bias.detach().cpu().double().numpy())
        for layer in net.modules()
        if isinstance(layer, nn.Linear)
    ]


def look(net: PlaneNet, config: Config, *, upto: int | None = None, most: int = 0) -> RegionComplex:
    """The regions of `net` in the window of `config`.

    Raises NotEnumerated, for example where there are more than `most` or allowed(config).
    """
    limit = most or allowed(config)
    with _LARGE if limit > Config().max_regions else nullcontext():
        return enumerate_regions(
            net.hidden, config.activation, window(config), slopes=LEAK, max_regions=limit, upto_layer=upto
        )


def allowed(config: Config) -> int:
    """The most regions to count: what the Config says, or what fits into some 1.5 GB."""
    return min(config.max_regions, 1_600_000_000 // (700 + 32 * max(widths(config))))
