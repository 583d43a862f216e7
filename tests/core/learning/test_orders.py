"""In which order examples are seen: each once an epoch, and one of each part."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.data.batches import Batches
from core.learning.orders import gathered, shuffled, stratified


def draw(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@given(st.integers(1, 60), st.integers(1, 70), st.booleans())
def test_an_epoch_has_every_row_once_or_all_that_fill_whole_batches(n, size, whole):
    size = min(size, n)
    batches = n // size if whole else -(-n // size)
    rows = list(islice(shuffled(n, size, draw(), whole=whole), 2 * batches))
    for epoch in (rows[:batches], rows[batches:]):
        seen = torch.cat(epoch).tolist()
        assert len(set(seen)) == len(seen) == (batches * size if whole else n)
        assert {len(r) for r in epoch[:-1]} <= {size}


def test_an_epoch_is_in_the_order_that_its_generator_draws():
    order = draw(3)
    wanted = [torch.randperm(10, generator=order) for _ in range(2)]
    rows = list(islice(shuffled(10, 4, draw(3)), 6))
    assert torch.equal(torch.cat(rows[:3]), wanted[0]) and torch.equal(torch.cat(rows[3:]), wanted[1])


def test_of_several_generators_each_has_its_own_order():
    together = list(islice(shuffled(10, 4, draw(1), draw(2)), 6))
    assert [tuple(rows.shape) for rows in together] == [(2, 4), (2, 4), (2, 2)] * 2
    for k in range(2):
        alone = islice(shuffled(10, 4, draw(k + 1)), 6)
        assert all(torch.equal(rows[k], mine) for rows, mine in zip(together, alone, strict=True))


@pytest.mark.parametrize(("n", "size"), [(50, 1), (4_999, 200), (5_000, 3_000), (7, 9)])
def test_what_is_gathered_is_what_the_rows_are_of(n, size):
    data = Batches(torch.randint(256, (n, 3), generator=draw(), dtype=torch.uint8), torch.arange(n))
    kept = []
    batches = gathered(data, shuffled(n, size, draw(1)))
    for rows in islice(shuffled(n, size, draw(1)), 60):
        x, y = next(batches)
        assert torch.equal(x, data.inputs[rows]) and torch.equal(y, data.labels[rows])
        kept.append((y, rows))
    assert all(torch.equal(y, rows) for y, rows in kept)


@pytest.mark.parametrize("size", [1, 7, 8, 40, 50])
def test_a_batch_has_one_point_of_each_part(size):
    size = min(size, 40)
    edges = np.arange(size + 1) * 40 / size
    for rows in islice(stratified(40, size, draw()), 20):
        assert ((edges[:-1] - 1 <= rows.numpy()) & (rows.numpy() < edges[1:])).all()
        assert 40 % size or len(set(rows.tolist())) == size
