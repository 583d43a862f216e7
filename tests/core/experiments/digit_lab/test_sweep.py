"""The width sweep against networks trained one by one with torch's own autograd and optimiser."""

from __future__ import annotations

import math
import time
from dataclasses import fields, replace

import numpy as np
import pytest
import torch

from core.data import images
from core.experiments import digit_lab
from core.experiments.digit_lab import baselines, sweep
from core.experiments.digit_lab.sweep import Config, Snapshot
from core.jobs.wire import decode, encode
from core.learning.nets import MLP
from core.learning.training import Diverged

SMALL = Config("digits", width=12, depth=2, subset=300, epochs=15, seeds=2, seed=5)


def alone(config, seed):
    """(test error, training error) after each epoch of one network, by autograd and torch.optim."""
    data = images.load("digits")
    drawn = np.sort(np.random.default_rng(config.seed).permutation(len(data.train_labels))[: config.subset])
    x, y, test_x, test_y = (
        torch.tensor(part.reshape(len(part), -1) / 255.0, dtype=torch.float32)
        if part.ndim > 1
        else torch.tensor(part).long()
        for part in (data.train_images[drawn], data.train_labels[drawn], data.test_images, data.test_labels)
    )
    draw = torch.Generator().manual_seed(seed)
    net = MLP((784, *[config.width] * config.depth, 10), dtype=torch.float64, generator=draw).float()
    optimiser = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    steps = config.epochs * math.ceil(len(x) / 100)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    order, ends = torch.Generator().manual_seed(config.seed), []
    for _ in range(config.epochs):
        for rows in torch.randperm(len(x), generator=order).split(100):
            optimiser.zero_grad()
            torch.nn.functional.cross_entropy(net(x[rows]), y[rows]).backward()
            optimiser.step()
            schedule.step()
        ends.append([(net(a).argmax(1) != b).double().mean().item() for a, b in ((test_x, test_y), (x, y))])
    return ends


def test_every_seed_learns_as_a_network_trained_alone():
    run = list(sweep.train(SMALL))
    assert [s.epoch for s in run] == list(range(16))
    assert run[0].weights == 784 * 12 + 12 + 12 * 12 + 12 + 12 * 10 + 10
    for s, seed in enumerate((5, 6)):
        for ours, (test, train) in zip(run[1:], alone(SMALL, seed), strict=True):
            assert ours.test_error[s] == pytest.approx(test, abs=1.5 / 360)
            assert ours.train_error[s] == pytest.approx(train, abs=1.5 / 300)


def test_long_runs_are_looked_at_now_and_then():
    run = list(sweep.train(replace(SMALL, epochs=50)))
    assert [s.epoch for s in run] == [*range(0, 50, 3), 50]
    assert run[-1].test_error.max() < 0.6 < 0.8 < run[0].test_error.min()


def test_the_same_settings_give_the_same_run_and_another_seed_another():
    first, again = (list(sweep.train(SMALL)) for _ in range(2))
    for a, b in zip(first, again, strict=True):
        assert (a.test_error == b.test_error).all() and (a.train_error == b.train_error).all()
    other = list(sweep.train(replace(SMALL, seed=6)))
    assert (other[-1].train_error != first[-1].train_error).any()


def test_scrambled_pixels_change_no_more_than_another_seed_would():
    config = replace(SMALL, width=40, depth=1, epochs=60)
    here, scrambled = (list(sweep.train(c))[-1] for c in (config, replace(config, permute_pixels=True)))
    assert abs(here.test_error.mean() - scrambled.test_error.mean()) < 0.05


def test_the_points_are_all_widths_and_depths_of_the_same_pictures():
    every = sweep.points(SMALL)
    assert [(p.width, p.depth) for p in every] == [(w, d) for w in (20, 40, 60, 80, 100, 120) for d in (1, 2)]
    assert {replace(p, width=1, depth=1) for p in every} == {replace(SMALL, width=1, depth=1)}


