"""What explain() finds of a picture, as columns and ribbons whose numbers add up as printed."""

from collections.abc import Sequence

import numpy as np

from core.data.selection import Floats, Pixels
from core.experiments.small_large import Way
from core.words import MINUS, addends, fixed
from ui.components.flow import Flow, Node, merged

MOST = 10  # units of the only hidden layer that are drawn one by one, the others together
MOST_DEEP = 7  # where there are several hidden layers
OFF = 1e-9  # a unit of no more activation passes nothing on

Groups = list[list[int]]


def one_layer(way: Way, picture: Pixels, group: tuple[str, str]) -> Flow:
    """Two templates: each score is the sum of its products, for and against, and of its bias."""
    answer, nodes, sums = int(way.logits.argmax()), [], []
    for k, products in enumerate(way.products):
        plus, minus = float(products[products > 0].sum()), float(products[products < 0].sum())
        parts = addends([plus, minus, way.biases[k]], float(way.logits[k]))
        names = ("for", "against", "bias") if way.biases[k] else ("for", "against")
        sums.append(_sum(group[k], parts[: len(names)], names, float(way.logits[k])))
        nodes.append(_score(group[k], float(way.logits[k]), k == answer, products))
    links = way.products.reshape(len(way.products), -1).sum(1, keepdims=True)
    return Flow(picture, (tuple(nodes),), (links,), tuple(sums))


def network(
    way: Way, picture: Pixels, group: tuple[str, str], pooled: Floats, recognised: Sequence[str] = ()
) -> Flow:
    """Hidden units, the weightiest one by one, and the scores; those that V (2, n) pools for score 0 come first.

    `recognised`: what the units are named.
    """
    if not way.contributions:
        return one_layer(way, picture, group)
    most = MOST if len(way.contributions) == 1 else MOST_DEEP
    groups = [_grouped(part, most) for part in way.contributions]
    groups[-1].sort(key=lambda units: (len(units) > 1, float(pooled[1, units[0]] - pooled[0, units[0]])))
    columns, links = [], [merged(_inputs(way), groups[0], [[0]])]
    for layer, members in enumerate(groups):
        columns.append(tuple(_unit(way, layer, units, recognised) for units in members))
        rows = groups[layer + 1] if layer + 1 < len(groups) else [[0], [1]]
        links.append(merged(way.contributions[layer], rows, members))
    answer = int(way.logits.argmax())
    scores = tuple(_score(group[k], float(way.logits[k]), k == answer) for k in range(2))
    names = [f"{len(units)} others" if len(units) > 1 else "" for units in groups[-1]]
    sums = []
    for k in range(2):
        parts = np.append(links[-1][k], way.biases[k])
        shown = addends(parts, float(way.logits[k]))
        sums.append(_sum(group[k], shown, [*names, "bias"], float(way.logits[k])))
    return Flow(picture, (*columns, scores), tuple(links), tuple(sums))


def _inputs(way: Way) -> Floats:
    """What the picture adds to each unit of the first layer, without the bias, (n, 1)."""
    return np.asarray(way.products.reshape(len(way.products), -1).sum(1, keepdims=True))


def _grouped(contributions: Floats, most: int) -> Groups:
    """Units of one layer as they are drawn: the weightiest alone, in their order, and the rest as one."""
    n = contributions.shape[1]
    if n <= most:
        return [[j] for j in range(n)]
    order = np.argsort(-np.abs(contributions).sum(0), kind="stable")
    alone = sorted(int(j) for j in order[: most - 1])
    return [[j] for j in alone] + [sorted(int(j) for j in order[most - 1 :])]


def _unit(way: Way, layer: int, units: list[int], recognised: Sequence[str]) -> Node:
    if len(units) > 1:
        return Node(f"{len(units)} others")
    (j,) = units
    z, a = float(way.pre_activations[layer][j]), float(way.activations[layer][j])
    name = recognised[j] if recognised and layer == 0 else f"unit {j + 1}"
    tile = way.products[j] if layer == 0 else None
    return Node(f"{name}: z = {fixed(z)}", (f"a = {fixed(a)}",), tile, off=abs(a) < OFF)


def _score(name: str, value: float, chosen: bool, tile: Floats | None = None) -> Node:
    return Node(name, (fixed(value),), tile, value, chosen=chosen)


def _sum(name: str, parts: Sequence[float], notes: Sequence[str], total: float) -> str:
    """small: + 3.10 + 0.40 − 1.20 (bias) = 2.30; what prints as zero is left out."""
    terms = [
        f"{MINUS if part < 0 else '+'} {abs(part):.2f}" + (f" ({note})" if note else "")
        for part, note in zip(parts, notes, strict=True)
        if part
    ]
    return f"{name}: {' '.join(terms) or '+ 0.00'} = {fixed(total)}"
