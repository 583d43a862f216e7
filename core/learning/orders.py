"""In which order examples are seen: endless batches of row numbers, every draw from a generator."""

from collections.abc import Iterator
from itertools import chain, islice

import torch
from torch import Tensor

from core.data.batches import Batches
from core.device import device
from core.learning.updates import TOGETHER


def shuffled(n: int, size: int, *draws: torch.Generator, whole: bool = False) -> Iterator[Tensor]:
    """Batches of `size` of n rows, all in a new order each epoch: (B,); of S > 1 generators (S, B), each its own.

    The last batch of an epoch may be smaller; with `whole` it is left out, and no batch is larger than n. An order
    is drawn where its generator is; rows are on the device. (N3, "Forward and backward pass for mini-batch")
    """
    size = min(size, n)
    while True:
        orders = [torch.randperm(n, generator=draw, device=draw.device).to(device()) for draw in draws]
        order = torch.stack(orders) if len(orders) > 1 else orders[0]
        for k in range(0, n // size * size if whole else n, size):  # as they are asked for: there may be n of them
            yield order.narrow(-1, k, min(size, n - k))


def gathered(data: Batches, rows: Iterator[Tensor]) -> Iterator[tuple[Tensor, Tensor]]:
    """Inputs (B, D), as they are stored, and labels (B,) of each batch of `rows`; none is larger than the first.

    Several batches are gathered at a time, into the same memory: what was given out before is overwritten then, but
    for the labels. For each batch alone it takes a small network as long to begin with this as to do it.
    """
    first = next(rows)
    ahead, rows = max(1, TOGETHER // len(first)), chain([first], rows)
    inputs = data.inputs.new_empty((ahead * len(first), *data.inputs.shape[1:]))
    while True:
        some = list(islice(rows, ahead))
        at, sizes = torch.cat(some), [len(batch) for batch in some]
        x = torch.index_select(data.inputs, 0, at, out=inputs[: len(at)])
        yield from zip(torch.split(x, sizes), torch.split(data.labels[at], sizes), strict=True)


def stratified(n: int, size: int, draw: torch.Generator) -> Iterator[Tensor]:
    """Batches (B,) of one random row of each of min(size, n) equal parts of range(n); `draw` is on the CPU."""
    size = min(size, n)
    while True:
        at = (torch.arange(size) + torch.rand(size, generator=draw)) * (n / size)
        yield at.long().clamp_(max=n - 1).to(device())
