"""Every number in the sentences of lessons on functions and formulas, told again from the arrays they stand for.

As in test_said_of_pictures.py: a number that is none of those which the arrays, the settings and plain formulas
give, to its last digit as printed, fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy import stats

from core.experiments import activations, approximation, backprop, composition, gradients, three_views
from core.experiments.activations import dead_relu
from core.experiments.approximation import sizes
from core.experiments.composition import words as composition_words
from core.experiments.gradients import words as gradient_words
from core.learning import fitted
from core.learning.nets import ACTIVATIONS
from tests.helpers.said import frames, unknown, whole
from ui import catalogue

Said = Iterator[tuple[str, list[object]]]
# Told again among their own tests.
ELSEWHERE = {"regions", "folding", "softmax", "perceptron", "learning_needs", "surfaces", "classifiers"}
PICTURES = {"templates", "template_learning", "batches", "digit_lab", "small_large"}


def of_gradients() -> Said:
    small = gradients.Config(dataset="digits", activations=(1, 2, 3, 5), depth=6, width=16, seeds=3)
    for change in (
        {},
        {"residual": True},
        {"norm": "layer", "init": "he"},
        {"init": "normal", "scale": 1.0},
        {"clip": 0.01},
        {"init": "zeros"},
        {"depth": 1},
    ):
        config = replace(small, **change)
        result = gradients.run(config)
        known: list[object] = [config.depth, result.factor.min(), np.median(result.now.norm.max(2), 1)]
        with np.errstate(divide="ignore", invalid="ignore"):
            ends = result.now.delta[..., 0] / result.now.delta[..., -2]
            keep = np.median(ends ** (1 / max(1, config.depth - 1)), 1)
            left = [np.median(size[..., 0] / size[..., -1], 1) for size in (result.now.norm, result.now.delta)]
            known += [keep, keep**config.depth, *left, result.keeps]
            known += [[share[k].mean() for k in range(4)] for share in (result.now.saturated, result.now.dead)]
            if result.before is not None:
                known.append(left[0] / np.median(result.before.norm[..., 0] / result.before.norm[..., -1], 1))
        yield gradients.describe(config, result), known


def of_training_gradients() -> Said:
    config = gradients.Config(dataset="circles", activations=(1, 3), depth=2, width=16, seeds=3, steps=60, lr=0.01)
    run = list(gradients.train(config))
    for now in (run[k] for k in frames(run)):
        known = [np.median(now.test_error.astype(float), 1)]
        yield gradient_words.learned(config, run[0], now, now.test_error, now.step), known


def of_activations() -> Said:
    for name in ACTIVATIONS:
        for change in ({}, {"z": -4.0, "sigma": 5.0}, {"z": 0.5, "layers": 3, "threshold": 0.1, "leak": 0.0}):
            config = activations.Config(focus=name, **change)
            result = activations.run(config)
            f = activations.bends.bend(name, config.leak) if name == "prelu" else ACTIVATIONS[name]
            here, wide = torch.tensor([config.z, config.z + 1], dtype=torch.float64), torch.linspace(-9, 9, 9001)
            values, slope = f.value(here), float(f.slope(here)[0])
            spans = result.facts[result.names.index(name)].flat
            inside = sum(np.diff(stats.norm.cdf(span, scale=config.sigma))[0] for span in spans)
            edges = [e for e in np.ravel(spans) if np.isfinite(e)]
            for edge in edges:  # the slope there is the threshold, or jumps over it
                near = np.abs(activations.bends.slope(name, np.array([edge - 1e-6, edge + 1e-6]), config.leak))
                assert near.min() <= config.threshold * (1 + 1e-4) and near.max() >= config.threshold * (1 - 1e-4)
            steepest = float(f.slope(wide.double()).abs().max())
            known = [
                config.z,
                1,
                values,
                slope,
                values[1] - values[0],
                config.threshold,
                config.sigma,
                config.layers,
            ]
            known += [inside, edges, 0, steepest, steepest**config.layers]
            yield activations.describe(config, result), known


def of_a_neuron() -> Said:
    for change in ({}, {"bias": -4.0}, {"bias": 0.0, "lr": 0.1}, {"bias": -20.0 / 2, "steps": 50}):
        config = activations.Config(dataset="digits", **change)
        result, start = dead_relu.run(config), dead_relu.neuron(config)
        z = start.ink @ start.weight.reshape(-1) + config.bias
        pull = ((np.maximum(z, 0) - start.target) * (z > 0)) @ start.ink / len(z)
        back = [result.step[np.flatnonzero(share)[0]] for share in result.shares if share.any()]
        known = [len(z), (z > 0).sum(), np.linalg.norm(pull), z.max(), config.bias - z.max(), config.steps]
        yield dead_relu.describe(config, result), [*known, result.shares[:, -1], back, result.moved]


def of_backprop() -> Said:
    shapes = ("2", "3-2", "4-4-4")
    for hidden in shapes:
        for name in ("sigmoid", "relu", "tanh", "step"):
            config = backprop.Config(hidden=hidden, activation=name)
            result = backprop.run(config)
            at, units = result.marked, [int(n) for n in hidden.split("-")]
            g = float(result.autograd[at.layer][at.to, at.source + 1])
            z = 1.0 if at.source < 0 else float(result.forward.z[at.layer][at.source])
            products = [np.prod(way.factors) for way in result.paths]
            assert z * sum(products) == pytest.approx(g, abs=1e-12)
            known: list[object] = [result.forward.loss, 0.01, 0.01 * g, g, len(products), z, 0.02, sum(units)]
            known += [z * np.array(products), *(way.factors for way in result.paths), range(10)]
            known += [np.abs(delta).mean() for delta in result.back.deltas]
            slopes = np.abs(np.concatenate(result.back.slopes))
            known += [(slopes == 0).sum(), ((slopes > 0) & (slopes < 0.02)).sum()]
            yield backprop.describe(config, result), known


def of_approximation() -> Said:
    for change in ({}, {"units": 4, "target": "steps", "boxes": 1}, {"start": "none", "units": 15}):
        config = approximation.Config(steps=100, **change)
        result, run = approximation.run(config), list(approximation.train(config))
        x = (np.arange(16_384) + 0.5) / 16_384
        errors = []
        for many in (config.boxes, 2 * config.boxes):
            parts = [approximation.function(config.target, x[(x * many).astype(int) == k]) for k in range(many)]
            errors.append(np.sqrt(sum(((part - part.mean()) ** 2).sum() for part in parts) / len(x)))
        for k in frames(run):
            now = fitted.last(run[: k + 1])
            known: list[object] = [
                config.boxes,
                2 * config.boxes,
                1 / config.boxes,
                *errors,
                errors[1] / max(errors[0], 1e-12),
            ]
            known += [config.units, config.units + 1, 5, 2, 1, 0]
            for s in now.values():
                biases = sum(s.widths[1:]) if config.start != "none" else 0
                weights = sum(a * b for a, b in zip(s.widths, s.widths[1:], strict=False)) + biases
                known += [s.widths, len(s.widths) - 2, weights, s.step, np.median(s.rms), s.rms.min(), s.rms.max()]
                known += [sum(s.dead), len(s.dead)]
            yield approximation.describe(config, result, now), known


def of_sizes() -> Said:
    ends = list(sizes.train(sizes.Config(steps=100)))
    boxes = sizes.curve_of_boxes("wave")
    for some in (ends[:1], ends[:4], ends):
        known: list[object] = [5, boxes[0], boxes[-1]]
        for s in some:
            weights = sum((a + 1) * b for a, b in zip(s.widths, s.widths[1:], strict=False))
            known += [weights, np.median(s.rms), s.rms.min(), s.rms.max(), len(s.rms)]
        deep = [s for s in some if s.net == "deep, narrow"]
        known += [sum(sum(s.dead) for s in deep), sum(len(s.dead) for s in deep), 0]
        yield sizes.describe(some, boxes), known


def of_composition() -> Said:
    for n1, n2 in ((3, 2), (4, 5), (1, 1)):
        for change in ({}, {"join": "add"}, {"height": 0.5}):
            config = composition.Config(n1=n1, n2=n2, **change)
            result = composition.run(config)
            x, f = config.x, lambda n, x: 1 - abs((2 * n * x) % 2 - 1)
            between = config.height * f(n1, x)
            known = [n1, n2, 2 * n1, 2 * n1 * n2, 4 * n1 * n2, 2 * (n1 + n2), x, between, f(n2, between)]
            fine = np.linspace(0, 1, 200_001)
            first = config.height * f(n1, fine)
            y = (first + f(n2, fine)) / 2 if config.join == "add" else f(n2, first)
            rises = np.sign(np.where(np.abs(np.diff(y)) > 1e-9, np.diff(y), 0))
            turns = np.flatnonzero(np.diff(rises[rises != 0]))
            known += [(np.diff(rises[rises != 0]) < 0).sum(), first.max(), len(turns)]
            bends = np.flatnonzero(np.abs(np.diff(y, 2)) > 1e-7)
            known += [(np.diff(bends) > 1).sum() + 1]
            yield composition.describe(config, result), known


def of_learned_waves() -> Said:
    config = composition.Config(n1=2, n2=1, width=8, depth=2, steps=200)
    run, wave = list(composition.train(config)), composition.target(config)
    off = wave.at(fitted.points()).std()
    for k in frames(run):
        now = fitted.last(run[: k + 1])
        known: list[object] = [4, off, *(s.step for s in now.values())]
        for s in now.values():
            has = [np.count_nonzero((row[1:] > 0.75) & (row[:-1] <= 0.75)) for row in s.outputs]
            known += [
                s.widths[1],
                len(s.widths) - 2,
                sum((a + 1) * b for a, b in zip(s.widths, s.widths[1:], strict=False)),
            ]
            known += [s.rms.min(), s.rms.max(), np.median(s.rms), len(s.rms), has, 0]
        known += [sum(sum(s.dead) for s in now.values()), sum(len(s.dead) for s in now.values())]
        yield composition_words.described(config, now), known


def of_three_views() -> Said:
    for preset in three_views.PRESETS.values():
        result, f = three_views.run(preset.config), ACTIVATIONS[preset.config.activation].value
        u, v, w = result.weights

        def net(x, u=u, v=v, w=w, f=f):
            z1 = u @ x
            h1 = f(torch.from_numpy(z1)).numpy()
            h2 = f(torch.from_numpy(v @ h1)).numpy()
            return z1, h1, v @ h1, h2, w @ h2

        x = result.x
        alone = [net(np.array(at))[-1] for at in ((x[0], 0.0), (0.0, x[1]), (0.0, 0.0))]
        off = sum(int((z < 0).sum()) for z in (net(x)[0], net(x)[2]))
        line = result.line - (
            result.line[:1] + (result.line[-1:] - result.line[:1]) * _share(result.along)[:, None]
        )
        known = [
            x,
            *net(x),
            *alone,
            alone[0] + alone[1] - alone[2],
            w @ v @ u,
            w @ v @ u @ x,
            off,
            7,
            26,
            4,
            0,
            2,
            3,
        ]
        yield three_views.describe(preset.config, result), [*known, np.abs(line).max(), result.difference]


def _share(along):
    return (along - along[0]) / (along[-1] - along[0])


LESSONS = {
    "gradients": (of_gradients, of_training_gradients),
    "activations": (of_activations, of_a_neuron),
    "backprop": (of_backprop,),
    "approximation": (of_approximation, of_sizes),
    "composition": (of_composition, of_learned_waves),
    "three_views": (of_three_views,),
}


@pytest.mark.parametrize("told", [one for every in LESSONS.values() for one in every], ids=lambda f: f.__name__)
def test_every_number_that_is_said_is_one_of_the_arrays(told):
    said = list(told())
    assert len({whole(text) for text, _ in said}) > 2
    for text, known in said:
        assert not unknown(whole(text), known), (unknown(whole(text), known), whole(text))


def test_every_lesson_is_told_again():
    assert {here.name for here in catalogue.LESSONS} == set(LESSONS) | PICTURES | ELSEWHERE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("At step 1,200, 29.0\u202f% and −0.30 and 2.1 · 10⁻⁷ of 12 layers", ["29.0\u202f%"]),
        (
            "At step 1,201, 28.4\u202f% and −0.31 and 2.2 · 10⁻⁷ of 12 layers",
            ["1,201", "28.4\u202f%", "−0.31", "2.2 · 10⁻⁷"],
        ),
        ("nothing", []),
    ],
)
def test_what_nobody_knows_is_found(text, found):
    assert unknown(text, [1200, 0.0851, 0.3, 2.13e-7, [12]]) == found
