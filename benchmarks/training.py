"""How fast the training loop is: against the usual DataLoader loop, and against its own matrix products.

    python -m benchmarks.training [--threads 2] [--repeats 5] [--device cuda] [--forty] [--smoke]
    python -m benchmarks.training --against FOLDER [--only CASE ...] [--threads 2] [--repeats 5] [--smoke]

One epoch of SGD without snapshots, all three in turn in one run, medians of the repeats. "Matrix products" are
the products of one epoch alone (forward, weight gradients, deltas), on buffers of the same shapes. --forty adds the
forty epochs of D's "Example: MNIST" (5 minutes on the deck's GPU).
The second way compares this version of core with that in FOLDER (see benchmarks/core_versions.py).
"""

import statistics
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset
from torchvision import transforms
from torchvision.datasets import MNIST

from benchmarks import core_versions, options, training_cases
from core.data import images
from core.data.batches import Batches
from core.device import device
from core.learning.nets import MLP
from core.learning.training import fit
from core.learning.updates import Recipe

NAMES = ("ours s", "autograd s", "products s", "usual s")
LINE = "{:16} {:>5} {:>8} {:>11} {:>11} {:>8} {:>14} {:>18} {:>11} {:>15}"


def our_loop(widths: tuple[int, ...], size: int, data: Batches) -> None:
    net = MLP(widths, generator=torch.Generator().manual_seed(0)).to(device())
    shuffle = torch.Generator(device=device()).manual_seed(0)
    for _ in fit(net, data, Recipe("sgd", 0.1, size, 1), generator=shuffle, steps=[]):
        pass


def autograd_loop(widths: tuple[int, ...], size: int, data: Batches) -> None:
    net = nn.Sequential(MLP(widths, generator=torch.Generator().manual_seed(0))).to(device())
    shuffle = torch.Generator(device=device()).manual_seed(0)
    for _ in fit(net, data, Recipe("sgd", 0.1, size, 1), generator=shuffle, steps=[]):
        pass


def usual_data(data: Batches, smoke: bool) -> Dataset[Any]:
    """MNIST as the tutorials have it, or what stands in for it."""
    if smoke:
        return TensorDataset(data.inputs.cpu().float() / 255, data.labels.cpu())
    return MNIST(images.folder(), train=True, transform=transforms.ToTensor(), download=True)  # unpacks, if need be


def usual_loop(widths: tuple[int, ...], size: int, data: Dataset[Any]) -> None:
    """The loop of the tutorials: MNIST, ToTensor, DataLoader, zero_grad, backward, step."""
    hidden = [m for a, b in pairwise(widths) for m in (nn.Linear(a, b), nn.ReLU())][:-1]
    net = nn.Sequential(nn.Flatten(), *hidden).to(device())
    optimizer, criterion = torch.optim.SGD(net.parameters(), lr=0.1), nn.CrossEntropyLoss()
    for x, y in DataLoader(data, batch_size=size, shuffle=True):
        optimizer.zero_grad()
        loss = criterion(net(x.to(device())), y.to(device()))
        loss.backward()
        optimizer.step()


