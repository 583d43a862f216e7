"""Linear regions: activation regions with equal maps put together, held against maps of Fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from core.experiments import regions as lesson
from core.experiments.regions import PRESETS, Config
from core.regions import enumerate_regions, linear_regions
from tests.helpers.arrangements import hard_net

SQUARE = (-1.0, 1.0, -1.0, 1.0)
LEFT = {"relu": 0.0, "leaky_relu": 0.25, "abs": -1.0}


def by_maps(found, layers, left):
    """The number of linear regions: neighbours, by their common corners, with equal maps of Fractions."""
    maps = []
    for r in range(len(found)):
        rows, word = [[Fraction(1), 0, 0], [0, Fraction(1), 0]], 0
        for index, (weight, bias) in enumerate(layers):
            rows = [
                [sum(Fraction(w) * m[c] for w, m in zip(row, rows, strict=True)) for c in range(3)]
                for row in weight
            ]
            rows = [[a, b, c + Fraction(v)] for (a, b, c), v in zip(rows, bias, strict=True)]
            if index < len(layers) - 1:
                on = [int(found.patterns[r, word]) >> k & 1 for k in range(len(rows))]
                rows = [[v * (1 if o else Fraction(left)) for v in row] for row, o in zip(rows, on, strict=True)]
                word += 1
        maps.append(tuple(map(tuple, rows)))
    corners = [found.corners[a:b].tolist() for a, b in zip(found.ptr[:-1], found.ptr[1:], strict=True)]
    sides = {(c[i], c[(i + 1) % len(c)]): r for r, c in enumerate(corners) for i in range(len(c))}
    group = list(range(len(found)))
    for (a, b), r in sides.items():
        s = sides.get((b, a))
        if s is not None and maps[r] == maps[s]:
            old, new = group[r], group[s]
            group = [new if g == old else g for g in group]
    return len(set(group))


def test_hard_networks_have_the_linear_regions_of_rational_maps():
    fewer = 0
    for seed in range(80):
        layers, activation = hard_net(seed)
        head = np.random.default_rng(seed).integers(-1, 2, (2, len(layers[-1][1]))).astype(float), np.zeros(2)
        found = enumerate_regions(layers, activation, SQUARE, slopes=0.25)
        count = len(np.unique(linear_regions(found, [*layers, head])))
        assert count == by_maps(found, [*layers, head], LEFT[activation]), seed
        fewer += count < len(found)
    assert fewer > 20


@pytest.mark.parametrize(
    ("config", "activation", "linear"),
    [
        (PRESETS["A dead layer"].config, 26, 1),
        (PRESETS["Copies"].config, 29, 26),
        (Config(), 124, 123),
        (Config(net="pytorch", depth=10, width=4), 24, 1),
        (PRESETS["Three layers of 16"].config, 178, 178),
        (PRESETS["|x| folds"].config, 256, 256),
    ],
)
def test_regions_of_the_lesson(config, activation, linear):
    net = lesson.drawn(config)
    found = lesson.look(net, config)
    labels = linear_regions(found, [*net.hidden, net.head])
    assert (len(found), len(np.unique(labels))) == (activation, linear)


def test_what_cancels_by_construction_bends_nothing_and_what_nearly_does_bends():
    layers = [(np.array([[1.0, 0.25], [1.0, 0.25], [0, 1]]), np.array([0.125, 0.125, 0]))]
    found = enumerate_regions(layers, "relu", SQUARE)
    for head, linear in (
        ([1, -1, 1], 2),
        ([1, -1 + 1e-15, 1], 4),
        ([1, 0, 1], 4),
        ([0, 0, 1e-300], 2),
        ([0, 0, 0], 1),
    ):
        labels = linear_regions(found, [*layers, (np.array([head], float), np.zeros(1))])
        assert len(np.unique(labels)) == linear


def test_the_output_layer_is_asked_for():
    found = enumerate_regions([(np.eye(2), np.zeros(2))], "relu", SQUARE)
    with pytest.raises(
        ValueError, match=r"'layers' must be the 1 that were enumerated, and the output layer\. Got 1"
    ):
        linear_regions(found, [(np.eye(2), np.zeros(2))])
