"""Surfaces: how long a run takes, five seeds together against one after another, the order of the deck's table.

    python -m benchmarks.surfaces [--threads 1] [--steps 1000] [--smoke]

The first table is that of the deck on the flower, a line a network: seconds of a run, and losses of five seeds.
Then come the errors of other methods for as many numbers, and five seeds as one batched computation: of Adam, and
of the losses and gradients of L-BFGS, with what would be left if its own work were done once for all five. On one
thread nothing is gained: the 2,601 points of one network keep a core busy, and those of five leave its cache.
"""

import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import torch

from benchmarks import options
from core.experiments.surfaces import frontier
from core.experiments.surfaces.config import SIDE, Config
from core.experiments.surfaces.ladder import FURTHER, OF_PICTURES, SEEDS, Row
from core.experiments.surfaces.nets import Shape
from core.experiments.surfaces.targets import inputs, target
from core.experiments.surfaces.training import fit, gradual
from core.learning.lbfgs import Newton

GOAL, FASTER = 10.0, 1.5  # seconds of a run of at most 837 weights, and times as fast


def table(steps: int, seeds: int) -> None:
    """Each network of the deck's on the flower: seconds a run, and its losses."""
    z, every = target(Config()).z, sorted((*OF_PICTURES, *FURTHER), key=lambda one: one.weights)
    heads = ("seconds", "deck", "median", "least", "most", "solved")
    print(f"{'network':26} {'weights':>7} " + " ".join(f"{head:>7}" for head in heads))
    longest = 0.0
    for one in every:
        runs = [Config(steps=steps, seed=seed) for seed in range(seeds)]
        found = [list(fit(one.shape, z, run, [steps], stop=lambda: False))[-1] for run in runs]
        taken = statistics.median(s.seconds for s in found)
        longest = max(longest, taken if one.weights <= 837 else 0)
        line(one, taken, [s.loss for s in found], statistics.median(s.exact for s in found))
    print(f"the longest of at most 837 weights: {longest:.1f} s (at most {GOAL:.0f})", flush=True)


def line(one: Row, taken: float, losses: list[float], exact: float) -> None:
    numbers = [one.deck or 0.0, statistics.median(losses), min(losses), max(losses), exact]
    shown = " ".join(f"{v:7.4f}" for v in numbers)
    print(f"{one.name:26} {one.weights:7,} {taken:7.2f} {shown}", flush=True)


def others() -> None:
    """What other methods miss for as many numbers; and whether their errors are what they leave out."""
    z, found = target(Config()).z, frontier.run(Config())
    for budget in (201, 477, 501, 837):
        errors = ", ".join(f"{words} {found.at(method, budget):.4f}" for method, words in frontier.METHODS.items())
        print(f"{budget} numbers: {errors}")
    svd, dct = np.square(frontier.singular(z)), frontier.cosines(z)
    low = [abs(np.square(z - frontier.low_rank(z, k)).sum() - svd[k:].sum()) for k in range(1, SIDE)]
    best = [abs(np.square(z - frontier.best_cosines(z, k)).sum() - dct[k:].sum()) for k in range(1, 601, 20)]
    print(f"off what they leave out: SVD {max(low):.1e}, DCT {max(best):.1e} (at most 1.0e-09)", flush=True)


def seconds(work: Callable[[], object], repeats: int) -> float:
    """The median of so many times, the first left out."""
    taken = []
    for _ in range(repeats + 1):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[1:])


def together(shape: Shape, name: str, repeats: int, iterations: int) -> None:
    """Five seeds as one computation, against one after another."""
    x, z = torch.from_numpy(inputs()), torch.from_numpy(target(Config()).z.ravel())
    evaluations = []

    def adam(some: list[list[int]]) -> None:
        for seeds in some:
            learner = gradual(shape, shape.draw(seeds), x, z, 0.01)
            for _ in range(iterations):
                learner.update(0.01)

    def gradients(some: list[list[int]]) -> None:
        for seeds in some:
            flat = shape.draw(seeds).requires_grad_()
            for _ in range(iterations):
                torch.autograd.grad(shape.errors(flat, x, z).sum(), flat)

    def newton() -> None:
        leaf = shape.draw([0])[0].requires_grad_()
        learner = Newton(leaf, lambda: len(z) * shape.errors(leaf[None], x, z)[0])
        for _ in range(iterations):
            learner.update(1.0)
        evaluations.append(learner.evaluations)

    alone, one = [[seed] for seed in range(SEEDS)], [list(range(SEEDS))]
    adams = [seconds(partial(adam, some), repeats) for some in (alone, one)]
    both = [seconds(partial(gradients, some), repeats) / iterations for some in (alone, one)]
    run, asked = seconds(newton, repeats), evaluations[-1]
    own = max(0.0, run - asked * both[0] / SEEDS)  # of a run, what is not its losses and gradients
    print(
        f"{name}: Adam {adams[0] / adams[1]:.2f} times as fast together, losses and gradients "
        f"{both[0] / both[1]:.2f} times; L-BFGS at most {SEEDS * run / (asked * both[1] + own):.2f} times, if its "
        f"own work, {own / run:.0%} of a run, were done once for all (goal {FASTER})",
        flush=True,
    )


def main() -> None:
    parser = options.parser(__doc__)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=1_000)
    arguments = parser.parse_args()
    steps, seeds, repeats = (10, 1, 1) if arguments.smoke else (arguments.steps, SEEDS, 5)
    torch.set_num_threads(arguments.threads)
    print(f"{arguments.threads} threads, torch {torch.__version__}, float64, {steps} steps, {seeds} seeds")
    table(steps, seeds)
    others()
    for one in OF_PICTURES[1:5]:
        together(one.shape, one.name, repeats, 2 if arguments.smoke else 50)


if __name__ == "__main__":
    main()
