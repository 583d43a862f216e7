"""Several seeds as one batched computation against one after another, by the same kernels.

    python -m benchmarks.seeds [--threads 2] [--seeds 8] [--repeats 5] [--smoke]

One epoch of MNIST without snapshots, batch 200, Adam. "alone" is the sum of runs of one seed each, "own" one
batched run where each seed shuffles for itself, "same" one where all see the same batches; medians of ratios.
"""

import statistics
import time

import torch

from benchmarks import options
from core.data.selection import Selection, resident
from core.device import device
from core.experiments.small_large.training import Config, order
from core.learning.plan import Plan
from core.learning.stack import Stack
from core.learning.training import Many
from core.learning.updates import Recipe

NETS = {"784-10-2": (784, 10, 2), "784-50-10": (784, 50, 10), "784-10": (784, 10)}


def epoch(config: Config, data: str, widths: tuple[int, ...]) -> float:
    """Seconds of one epoch of all seeds of `config`."""
    train = resident(Selection(data, tuple(range(10)))).train
    side = (torch.arange(10, device=device()) >= 5).long() if widths[-1] == 2 else torch.arange(10, device=device())
    seeds = tuple(range(config.seed, config.seed + config.seeds))
    stack = Stack(Plan(widths, ("relu",), seeds, bias=False), torch.float32, device(), lean=True)
    networks, rows = Many(stack, Recipe("adam", config.lr)), order(len(train.labels), config)
    synchronise()
    began = time.perf_counter()
    for _ in range(len(train.labels) // config.batch_size):
        x, y = train.at(next(rows))
        networks.step(x, side[y], config.lr)
    synchronise()
    return time.perf_counter() - began


def synchronise() -> None:
    if device().type == "cuda":
        torch.cuda.synchronize()


def main() -> None:
    parser = options.parser(__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    if arguments.smoke:
        arguments.threads, arguments.seeds, arguments.repeats = 1, 2, 1
    data = "digits" if arguments.smoke else "mnist"
    torch.set_num_threads(arguments.threads)
    count = arguments.seeds
    print(f"{device()}, {arguments.threads} threads, torch {torch.__version__}, {count} seeds")
    for name, net in NETS.items():
        own, same, one = [], [], []
        for repeat in range(arguments.repeats + 1):
            alone = [epoch(Config(seeds=1, seed=seed), data, net) for seed in range(count)]
            batched = epoch(Config(seeds=count, own_batches=True), data, net)
            together = epoch(Config(seeds=count), data, net)
            if repeat:  # the first warms up
                own.append(batched / sum(alone))
                same.append(together / sum(alone))
                one.append((sum(alone), batched, together, batched / alone[0]))
        seconds = [statistics.median(column) for column in zip(*one, strict=True)]
        print(
            f"{name}: own/alone {statistics.median(own):.2f} (at most 1.1), "
            f"same/alone {statistics.median(same):.2f} (at most 0.4); "
            f"seconds alone {seconds[0]:.2f}, own {seconds[1]:.2f}, same {seconds[2]:.2f}; "
            f"own over one run {seconds[3]:.1f} (on a GPU at most 2)",
            flush=True,
        )


if __name__ == "__main__":
    main()
