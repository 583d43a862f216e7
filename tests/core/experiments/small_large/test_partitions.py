"""All ways to part the classes in two, against each trained alone."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
import torch
from torch import nn

from core.config import from_query, to_query
from core.experiments.small_large import partitions
from tests.helpers.small_large_plain import data, drawn


@pytest.mark.parametrize("classes", [2, 3, 4, 10])
def test_each_way_to_part_the_classes_is_there_once(classes):
    rows = {tuple(np.flatnonzero(row)) for row in partitions.all_groups(classes)}
    everything = range(classes)
    for size in range(1, classes):
        for group in combinations(everything, size):
            other = tuple(k for k in everything if k not in group)
            assert (group in rows) != (other in rows)
            row = partitions.all_groups(classes)[partitions.index(group, classes)]
            assert tuple(np.flatnonzero(row)) in (group, other)
    assert len(rows) == 2 ** (classes - 1) - 1


def test_each_groups_layer_is_the_one_trained_alone():
    config = partitions.Config(dataset="digits", epochs=2, batch_size=100, bias=True)
    seen = list(partitions.train(config))
    assert seen[0].step == 0 and seen[-1].step == partitions.total_steps(config) == 30
    (x, test_x), (y, test_y) = data()
    numbers = [partitions.index(group, 10) for group in ((0,), (0, 1, 2, 3, 4), (2, 4, 5, 7))]
    net = drawn((784, 511), True, config.seed)
    optimizer = torch.optim.Adam(net.parameters(), config.lr)
    wanted = torch.from_numpy(partitions.all_groups(10).T.astype(np.float32))  # (D, G)
    draw = torch.Generator().manual_seed(config.seed)
    for _ in range(config.epochs):
        for rows in torch.randperm(len(y), generator=draw).split(100):
            optimizer.zero_grad()
            scores = net[0](x[rows])[:, numbers]
            loss = nn.functional.binary_cross_entropy_with_logits(
                scores, wanted[y[rows]][:, numbers], reduction="sum"
            )
            (loss / len(rows)).backward()
            optimizer.step()
    wrong = (net[0](test_x)[:, numbers] > 0) != (wanted[test_y][:, numbers] > 0)
    np.testing.assert_allclose(seen[-1].test_error[numbers], wrong.float().mean(0), atol=0.006)
    share = wanted[test_y].mean(0)
    np.testing.assert_allclose(seen[-1].guessing, torch.minimum(share, 1 - share), atol=1e-6)


def test_the_partition_game_ends_early_and_its_presets_are_links():
    clothes = replace(partitions.PRESETS["Clothes"].config, dataset="digits")
    assert [now.step for now in partitions.train(clothes, stop=lambda: True)] == [0]
    for preset in partitions.PRESETS.values():
        assert from_query(partitions.Config, to_query(preset.config)) == (preset.config, [])