def matrix_products(widths: tuple[int, ...], size: int, n: int) -> None:
    acts = [torch.randn(size, w, device=device()) for w in widths]
    weights = [torch.randn(b, a, device=device()) for a, b in pairwise(widths)]
    grads = [torch.empty_like(w) for w in weights]
    deltas = [torch.randn(size, w, device=device()) for w in widths]
    outs = [torch.empty(size, w, device=device()) for w in widths]
    for _ in range(n // size):
        for i, w in enumerate(weights):
            torch.mm(acts[i], w.t(), out=outs[i + 1])
        for i in range(len(weights) - 1, -1, -1):
            torch.mm(deltas[i + 1].t(), acts[i], out=grads[i])
            if i:
                torch.mm(deltas[i + 1], weights[i], out=outs[i])


def seconds(run: Callable[[], None]) -> float:
    began = time.perf_counter()
    run()
    if device().type == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - began


def main() -> None:
    parser = options.parser(__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--device", choices=("cpu", "cuda", "mps"), default=device().type)
    parser.add_argument("--forty", action="store_true")
    parser.add_argument("--against", type=Path, metavar="FOLDER")
    parser.add_argument("--only", nargs="+", choices=training_cases.cases(False), default=[], metavar="CASE")
    arguments = parser.parse_args()
    if arguments.device != device().type:
        parser.error(
            f"'--device' must be {device().type}, the best of this machine. Got {arguments.device} instead."
        )
    if arguments.smoke:
        arguments.threads, arguments.repeats = 1, 1
    print(f"{device()}, {arguments.threads} threads, torch {torch.__version__}, medians of {arguments.repeats}")
    if arguments.against:
        folder, smoke = arguments.against.resolve(), arguments.smoke
        cases = arguments.only or list(training_cases.cases(smoke))
        size = "smoke" if smoke else "full"
        script = "training_cases.py"
        return core_versions.compare(script, cases, folder, arguments.repeats, str(arguments.threads), size)
    torch.set_num_threads(arguments.threads)
    pictures = images.load("digits" if arguments.smoke else "mnist")
    data = Batches(
        torch.tensor(pictures.train_images).flatten(1).to(device()),
        torch.tensor(pictures.train_labels, dtype=torch.int64).to(device()),
    )
    print(
        LINE.format(
            "network", "batch", *NAMES, "ours/products", "autograd/products", "usual/ours", "usual/autograd"
        )
    )
    for widths, size in (((784, 50, 10), 200), ((784, 512, 512, 10), 128)):
        compare(widths, size, data, usual_data(data, arguments.smoke), arguments.repeats)
    serial(data, 1 if arguments.smoke else 3)
    if arguments.forty:
        took = seconds(lambda: forty_epochs(data))
        print(f"784-512-512-10, tanh, 40 epochs: {took:.1f} s (at most 180; on a GPU 5)")


def compare(widths: tuple[int, ...], size: int, data: Batches, usual: Dataset[Any], repeats: int) -> None:
    """One line: the four ways, and how they compare."""
    ours, auto, products, tutorial = medians(widths, size, data, usual, repeats)
    ratios = (ours / products, auto / products, tutorial / ours, tutorial / auto)
    numbers = [f"{value:.2f}" for value in (ours, auto, products, tutorial, *ratios)]
    print(LINE.format("-".join(map(str, widths)), size, *numbers))


def forty_epochs(data: Batches) -> None:
    """D, "Example: MNIST digit classification": SGD .1, batch 128, weight decay 1e-5."""
    draw = torch.Generator().manual_seed(0)
    net = MLP((784, 512, 512, 10), activation="tanh", generator=draw).to(device())
    shuffle = torch.Generator(device=device()).manual_seed(0)
    for _ in fit(net, data, Recipe("sgd", 0.1, 128, 40, 1e-5), generator=shuffle, steps=[]):
        pass


def serial(data: Batches, repeats: int) -> None:
    """One epoch of one layer, an update after each picture."""
    ours = statistics.median(seconds(lambda: our_loop((784, 10), 1, data)) for _ in range(repeats))
    products = statistics.median(
        seconds(lambda: matrix_products((784, 10), 1, len(data.labels))) for _ in range(repeats)
    )
    print(f"serial, 784-10, batch 1: {ours:.1f} s an epoch (at most 25), ours/products {ours / products:.2f}")


def medians(widths: tuple[int, ...], size: int, data: Batches, usual: Dataset[Any], repeats: int) -> list[float]:
    runs: dict[str, Callable[[], None]] = {
        "ours s": lambda: our_loop(widths, size, data),
        "autograd s": lambda: autograd_loop(widths, size, data),
        "products s": lambda: matrix_products(widths, size, len(data.labels)),
        "usual s": lambda: usual_loop(widths, size, usual),
    }
    times: dict[str, list[float]] = {name: [] for name in NAMES}
    our_loop(widths, size, data)  # warm up
    for repeat in range(repeats):
        for name in NAMES:
            if name != "usual s" or repeat < 2:  # slow: twice is enough for a ratio above ten
                times[name].append(seconds(runs[name]))
    return [statistics.median(times[name]) for name in NAMES]


if __name__ == "__main__":
    main()
