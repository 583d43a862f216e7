"""What a backward pass shows, in words: how strong it is in each layer, and what stops it."""

from collections.abc import Iterator, Sequence

import numpy as np

from core.experiments.backprop.net import Backward, Forward, Net, Path, Spot
from core.experiments.backprop.steps import product_of, unit
from core.words import number

FLAT = 0.02  # of the largest slope there is, about 1: a unit is called saturated below


def weight(net: Net, at: Spot) -> str:
    """The weight from ℓ₁ to h₂."""
    here = unit(net, at.layer + 1, at.to)
    return f"the bias of {here}" if at.source < 0 else f"the weight from {unit(net, at.layer, at.source)} to {here}"


def paths(net: Net, at: Spot, z: float, ways: Sequence[Path]) -> Iterator[str]:
    """The sum over all paths, and the strongest of them or what all have in common."""
    shares = np.array([z * way.product for way in ways])
    if not shares.any():
        yield "Its one path has a factor 0." if len(ways) == 1 else f"Each of its {len(ways)} paths has a factor 0."
        return
    best = ways[int(np.abs(shares).argmax())]
    if len(ways) > 1:
        through = " → ".join(unit(net, m, i) for m, i in enumerate(best.units, at.layer + 1))
        yield (
            f"Its gradient is the sum over {len(ways)} paths. The strongest, through {through}, gives "
            f"{number(shares[np.abs(shares).argmax()])}."
        )
    else:
        yield "Its gradient is a product along its one path."
    factors = np.array([z, *best.factors])
    if len(factors) > 2 and np.abs(factors).min() < FLAT:
        name = product_of(net, at, best.units)[int(np.abs(factors).argmin())]
        plain = name.replace("_{", " ").replace("}", "")
        yield f"The smallest factor there is {plain} = {number(float(factors[np.abs(factors).argmin()]))}."


def failures(net: Net, done: Forward, back: Backward) -> Iterator[str]:
    """What stops the error, or makes it meaningless."""
    if net.loss == "cross-entropy" and len(net.t) == 1:
        yield "With one output, softmax of one score is always 1, whatever the weights: take squared error."
    elif net.loss == "cross-entropy" and not (np.isclose(net.t.sum(), 1) and (net.t >= 0).all()):
        total = number(float(net.t.sum()))
        yield f"The target is no distribution: it sums to {total}, so δ = p · {total} − t."
    if len(net.weights) > 1 and not any(w.any() for w in net.weights[1:]):
        yield "All weights after the first layer are 0: nothing gets through them, neither forward nor back."
        return
    every = [(unit(net, m, i), s) for m, slopes in enumerate(back.slopes, 1) for i, s in enumerate(slopes)]
    dead, flat = [n for n, s in every if s == 0], [n for n, s in every if 0 < abs(s) < FLAT]
    if dead:
        names, them = ", ".join(dead), "it" if len(dead) == 1 else "them"
        yield f"σ′ is 0 at {len(dead)} of {len(every)} hidden units ({names}): nothing goes back through {them}."
    if flat:
        yield (
            f"{len(flat)} of {len(every)} hidden units {'is' if len(flat) == 1 else 'are'} saturated (σ′ below "
            f"{FLAT:g}): each path through one is multiplied by next to nothing."
        )
        yield "Smaller weights or ReLU would help."
    for one, other in _twins(net):
        yield (
            f"{one} and {other} are twins: the same weights in and out give the same gradient, so they stay equal "
            "while they learn."
        )


def _twins(net: Net) -> Iterator[tuple[str, str]]:
    """Hidden units whose weights and biases are all the same."""
    for m in range(1, len(net.weights)):
        into, out, bias = net.weights[m - 1], net.weights[m], net.biases[m - 1]
        for i in range(len(into)):
            for j in range(i + 1, len(into)):
                if (into[i] == into[j]).all() and (out[:, i] == out[:, j]).all() and bias[i] == bias[j]:
                    yield unit(net, m, i), unit(net, m, j)
