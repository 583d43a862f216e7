"""All kinds of training that the lessons have, case by case, by names that other versions of core have too.

benchmarks/training.py times them in two versions at once, each in a process that has its own core.
"""

import sys
import time
from collections.abc import Callable, Iterable

import torch

from core.data.selection import Selection, resident
from core.device import device
from core.experiments.approximation import training as regression
from core.experiments.digit_lab import sweep
from core.experiments.gradients import training as gradients
from core.experiments.small_large import partitions
from core.experiments.small_large import training as small_large
from core.learning.nets import MLP
from core.learning.training import fit
from core.learning.updates import Recipe


def one(widths: tuple[int, ...], recipe: Recipe, data: str) -> None:
    """One network, without a look."""
    train = resident(Selection(data, tuple(range(10)))).train
    net = MLP(widths, generator=torch.Generator().manual_seed(0)).to(device())
    shuffle = torch.Generator(device=device()).manual_seed(0)
    through(fit(net, train, recipe, generator=shuffle, steps=[]))


def through(snapshots: Iterable[object]) -> None:
    for _ in snapshots:
        pass


def cases(smoke: bool) -> dict[str, Callable[[], None]]:
    """An epoch of each, or a few hundred updates; those of experiments with their looks, few where they can be."""
    data, steps = ("digits", 100) if smoke else ("mnist", 2_000)
    large, deep = (784, 512, 512, 10), gradients.Config(dataset=data, steps=10 if smoke else 100)
    five, own = (small_large.Config(dataset=data, epochs=1, own_batches=own) for own in (False, True))
    return {
        "784-10, batch 1": lambda: one((784, 10), Recipe("sgd", 0.005, 1), data),
        "784-50-10, SGD": lambda: one((784, 50, 10), Recipe("sgd", 0.1, 200), data),
        "784-50-10, Adam": lambda: one((784, 50, 10), Recipe("adam", 2e-3, 200), data),
        "784-512-512-10, SGD": lambda: one(large, Recipe("sgd", 0.1, 128), data),
        "784-512-512-10, Adam": lambda: one(large, Recipe("adam", 1e-3, 128), data),
        "3 seeds of 784-120-120-10": lambda: through(sweep.train(sweep.Config(data, 120, 2, epochs=1))),
        "5 seeds of 784-10-2": lambda: through(small_large.train(five, frames=2)),
        "5 seeds, own batches": lambda: through(small_large.train(own, frames=2)),
        "511 partitions": lambda: through(partitions.train(partitions.Config(data, epochs=1))),
        "regression, 2 x 5 nets": lambda: through(regression.train(regression.Config(steps=steps))),
        "9 deep nets": lambda: through(gradients.train(deep, frames=3)),
    }


def serve() -> None:
    """Answer each line of standard input, the name of a case, with the seconds that it takes."""
    torch.set_num_threads(int(sys.argv[1]))
    known = cases(sys.argv[2] == "smoke")
    for line in sys.stdin:
        began = time.perf_counter()
        known[line.strip()]()
        if device().type == "cuda":
            torch.cuda.synchronize()
        print(time.perf_counter() - began, flush=True)
