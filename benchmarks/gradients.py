"""Deep networks: how soon their gradients are seen, how fast they train together, and what the deck says of them.

    python -m benchmarks.gradients [--only look train claims] [--steps 300] [--repeats 5] [--seeds 5]
                                    [--data mnist] [--smoke]

"look": run() for 10 activations x 20 layers of 64 units, one draw, warm, and the same with its chart. (In the app:
`python -m benchmarks.app --only seed`.)
"train": those 10 in one stack, without snapshots on the way, over one after another by the same code, and over
nn.Sequential, autograd and torch.optim.Adam one after another; in turn, medians of the repeats.
"claims": 20 layers of 64, batch 128, Adam 1e-3. Ratios are geometric means of the seeds, errors arithmetic ones;
each seed draws its own weights and its own batches.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import torch
from torch import nn

from benchmarks import options
from charts.gradients.layers import by_layer
from core.device import device
from core.experiments.gradients import ALL, Config, run
from core.experiments.gradients.data import split
from core.experiments.gradients.training import Snapshot, batches, train
from core.learning.nets import PRELU

TEN = tuple(k for k, name in enumerate(ALL) if name not in ("identity", "step"))
JOINT = Config(activations=TEN, depth=20, width=64, seeds=1)
SIGMOID, RELU = ((ALL.index(name),) for name in ("sigmoid", "relu"))
REMEDIES = {"residual": {"residual": True}, "batch norm": {"norm": "batch"}, "layer norm": {"norm": "layer"}}
FEW = 3  # snapshots: the first two steps and the last
PARTS = ("look", "train", "claims")
LINE = "{:10} {:>9} {:>12} {:>9} {:>16} {:>12}"


class Magnitude(nn.Module):
    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return z.abs()


MODULES: dict[str, Callable[[], nn.Module]] = {
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": lambda: nn.LeakyReLU(0.02),
    "prelu": lambda: nn.PReLU(init=PRELU),
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "softplus": nn.Softplus,
    "abs": Magnitude,
}


def milliseconds(work: Callable[[], object], repeats: int) -> float:
    """The median, warm."""
    work()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return 1e3 * statistics.median(times)


def look(config: Config, repeats: int = 7) -> None:
    def drawn() -> None:
        result = run(config)
        by_layer(config.names, result.now, result.before, result.predicted, "weights").to_dict(validate=False)

    bare, whole = milliseconds(lambda: run(config), repeats), milliseconds(drawn, repeats)
    print(f"look: run() {bare:.0f} ms, with its chart {whole:.0f} ms (goal 200)")


def stacked(config: Config) -> float:
    """Seconds of training alone."""
    return list(train(config, frames=FEW))[-1].seconds


def one_by_one(config: Config) -> float:
    return sum(stacked(replace(config, activations=(k,))) for k in config.activations)


def eager(config: Config) -> float:
    """The usual loop, each activation in turn, on the same batches; pictures wait on the device."""
    x, y, _, _, classes = split(config.dataset)
    x, y = (x / 255 if x.dtype == torch.uint8 else x).to(device()), y.to(device())
    spent = 0.0
    for name in config.names:
        net = plain(x.shape[1], config, name, classes).to(device())
        optimizer = torch.optim.Adam(net.parameters(), lr=config.lr)
        order = [rows.to(device()) for rows in batches(len(x), config)][:-1]
        began = time.perf_counter()
        for rows in order:
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(x[rows]), y[rows]).backward()
            optimizer.step()
        if device().type == "cuda":
            torch.cuda.synchronize()
        spent += time.perf_counter() - began
    return spent


def plain(inputs: int, config: Config, name: str, classes: int) -> nn.Sequential:
    widths = [inputs, *[config.width] * config.depth]
    hidden = [m for a, b in pairwise(widths) for m in (nn.Linear(a, b), MODULES[name]())]
    return nn.Sequential(*hidden, nn.Linear(config.width, classes))


def compare(config: Config, repeats: int, most: int = 2) -> None:
    ways = (stacked, one_by_one, eager)
    for way in ways:
        way(replace(config, steps=10))  # warm up
    print(LINE.format("device", "joint s", "one by one s", "usual s", "joint/one by one", "joint/usual"))
    for threads in range(1, most + 1) if device().type == "cpu" else (torch.get_num_threads(),):
        torch.set_num_threads(threads)
        times = [[way(config) for way in ways] for _ in range(repeats)]
        ratios = [statistics.median(row[0] / row[i] for row in times) for i in (1, 2)]
        where = device().type + (f", {threads} thr." if device().type == "cpu" else "")
        medians = [statistics.median(column) for column in zip(*times, strict=True)]
        print(LINE.format(where, *(f"{v:.2f}" for v in (*medians, *ratios))))
    print("goals: 1.00 at most on two CPU cores, 0.40 at most on a GPU")


def apart(config: Config, seeds: int) -> list[Config]:
    """One network each, with its own weights and its own batches."""
    return [replace(config, seeds=1, seed=seed) for seed in range(seeds)]


def first_over_last(config: Config, seeds: int) -> list[float]:
    """Before the first step: of each seed, the gradient norm of the first layer's weights over the last's."""
    first: list[Snapshot] = [next(iter(train(one))) for one in apart(config, seeds)]
    return [float(now.norm[0, 0, 0] / now.norm[0, 0, -1]) for now in first]


def test_errors(config: Config, seeds: int) -> list[float]:
    """Share of the whole test set that is misread after config.steps, for each seed."""
    return [float(list(train(one, frames=FEW))[-1].test_error[0, 0]) for one in apart(config, seeds)]


def rescued(seeds: int, data: str = "mnist") -> dict[str, float]:
    """How many times more of the gradient reaches the first of 20 sigmoid layers with each remedy."""
    config, _ = sigmoid_and_relu(data)
    without = statistics.geometric_mean(first_over_last(config, seeds))
    return {
        name: statistics.geometric_mean(first_over_last(replace(config, **change), seeds)) / without
        for name, change in REMEDIES.items()
    }


def sigmoid_and_relu(data: str = "mnist") -> tuple[Config, Config]:
    """The deck's two stacks: 20 layers of sigmoid as PyTorch draws them, and of ReLU as He does."""
    return (
        Config(activations=SIGMOID, init="pytorch", dataset=data),
        Config(activations=RELU, init="he", dataset=data),
    )


