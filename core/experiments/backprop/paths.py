"""What a backward pass shows, in words: how strong it is in each layer, and what stops it."""

from collections.abc import Iterator, Sequence

import numpy as np

from core.experiments.backprop.net import Backward, Forward, Net, Path, Spot
from core.experiments.backprop.steps import product_of, unit
from core.words import number

FLAT = 0.02  # of the largest slope there is, about 1: a unit is called saturated below


def weight(net: Net, at: Spot) -> str:
    """The weight from l₁ to h₂."""
    here = unit(net, at.layer + 1, at.to)
    return f"the bias of {here}" if at.source < 0 else f"the weight from {unit(net, at.layer, at.source)} to {here}"


def paths(net: Net, at: Spot, z: float, ways: Sequence[Path]) -> str:
    """The sum over all paths, and the strongest of them or what all have in common."""
    shares = np.array([z * way.product for way in ways])
    if not shares.any():
        return f"{'its one path has' if len(ways) == 1 else f'each of its {len(ways)} paths has'} a factor 0"
    best = ways[int(np.abs(shares).argmax())]
    said = f"the sum over {len(ways)} paths" if len(ways) > 1 else "a product along its one path"
    if len(ways) > 1:
        through = " → ".join(unit(net, m, i) for m, i in enumerate(best.units, at.layer + 1))
        said += f" (the strongest, through {through}, gives {number(shares[np.abs(shares).argmax()])})"
    factors = np.array([z, *best.factors])
    if len(factors) > 2 and np.abs(factors).min() < FLAT:
        name = product_of(net, at, best.units)[int(np.abs(factors).argmin())]
        plain = name.replace("_{", " ").replace("}", "")
        said += f"; its smallest factor is {plain} = {number(float(factors[np.abs(factors).argmin()]))}"
    return said


def strength(net: Net, back: Backward) -> str:
    """The mean |delta| of each layer, from the output back."""
    if len(back.deltas) < 2:
        return ""
    means = [f"{number(float(np.abs(d).mean()))} at {unit(net, m, 0)[0]}" for m, d in enumerate(back.deltas, 1)]
    return f"The mean |δ| on its way back: {', '.join(reversed(means))}."


def failures(net: Net, done: Forward, back: Backward) -> Iterator[str]:
    """What stops the error, or makes it meaningless."""
    if net.loss == "cross-entropy" and len(net.t) == 1:
        yield "**One output**: softmax of one score is always 1, whatever the weights; take squared error."
    elif net.loss == "cross-entropy" and not (np.isclose(net.t.sum(), 1) and (net.t >= 0).all()):
        total = number(float(net.t.sum()))
        yield f"**The target is no distribution**: it sums to {total}, so δ = p · {total} − t."
    if len(net.weights) > 1 and not any(w.any() for w in net.weights[1:]):
        yield "**All weights are 0**: nothing gets through them, neither forward nor back."
        return
    every = [(unit(net, m, i), s) for m, slopes in enumerate(back.slopes, 1) for i, s in enumerate(slopes)]
    dead, flat = [n for n, s in every if s == 0], [n for n, s in every if 0 < abs(s) < FLAT]
    if dead:
        names = ", ".join(dead)
        yield f"**σ′ is 0 at {len(dead)} of {len(every)} hidden units** ({names}): nothing goes back through."
    if flat:
        yield (
            f"**{len(flat)} of {len(every)} hidden units are saturated** (σ′ below {FLAT:g}: {', '.join(flat)}): "
            "each path through one is multiplied by next to nothing. Smaller weights or ReLU would help."
        )
    for one, other in _twins(net):
        yield f"**{one} and {other} are twins**: same weights in and out, so the same gradient, now and ever after."


def _twins(net: Net) -> Iterator[tuple[str, str]]:
    """Hidden units whose weights and biases are all the same."""
    for m in range(1, len(net.weights)):
        into, out, bias = net.weights[m - 1], net.weights[m], net.biases[m - 1]
        for i in range(len(into)):
            for j in range(i + 1, len(into)):
                if (into[i] == into[j]).all() and (out[:, i] == out[:, j]).all() and bias[i] == bias[j]:
                    yield unit(net, m, i), unit(net, m, j)
