"""How fast exact linear regions are found: against the network's own matrix products, and against a dense grid.

    python -m benchmarks.regions [--repeats 5] [--smoke]
    python -m benchmarks.regions --against FOLDER [--repeats 5] [--smoke]

One thread. "products" are the network's own float64 products on the same vertices; "grid" is the network in float32
on 1600 x 1600 points, whose distinct activation patterns are what it sees of the regions. Medians, in one run.
The second way compares this version of core with that in FOLDER (see benchmarks/core_versions.py).
"""

import statistics
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from benchmarks import core_versions, options, region_cases
from benchmarks.region_cases import NETWORKS, default_net
from core.regions import abs_fold_net, enumerate_regions
from core.regions.engine import Layer

LINE = "{:22} {:>9} {:>9} {:>16} {:>10} {:>12} {:>12}"


def products(layers: list[Layer], counts: list[int]) -> Callable[[], None]:
    """The products of the layers' weights with as many rows as there are vertices before each layer."""
    draw = np.random.default_rng(0)
    rows = [draw.standard_normal((n, len(w[0]))) for (w, _), n in zip(layers, counts, strict=True)]

    def run() -> None:
        for x, (weight, bias) in zip(rows, layers, strict=True):
            x @ weight.T + bias

    return run


def grid(layers: list[Layer], half: float, points: int) -> tuple[int, float]:
    """Distinct patterns on points x points, and the seconds they took."""
    axis = torch.linspace(-half, half, points)
    weights = [(torch.tensor(w, dtype=torch.float32), torch.tensor(b, dtype=torch.float32)) for w, b in layers]
    codes = torch.randint(-(2**62), 2**62, (sum(len(b) for _, b in layers),), generator=torch.Generator())
    began, seen = time.perf_counter(), []
    for rows in axis.split(50):
        x, y = torch.meshgrid(axis, rows, indexing="xy")
        a, at, hashed = torch.stack([x.ravel(), y.ravel()], 1), 0, torch.zeros(x.numel(), dtype=torch.int64)
        for w, b in weights:
            a = torch.relu(torch.addmm(b, a, w.t()))
            hashed += (a > 0).long() @ codes[at : at + len(b)]
            at += len(b)
        seen.append(torch.unique(hashed))
    return len(torch.unique(torch.cat(seen))), time.perf_counter() - began


def seconds(run: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def folds(depth: int, repeats: int) -> None:
    layers = abs_fold_net(depth)
    taken = seconds(lambda: enumerate_regions(layers, "abs", (-1, 1, -1, 1)), repeats)
    each = 1e9 * taken / 4**depth
    tracemalloc.start()
    enumerate_regions(layers, "abs", (-1, 1, -1, 1))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(
        f"abs fold, {depth} layers: {4**depth:,} regions, {1e3 * taken:.1f} ms, {each:,.0f} ns a region, "
        f"peak {peak / 4**depth:,.0f} B a region"
    )


def main() -> None:
    parser = options.parser(__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--against", type=Path, metavar="FOLDER")
    arguments = parser.parse_args()
    smoke, repeats = arguments.smoke, 1 if arguments.smoke else arguments.repeats
    if arguments.against:
        cases = list(region_cases.cases())[: 1 if smoke else None]
        return core_versions.compare("region_cases.py", cases, arguments.against.resolve(), repeats)
    torch.set_num_threads(1)
    threadpool_limits(1)
    print(LINE.format("network", "regions", "ms", "ours/products", "grid s", "grid/ours", "grid sees"))
    for width, half in NETWORKS[: 1 if smoke else None]:
        layers = default_net(2, width, width, width)
        window = (-half, half, -half, half)
        found = enumerate_regions(layers, "relu", window)
        before = [4, *(len(enumerate_regions(layers, "relu", window, upto_layer=n).vertices) for n in (1, 2))]
        ours = seconds(lambda layers=layers, window=window: enumerate_regions(layers, "relu", window), repeats)
        own = seconds(products(layers, [*before[1:], len(found.vertices)]), repeats)
        seen, dense = grid(layers, half, 100 if smoke else 1600)
        print(
            LINE.format(
                f"2-{width}^3, +-{half}",
                f"{len(found):,}",
                f"{1e3 * ours:.1f}",
                f"{ours / own:.1f}",
                f"{dense:.1f}",
                f"{dense / ours:.0f}",
                f"{seen / len(found):.0%}",
            )
        )
    for depth in (3,) if smoke else (5, 10):
        folds(depth, repeats)


if __name__ == "__main__":
    main()
