"""The paper in the browser's arithmetic: it counts regions as the engine does, and folds as the network does."""

from __future__ import annotations

import numpy as np
import pytest

from core.experiments import folding
from core.experiments.folding import Config
from tests.helpers.folding import RANDOM, mirrored
from tests.helpers.javascript import in_node

SPECIAL = ["", "0:0;0:0", "30:0.1;30:0.1;210:-0.1", "0:0;90:0;45:-0.4", "0:1;0:-1", "0:0;90:0;45:0;135:0"]
REGIONS = """(folding, { texts, slope }) => texts.map(text =>
  folding.foldingOf({ mode: 'hand', slope }, folding.readFolds(text)).stages.at(-1).length)"""
LANDED = """(geometry, { folds, slope, points }) => {
  const steps = folds.map(([angle, offset]) => geometry.lineOf(angle, offset));
  return points.map(p => geometry.forward(steps, slope, p));
}"""


@pytest.mark.parametrize("activation", folding.LEFT)
def test_the_browser_counts_as_the_engine_does(activation):
    texts = [*RANDOM, *SPECIAL]
    got = in_node("fold/folding.js", REGIONS, {"texts": texts, "slope": folding.LEFT[activation]})
    configs = [Config(way="hand", folds=text, activation=activation) for text in texts]
    assert got == [len(folding.run(config).complex) for config in configs]


@pytest.mark.parametrize("activation", folding.LEFT)
def test_the_browser_folds_as_the_network_does(activation):
    points = np.random.default_rng(3).uniform(-1, 1, (200, 2))
    folds = [[float(v) for v in fold.split(":")] for fold in RANDOM[1].split(";")]
    given = {"folds": folds, "slope": folding.LEFT[activation], "points": points.tolist()}
    landed = in_node("fold/geometry.js", LANDED, given)
    assert np.abs(np.array(landed) - mirrored(points, RANDOM[1], activation)[0]).max() < 1e-12