def claims(data: str, seeds: int, steps: int) -> None:
    sigmoid, relu = sigmoid_and_relu(data)
    lost, kept = (first_over_last(config, seeds) for config in (sigmoid, relu))
    print(f"first layer's gradient over the output's, {seeds} seeds (geometric mean, range)")
    print(f"  sigmoid, PyTorch's draw: {ranged(lost)} (goal: below 1e-12)")
    print(f"  ReLU, He's draw: {ranged(kept)} (goal: 1/30 to 30)")
    for name, times in rescued(seeds, data).items():
        print(f"  sigmoid with {name}: {times:.1e} times as much (goal: 1e3 at least)")
    for name, config, goal in (("sigmoid", sigmoid, "above 80 %"), ("ReLU, He", relu, "below 20 %")):
        errors = test_errors(replace(config, steps=steps), seeds)
        print(
            f"test error after {steps} steps, {name}: {statistics.mean(errors):.1%} "
            f"({min(errors):.1%} to {max(errors):.1%}; goal: {goal})"
        )


def ranged(values: Sequence[float]) -> str:
    return f"{statistics.geometric_mean(values):.1e} ({min(values):.1e} to {max(values):.1e})"


def main() -> None:
    parser = options.parser(__doc__)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--data", default="mnist")
    arguments = parser.parse_args()
    if arguments.smoke:
        arguments.steps, arguments.repeats, arguments.seeds, arguments.data = 10, 1, 1, "digits"
    config = replace(JOINT, dataset=arguments.data, steps=arguments.steps)
    if arguments.smoke:
        config = replace(config, depth=3, width=16)
    print(f"{device()}, torch {torch.__version__}, {torch.get_num_threads()} threads")
    if "look" in arguments.only:
        look(config, 1 if arguments.smoke else 7)
    if "claims" in arguments.only:
        claims(arguments.data, arguments.seeds, arguments.steps)
    if "train" in arguments.only:
        compare(config, arguments.repeats, 1 if arguments.smoke else 2)


if __name__ == "__main__":
    main()
