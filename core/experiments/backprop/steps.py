"""Forward, then backward, one box at a time: each step's formula in symbols and with its numbers put in.

Names are the slides' (EPFL, "Back Propagation"): inputs ℓ, hidden units h, i, j, outputs k. In a formula, `_{...}`
is an index. Boxes have the ids of ui/network.js: n.layer.unit and e.layer.to.from, all from 0; E is the loss.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from core.experiments.backprop.net import Backward, Forward, Net, Spot
from core.learning.nets import ACTIVATIONS
from core.words import number

E = "E"


class Line(NamedTuple):
    """One formula: what is computed, how in symbols, the same with numbers, the result."""

    name: str
    symbols: str
    numbers: str
    result: str


class Step(NamedTuple):
    """One box is computed from others."""

    kind: str  # "x", "a", "z", "p", "E", "delta" or "gradient"
    title: str
    lines: tuple[Line, ...]
    lit: tuple[str, ...]  # what is computed
    reads: tuple[str, ...]  # from what


def factor(value: float) -> str:
    """A number inside a formula: below zero in brackets."""
    return f"({number(value)})" if value < 0 else number(value)


def unit(net: Net, layer: int, i: int) -> str:
    """The slide's letter of a layer, counted from the output back, and the unit's number: j₂."""
    hidden = len(net.widths) - 2
    letters = ["ℓ", *"hij"[3 - hidden :], "k"] if hidden else ["ℓ", "k"]
    return letters[layer] + "₀₁₂₃₄₅₆₇₈₉"[i + 1]


def weight_name(net: Net, at: Spot) -> str:
    """w_{j₁i₂}, or b_{j₁}."""
    here = unit(net, at.layer + 1, at.to)
    return f"b_{{{here}}}" if at.source < 0 else f"w_{{{here}{unit(net, at.layer, at.source)}}}"


def source_name(net: Net, at: Spot) -> str:
    """What the weight is multiplied by: x of an input, z of a hidden unit."""
    if at.source < 0:
        return "1"
    return f"{'z' if at.layer else 'x'}_{{{unit(net, at.layer, at.source)}}}"


def node(layer: int, i: int) -> str:
    return f"n.{layer}.{i}"


def edge(at: Spot) -> str:
    return f"e.{at.layer}.{at.to}.{at.source}"


def steps(net: Net, done: Forward, back: Backward) -> tuple[Step, ...]:
    """Every step, in the order of the slide: all a and z, E, all delta_k, then layer by layer."""
    return (*_forward(net, done), *_loss(net, done), *_backward(net, done, back))


def _forward(net: Net, done: Forward) -> Iterator[Step]:
    inputs = tuple(Line(f"x_{{{unit(net, 0, i)}}}", "", "", number(value)) for i, value in enumerate(net.x))
    yield Step("x", "The input", inputs, tuple(node(0, i) for i in range(len(net.x))), ())
    for m, a in enumerate(done.a):
        for to in range(len(a)):
            yield _received(net, done, m, to)
            if m < len(done.a) - 1:
                name, value = unit(net, m + 1, to), float(a[to])
                line = Line(f"z_{{{name}}}", f"σ(a_{{{name}}})", _applied(net, value), number(done.z[m + 1][to]))
                yield Step("z", f"Forward: what {name} passes on", (line,), (node(m + 1, to),), ())


def _applied(net: Net, a: float) -> str:
    return f"|{number(a)}|" if net.activation == "abs" else f"{ACTIVATIONS[net.activation].name}({number(a)})"


def _received(net: Net, done: Forward, m: int, to: int) -> Step:
    name = unit(net, m + 1, to)
    spots = [Spot(m, to, source) for source in range(net.widths[m])]
    symbols = [f"{weight_name(net, at)} {source_name(net, at)}" for at in spots]
    numbers = [f"{factor(net.weights[m][to, at.source])} · {factor(done.z[m][at.source])}" for at in spots]
    if net.biases[m][to]:
        symbols.append(f"b_{{{name}}}")
        numbers.append(factor(net.biases[m][to]))
    line = Line(f"a_{{{name}}}", " + ".join(symbols), " + ".join(numbers), number(done.a[m][to]))
    reads = (*map(edge, spots), *(node(m, at.source) for at in spots))
    return Step("a", f"Forward: what arrives at {name}", (line,), (node(m + 1, to),), reads)


def _loss(net: Net, done: Forward) -> Iterator[Step]:
    last = len(net.weights)
    outputs, y = tuple(node(last, k) for k in range(len(net.t))), done.a[-1]
    names = [unit(net, last, k) for k in range(len(net.t))]
    if net.loss == "squared":
        symbols = "½ (" + " + ".join(f"(a_{{{n}}} − t_{{{n}}})²" for n in names) + ")"
        numbers = "½ (" + " + ".join(f"({number(a)} − {factor(t)})²" for a, t in zip(y, net.t, strict=True)) + ")"
    else:
        below = " + ".join(f"exp(a_{{{n}}})" for n in names)
        exps = " + ".join(f"exp({number(a)})" for a in y)
        lines = tuple(
            Line(f"p_{{{n}}}", f"exp(a_{{{n}}}) / ({below})", f"exp({number(a)}) / ({exps})", number(p))
            for n, a, p in zip(names, y, done.p, strict=True)
        )
        yield Step("p", "Forward: softmax makes probabilities of the scores", lines, outputs, ())
        symbols = "−(" + " + ".join(f"t_{{{n}}} ln p_{{{n}}}" for n in names) + ")"
        numbers = (
            "−(" + " + ".join(f"{factor(t)} · ln {number(p)}" for t, p in zip(net.t, done.p, strict=True)) + ")"
        )
    yield Step("E", "The error", (Line(E, symbols, numbers, number(done.loss)),), (E,), outputs)


def _backward(net: Net, done: Forward, back: Backward) -> Iterator[Step]:
    for m in reversed(range(len(net.weights))):
        units = range(len(net.weights[m]))
        last = m == len(net.weights) - 1
        for to in units:
            yield _first_delta(net, done, back, to) if last else _delta(net, done, back, m, to)
        for to in units:
            yield _gradients(net, done, back, m, to)


def _first_delta(net: Net, done: Forward, back: Backward, k: int) -> Step:
    name, t = unit(net, len(net.weights), k), net.t[k]
    if net.loss == "squared":
        symbols, numbers = f"a_{{{name}}} − t_{{{name}}}", f"{number(done.a[-1][k])} − {factor(t)}"
    elif net.t.sum() == 1:
        symbols, numbers = f"p_{{{name}}} − t_{{{name}}}", f"{number(done.p[k])} − {factor(t)}"
    else:
        symbols = f"p_{{{name}}} Σt − t_{{{name}}}"
        numbers = f"{number(done.p[k])} · {factor(net.t.sum())} − {factor(t)}"
    line = Line(f"δ_{{{name}}}", f"∂E/∂a_{{{name}}} = {symbols}", numbers, number(back.deltas[-1][k]))
    return Step("delta", f"Backward: how E moves with a of {name}", (line,), (node(len(net.weights), k),), (E,))


def _delta(net: Net, done: Forward, back: Backward, m: int, to: int) -> Step:
    name = unit(net, m + 1, to)
    spots = [Spot(m + 1, k, to) for k in range(net.widths[m + 2])]
    sent = [(net.weights[m + 1][at.to, to], back.deltas[m + 1][at.to]) for at in spots]
    symbols = " + ".join(f"{weight_name(net, at)} δ_{{{unit(net, m + 2, at.to)}}}" for at in spots)
    numbers = " + ".join(f"{factor(w)} · {factor(delta)}" for w, delta in sent)
    line = Line(
        f"δ_{{{name}}}",
        f"σ′(a_{{{name}}}) ({symbols})",
        f"{factor(back.slopes[m][to])} · ({numbers})",
        number(back.deltas[m][to]),
    )
    reads = (*map(edge, spots), *(node(m + 2, at.to) for at in spots))
    return Step("delta", f"Backward: what comes back to {name}", (line,), (node(m + 1, to),), reads)


def _gradients(net: Net, done: Forward, back: Backward, m: int, to: int) -> Step:
    name, delta = unit(net, m + 1, to), float(back.deltas[m][to])
    spots = [Spot(m, to, source) for source in range(-1 if net.biases[m].any() else 0, net.widths[m])]
    lines = tuple(_gradient(net, done, back, at) for at in spots)
    lit = tuple(edge(at) for at in spots if at.source >= 0)
    reads = (node(m + 1, to), *(node(m, at.source) for at in spots if at.source >= 0))
    return Step("gradient", f"Backward: what the weights into {name} learn, δ = {number(delta)}", lines, lit, reads)


def _gradient(net: Net, done: Forward, back: Backward, at: Spot) -> Line:
    delta = float(back.deltas[at.layer][at.to])
    name = f"∂E/∂{weight_name(net, at)}"
    z = 1.0 if at.source < 0 else float(done.z[at.layer][at.source])
    symbols = f"δ_{{{unit(net, at.layer + 1, at.to)}}}" + (f" {source_name(net, at)}" if at.source >= 0 else "")
    numbers = f"{factor(delta)} · {factor(z)}" if at.source >= 0 else number(delta)
    return Line(name, symbols, numbers, number(back.gradient[at.layer][at.to, at.source + 1]))


def product_of(net: Net, at: Spot, units: Sequence[int]) -> tuple[str, ...]:
    """The factors' names along a path from the weight `at` to E: its z, then sigma' and w in turn, delta_k."""
    names = [source_name(net, at)]
    for m, (here, there) in enumerate(pairwise(units), at.layer + 1):
        names += [f"σ′(a_{{{unit(net, m, here)}}})", weight_name(net, Spot(m, there, here))]
    return (*names, f"δ_{{{unit(net, len(net.weights), units[-1])}}}")
