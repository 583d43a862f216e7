"""Deep networks while they learn, all at once: against plain PyTorch, and against each alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.experiments.gradients import data as gradient_data
from core.experiments.gradients import run
from core.experiments.gradients import training as gradient_training
from core.experiments.gradients.training import batches, train
from tests.helpers.gradients import SMALL, numbers, plainly


@pytest.mark.parametrize(
    "change",
    [
        {"optimizer": "adam", "lr": 1e-2},
        {"optimizer": "sgd", "lr": 0.5, "clip": 0.5, "init": "he"},
        {"optimizer": "momentum", "lr": 0.05, "norm": "batch"},
        {"optimizer": "rmsprop", "lr": 1e-3, "norm": "layer", "residual": True, "init": "xavier"},
        {
            "optimizer": "adam",
            "lr": 1e-2,
            "clip": 0.1,
            "residual": True,
            "dataset": "spirals",
            "init": "orthogonal",
        },
    ],
    ids=lambda change: "-".join(map(str, change.values())),
)
def test_joint_training_is_plain_training_of_each(change):
    """Activations with and without a slope from the output, and PReLU, whose leak learns."""
    config = replace(SMALL, activations=(1, 3, 5, 7, 10), **change)
    seen = list(train(config))
    assert [s.step for s in seen] == list(range(11))
    for a, name in enumerate(config.names):
        for s in range(config.seeds):
            for ours, (loss, error, norms, factor, wrong) in zip(seen, plainly(config, name, s), strict=True):
                assert ours.loss[a, s] == pytest.approx(loss, rel=1e-3)
                assert ours.norm[a, s] == pytest.approx(norms, rel=5e-3, abs=1e-6)
                assert ours.factor[a, s] == pytest.approx(factor, rel=5e-3)
                assert ours.error[a, s] == pytest.approx(error, abs=1.01 / 32)
                assert ours.test_error[a, s] == pytest.approx(wrong, abs=0.01)


@pytest.mark.parametrize("remedy", [{}, {"norm": "batch", "clip": 0.3}, {"norm": "layer", "residual": True}])
def test_joint_training_is_training_one_by_one(remedy):
    config = replace(SMALL, activations=(2, 3, 5, 9), **remedy)
    joint = list(train(config))[-1]
    for a, k in enumerate(config.activations):
        alone = list(train(replace(config, activations=(k,))))[-1]
        for name, values in numbers(alone).items():
            np.testing.assert_allclose(numbers(joint)[name][a], values[0], rtol=2e-5, atol=1e-6, err_msg=name)


def test_the_same_config_gives_the_same_bits():
    first, second = list(train(SMALL)), list(train(SMALL))
    for one, other in zip(first, second, strict=True):
        for name, values in numbers(one).items():
            np.testing.assert_array_equal(values, numbers(other)[name], err_msg=name)
    np.testing.assert_array_equal(run(SMALL).now.norm, run(SMALL).now.norm)
    other = next(iter(train(replace(SMALL, seed=1))))
    assert (other.norm[:, 0] != first[0].norm[:, 0]).any()


def test_stop_stops():
    assert [s.step for s in train(SMALL, stop=lambda: True)] == [0]
    left = iter([False, False, True])
    assert [s.step for s in train(SMALL, stop=lambda: next(left))] == [0, 1, 2]


def test_a_long_run_shows_its_ends_and_at_most_forty_instants():
    steps = [s.step for s in train(replace(SMALL, activations=(3,), seeds=1, depth=1, width=4, steps=120))]
    assert steps[0] == 0 and steps[-1] == 120 and len(steps) <= 40


def test_only_the_last_snapshot_reads_the_whole_test(monkeypatch):
    monkeypatch.setattr(gradient_training, "SNAPSHOT_TEST_PICTURES", 50)
    seen = list(train(replace(SMALL, steps=10)))
    *_, test_y, _ = gradient_data.split("digits")
    for snapshot, pictures in ((seen[0], 50), (seen[-2], 50), (seen[-1], len(test_y))):
        wrong = snapshot.test_error * pictures
        np.testing.assert_allclose(wrong, np.round(wrong), atol=1e-3)
    parts = seen[-1].test_error * 50
    assert np.abs(parts - np.round(parts)).max() > 1e-3


def test_every_epoch_has_every_picture_once_and_all_batches_are_full():
    config = replace(SMALL, batch_size=30, steps=10)
    rows = list(batches(95, config))
    assert [len(r) for r in rows] == [30] * 11
    for epoch in range(3):
        assert len(set(torch.cat(rows[3 * epoch : 3 * epoch + 3]).tolist())) == 90
    assert rows[0].tolist() != rows[3].tolist()
    assert [len(r) for r in batches(20, config)] == [20] * 11


@pytest.mark.parametrize("dataset", ["circles", "moons", "spirals", "xor", "checkerboard", "digits"])
def test_every_source_that_needs_no_download_learns(dataset):
    config = replace(
        SMALL, dataset=dataset, activations=(3,), depth=2, width=32, init="he", seeds=3, steps=200, lr=0.01
    )
    first, *_, last = train(config)
    assert last.loss[0].mean() < 0.75 * first.loss[0].mean()
    assert last.test_error[0].mean() < 0.5 * first.test_error[0].mean() + 0.1
    result = run(config)
    assert np.isfinite(result.now.norm).all() and (result.now.norm > 0).all()
