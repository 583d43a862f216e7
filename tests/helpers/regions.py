"""A network of linear regions computed layer by layer, as anybody would write it."""

from __future__ import annotations

import numpy as np


def outputs(net, points, activation):
    """The network, layer by layer, at points (N, 2): pre-activations and output."""
    f = {
        "relu": lambda z: np.maximum(z, 0),
        "abs": np.abs,
        "identity": lambda z: z,
        "leaky_relu": lambda z: np.where(z > 0, z, 0.02 * z),
    }[activation]
    a, signs = points, []
    for weight, bias in net.hidden:
        z = a @ weight.T + bias
        signs.append(z > 0)
        a = f(z)
    return np.hstack(signs), a @ net.head[0].T + net.head[1]
