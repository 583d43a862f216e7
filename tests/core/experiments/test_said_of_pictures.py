"""Every number in the sentences of lessons on pictures, told again from the arrays of the frame it is shown for.

Each lesson gives, for a few runs and for their frames from the first to the last, its sentence and the numbers that
may stand in it: from the weights, the data and the settings, by formulas of their own where there is one. A number
that is none of these, to its last digit as printed, fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch

from core.data import images
from core.experiments import batches, digit_lab, small_large, template_learning, templates
from core.experiments.digit_lab import words as digit_lab_words
from core.experiments.small_large import words as small_large_words
from tests.helpers.said import frames, unknown, whole

Said = Iterator[tuple[str, list[object]]]
NAMES = tuple("0123456789")
GUESSED = np.log(10)


def misread(weight, bias=0.0, *, permuted=None):
    """Share of the offline test digits that a layer misreads, and its mean cross-entropy."""
    data = images.load("digits")
    ink = data.test_images.reshape(len(data.test_images), -1) / 255
    ink = ink if permuted is None else permuted
    scores = ink @ weight.reshape(len(weight), -1).T.astype(float) + bias
    chance = scores - np.log(np.exp(scores - scores.max(1, keepdims=True)).sum(1, keepdims=True))
    chance -= scores.max(1, keepdims=True)
    true = data.test_labels.astype(int)
    return (scores.argmax(1) != true).mean(), -chance[np.arange(len(true)), true].mean()


def of_templates() -> Said:
    digits, data = templates.Config(dataset="digits", epochs=2), images.load("digits")
    dark = data.train_images.reshape(len(data.train_images), -1) == 0
    order = torch.randperm(len(dark), generator=torch.Generator().manual_seed(0)).numpy()
    for change in ({}, {"permute_pixels": True}, {"weight_decay": 0.1}, {"lr": 10.0}, {"batch_size": 10}):
        config = replace(digits, **change)
        run = list(templates.train(config))
        chosen = templates.selection(config)
        seen = np.stack([chosen.seen(picture) for picture in data.test_images]).reshape(360, -1) / 255
        for now in (run[k] for k in frames(run)):
            error, loss = misread(now.weight, now.bias, permuted=seen)
            assert (error, loss) == pytest.approx((now.test_error, now.test_loss), rel=1e-4)
            without = dark[order[: now.step * config.batch_size] if now.epoch < 1 else order].all(0)
            still = np.all(now.weight == run[0].weight, axis=0).reshape(-1)
            assert still[without].all() or config.permute_pixels or config.weight_decay
            noise = [now.weight.min(), now.weight.max(), 0.9, len(NAMES)] if not now.step else []
            rates = [config.lr, config.lr / 100, config.weight_decay, 0]
            moved = np.linalg.norm(now.weight - run[0].weight) / np.linalg.norm(run[0].weight)
            known = [now.step, error, loss, GUESSED, now.train_error, still.mean(), moved, *noise, *rates]
            yield templates.describe(config, run[0], now), known


def of_template_learning() -> Said:
    for lr in (1e-4, 0.01, 10.0):
        config = template_learning.Config(dataset="digits", classes=tuple(range(10)), lr=lr)
        for place in ({"seen": 1}, {"seen": 2}, {"seen": 40}, {"seen": 1500}, {"seen": 2, "again": 30}):
            result = template_learning.run(config, template_learning.Place(**place))
            ink, target = result.picture.reshape(-1) / 255, np.eye(10)[result.label]
            chances = []
            for weight in (result.weight, result.weight + lr * result.update.change / lr):
                e = np.exp(weight.reshape(10, -1) @ ink - (weight.reshape(10, -1) @ ink).max())
                chances.append((e / e.sum())[result.label])
            error, loss = misread(result.update.weight)
            before, after = chances[0], result.after[result.label]
            known = [range(10), before, 1 - before, after, 100 * (after - before), result.number, error, loss]
            known += [GUESSED, lr, lr / 10, lr * 10, target]
            tests = template_learning.test(config, result)
            yield template_learning.describe(config, NAMES, result, tests), known


def of_batches() -> Said:
    for change in ({}, {"reduction": "sum"}, {"lr_serial": 1.0, "lr_mini": 10.0, "lr_full": 10.0}):
        config = batches.Config(dataset="digits", epochs=2, **change)
        run = list(batches.train(config))
        for k in (3, 4, len(run) // 2, len(run) - 1):
            now, known = batches.last(run[: k + 1]), [GUESSED, config.batch_size]
            for mode, s in now.items():
                error, loss = misread(s.weight)
                lr = {"serial": config.lr_serial, "mini": config.lr_mini, "full": config.lr_full}[mode]
                size = {"serial": 1, "mini": config.batch_size, "full": 1437}[mode]
                assert s.seen == min(s.step * size, 2 * 1437) or mode == "mini"
                gap = 100 * (error - s.train_error)
                known += [
                    s.seen,
                    s.step,
                    float(f"{s.seconds:.2g}"),
                    error,
                    s.train_error,
                    loss,
                    lr,
                    size,
                    lr * size,
                    gap,
                ]
            yield batches.describe(config, now), known


def of_digit_lab() -> Said:
    tiny = digit_lab.Config(dataset="digits", widths="8", epochs=3)
    for change in ({}, {"validation": 0.2}, {"dropout": 0.5}, {"subset": 60, "widths": "128", "epochs": 40}):
        config = replace(tiny, **change)
        run = list(digit_lab.train(config))
        for k in frames(run):
            now = run[k]
            known: list[object] = [now.test_error, round(360 * now.test_error), 360, now.epoch, now.train_error]
            known += [range(10)] if now.confusion is not None else []  # the names of the classes that it confuses
            known += [100 * (now.test_error - now.train_error)]
            if config.validation and k:
                best = min(run[1 : k + 1], key=lambda s: s.validation_error)
                known += [best.epoch, best.validation_error, best.test_error]
            if now.confusion is not None:
                known += [(now.confusion - np.diag(np.diag(now.confusion))).max()]
                assert np.trace(now.confusion) == 360 - round(360 * now.test_error)
            yield digit_lab_words.describe(config, run[: k + 1]), known


def of_small_large() -> Said:
    digits = small_large.Config(dataset="digits", epochs=3, seeds=3)
    changes = ({}, {"depth": 3}, {"depth": 1}, {"activation": "identity", "seeds": 1}, {"own_batches": True})
    for change in (*changes, {"route": "lecture", "activation": "sigmoid"}):
        config = replace(digits, **change)
        run = list(small_large.train(config))
        for now in (run[k] for k in frames(run)):
            a, b = now.single.reshape(2, -1).astype(float)
            single, deep = now.single_test_error.astype(float), now.test_error.astype(float)
            known: list[object] = [np.corrcoef(a, b)[0, 1], now.step, config.seeds, len(now.weights[0])]
            for errors in (single, deep):  # as printed: a mean with %, the ends without
                known += [errors.mean(), 100 * errors.min(), 100 * errors.max()]
            known += [
                10 * (1 - deep.mean() / single.mean()),
                *(layer.mean(dtype=float) for layer in now.selectivity),
            ]
            known += [sum(int((np.abs(w).max(1) < 1e-6).sum()) for w in now.wakes), range(1, len(now.wakes) + 1)]
            known += [0.75, int((now.selectivity[0][0] >= 0.75).sum())] if now.selectivity else []
            yield small_large_words.describe(config, now, NAMES, small_large.groups(config.group, 10)[0]), known


LESSONS = {
    "templates": of_templates,
    "template_learning": of_template_learning,
    "batches": of_batches,
    "digit_lab": of_digit_lab,
    "small_large": of_small_large,
}


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_number_that_is_said_is_one_of_the_frame(lesson):
    said = list(LESSONS[lesson]())
    assert len({whole(text) for text, _ in said}) > 10
    for text, known in said:
        assert not unknown(whole(text), known), (unknown(whole(text), known), whole(text))
