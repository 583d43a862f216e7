"""Every number in the sentences on surfaces, told again by a network of plain NumPy."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from core.experiments.surfaces import (
    PRESETS,
    budgets,
    describe,
    enlarged,
    frontier,
    ladder,
    outside,
    seen,
    train,
    units,
)
from core.experiments.surfaces import target as surface
from core.experiments.surfaces.nets import shape_of
from core.experiments.surfaces.targets import inputs
from tests.helpers.said import unknown, whole

SHORT = 40
BENDS = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "sigmoid": lambda z: 1 / (1 + np.exp(-z))}


@cache
def learned(name):
    config = replace(PRESETS[name].config, steps=SHORT)
    return config, list(train(config))


def network(config, weights, x):
    """The output and the last hidden layer, layer by layer."""
    shape, h, at = shape_of(config), x, 0
    layers = list(zip(shape.sizes, shape.sizes[1:], strict=False))
    for n, (n_in, n_out) in enumerate(layers):
        weight, bias = weights[at : at + n_in * n_out].reshape(n_out, n_in), weights[at + n_in * n_out :][:n_out]
        at += (n_in + 1) * n_out
        if n == len(layers) - 1:
            return (weight @ h + bias[:, None])[0], h, weight[0], at
        bent = BENDS[config.activation](weight @ h + bias[:, None])
        h = h + bent if config.residual and n == len(layers) - 2 else bent
    raise AssertionError


def losses(config, weights):
    """As it is, and with the output layer solved."""
    z = surface(config).z.ravel()
    out, h, _, many = network(config, weights, inputs())
    features = np.vstack([h, np.ones_like(z)]).T
    best = features @ np.linalg.pinv(features, rcond=len(z) * np.finfo(float).eps) @ z
    return np.mean((out - z) ** 2), np.mean((best - z) ** 2), many


@pytest.mark.parametrize("name", PRESETS)
def test_what_a_network_has_come_to_is_told_with_its_own_numbers(name):
    config, run = learned(name)
    known = [SHORT, 0, 1, *config.widths.split("-"), config.layers, config.width, len(shape_of(config).hidden)]
    known = [float(v) for v in known if v != ""]
    for now in (run[0], run[-1]):
        known += [value for value in losses(config, now.weights)]
    said = whole(describe(config, run))
    assert not unknown(said, known), (unknown(said, known), said)
    assert losses(config, run[-1].weights)[0] == pytest.approx(run[-1].loss)


@pytest.mark.parametrize("name", ["A flower", "Lost outside", "A residual layer"])
def test_what_is_seen_more_closely_is_told_with_its_own_numbers(name):
    config, run = learned(name)
    last, look = run[-1], seen.look(config, run[-1].weights)
    out, h, v, _ = network(config, last.weights, inputs())
    far = network(config, last.weights, inputs(102, 2.0))[0].reshape(102, 102)
    adds = (v[:, None] * h).var(1).sum() / out.var()
    said = whole(units(config, look))
    assert not unknown(said, [len(h), last.weights[-1] + (v[:, None] * h).mean(1).sum(), adds]), said
    inner = np.abs(np.add.outer(0 * np.arange(102), np.arange(102)) - 50.5) < 25.5
    z = surface(config).z
    known = [np.abs(far).max(), np.abs(z).max(), last.loss]
    if look.really is not None:
        known.append(np.mean((far - look.really)[~(inner & inner.T)] ** 2))
    said = whole(outside(config, last, look))
    assert not unknown(said, known), (unknown(said, known), said)
    between = network(config, last.weights, inputs(102))[0].reshape(102, 102)
    errors = [np.mean((one - look.fine) ** 2) for one in (between, look.bicubic)]
    said = whole(enlarged(look))
    assert not unknown(said, [*errors, 102, 2601]), (unknown(said, [*errors]), said)


def test_a_budget_is_told_with_its_own_numbers():
    config, found = replace(PRESETS["A flower"].config, steps=10), frontier.run(PRESETS["A flower"].config)
    losses = np.random.default_rng(0).uniform(0.01, 0.9, (8, 3))
    run = [
        ladder.Snapshot(row, seed, losses[row, seed], losses[row, seed] / 2, 9, 1.0)
        for row in range(8)
        for seed in range(3)
    ]
    rows, known = ladder.rows("flower"), [2, 3, 20, 14, 19, 10, 1, 50, 125]
    medians = np.median(losses, 1)
    known += [*medians, *(medians / 2), *losses.min(1), *losses.max(1)]
    for row in rows:
        known += [row.weights, row.deck, *(found.at(method, row.weights) for method in frontier.METHODS)]
    said = whole(budgets(config, found, run))
    assert not unknown(said, known), (unknown(said, known), said)
    best = rows[int(medians.argmin())]
    assert best.name in budgets(config, found, run).conclusion
