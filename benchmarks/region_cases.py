"""The networks whose regions benchmarks/regions.py finds, as a process of one version of core does them."""

import sys
import time
from collections.abc import Callable
from itertools import pairwise

import torch
from threadpoolctl import threadpool_limits

from core.regions import abs_fold_net, enumerate_regions
from core.regions.engine import Layer

NETWORKS = ((16, 1), (32, 1), (64, 10), (128, 10))  # neurons in each of three layers, and half the window's side
SHORT = 0.5  # s that a case is repeated for: the least of its times is the answer


def default_net(*widths: int) -> list[Layer]:
    """As nn.Linear draws it, with seed 0."""
    torch.manual_seed(0)
    made = [torch.nn.Linear(a, b) for a, b in pairwise(widths)]
    return [(m.weight.detach().double().numpy(), m.bias.detach().double().numpy()) for m in made]


def cases() -> dict[str, Callable[[], object]]:
    """What finds the regions of each network, by its name."""
    found: dict[str, Callable[[], object]] = {}
    for width, half in NETWORKS:
        net = default_net(2, width, width, width)
        window = (-half, half, -half, half)
        found[f"2-{width}^3, +-{half}"] = lambda net=net, window=window: enumerate_regions(net, "relu", window)
    for depth in (5, 10):
        net = abs_fold_net(depth)
        found[f"abs fold, {depth} layers"] = lambda net=net: enumerate_regions(net, "abs", (-1, 1, -1, 1))
    return found


def serve() -> None:
    """Answer each line of standard input, the name of a case, with the seconds that it takes, on one thread."""
    torch.set_num_threads(1)
    threadpool_limits(1)
    known = cases()
    for line in sys.stdin:
        run, times, until = known[line.strip()], [], time.perf_counter() + SHORT
        while not times or time.perf_counter() < until:
            began = time.perf_counter()
            run()
            times.append(time.perf_counter() - began)
        print(min(times), flush=True)