def test_fewer_pictures_are_seen_more_often():
    assert sweep.of("digits", 0, False, 3) == Config("digits", epochs=209, seed=3)
    assert sweep.of("digits", 500, True, 3).epochs == 300
    assert sweep.pictures(Config("digits")) == 1437 and sweep.pictures(Config("digits", subset=500)) == 500
    assert sweep.pictures(Config("digits", subset=100_000)) == 1437


def test_more_work_is_expected_to_take_longer():
    at = sweep.expected(SMALL)
    longer = (replace(SMALL, **more) for more in ({"width": 24}, {"depth": 3}, {"epochs": 40}, {"subset": 0}))
    assert all(sweep.expected(config) > at for config in longer)


def test_it_stops_at_once():
    asked = []

    def stop():
        asked.append(time.monotonic())
        return len(asked) > 40

    run = list(sweep.train(replace(SMALL, subset=0, epochs=300), stop=stop))
    assert 0 < len(run) < 5 and time.monotonic() - asked[40] < 0.5
    assert len(asked) == 41


def test_a_loss_that_is_no_number_ends_it_in_words(monkeypatch):
    monkeypatch.setattr(sweep, "LR", 1e12)
    with pytest.raises(Diverged, match="learning rate"):
        list(sweep.train(SMALL))


def test_a_snapshot_goes_through_the_wire():
    s = list(sweep.train(replace(SMALL, epochs=1)))[-1]
    back = decode(Snapshot, encode(s))
    for field in fields(Snapshot):
        assert np.array_equal(getattr(back, field.name), getattr(s, field.name))


def test_settings_outside_their_range_are_refused():
    with pytest.raises(ValueError, match=r"'width' must be an integer in \[1, 512\]. Got 0 instead."):
        Config(width=0)


def point(width, depth, *errors):
    return Config(width=width, depth=depth), Snapshot(15, 1.0, 9, np.array(errors), np.array(errors) / 2)


def line(method, error, pictures=10_000):
    return baselines.Config(method=method), baselines.Snapshot("done", 1.0, pictures, error)


def test_the_words_are_the_numbers():
    points = [point(20, 1, 0.04, 0.06), point(120, 1, 0.02, 0.022), point(120, 2, 0.018, 0.019)]
    said = sweep.describe(points, [line("svm", 0.027), line("knn", 0.01)])
    assert "One hidden layer: 5.0\u202f% with 20 units, 2.1\u202f% with 120." in said
    assert (
        "Two hidden layers: 1.9\u202f% with 120 units." in said
        or "Two hidden layers: 1.8\u202f% with 120 units." in said
    )
    assert "At 120 units the second layer takes off 0.2 points: more than the seeds differ." in said
    assert said.endswith(
        "Without hidden layers, fitted to 10,000 pictures: SVM 2.7\u202f% (one hidden layer of 120 is better), "
        "nearest neighbours 1.0\u202f% (no network here is better)."
    )


def test_the_words_tell_a_difference_from_the_spread_of_the_seeds():
    points = [point(40, 1, 0.02, 0.03), point(40, 2, 0.026, 0.028)]
    assert "At 40 units the second layer adds 0.2 points: no more than the seeds differ." in sweep.describe(
        points, []
    )
    better = sweep.describe([point(40, 1, 0.2), point(40, 2, 0.1)], [line("knn", 0.15)])
    assert "nearest neighbours 15.0\u202f% (two hidden layers of 40 are better)" in better
    same = sweep.describe([point(40, 1, 0.0201), point(40, 2, 0.02)], [])
    assert "At 40 units the second layer changes less than 0.1 points." in same


def test_without_networks_or_without_anything_there_are_words_too():
    assert sweep.describe([], []) == "The first results are on their way."
    assert sweep.describe([], [line("svm", 0.027)]) == (
        "Without hidden layers, fitted to 10,000 pictures: SVM 2.7\u202f%."
    )


@pytest.mark.skipif(not images.status("mnist").state == "ready", reason="no MNIST in MLPSCOPE_DATA")
def test_the_lab_trains_on_the_same_pictures():
    config = Config(subset=1000, seed=4)
    rows, held = digit_lab.split(digit_lab.Config(subset=1000, seed=4), 60_000)
    assert len(rows) == sweep.pictures(config) and not len(held)
