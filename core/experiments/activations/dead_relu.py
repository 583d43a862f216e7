"""One neuron on real pictures, its bias moved until no picture wakes it (G5, "Dead ReLU problem").

a = f(z), z = w . x + b. Trained by SGD on the loss (a - y)^2 / 2, y = 1 for pictures of the first class, else 0.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from core.data import images
from core.data.selection import Floats, Selection
from core.effort import spend, unless
from core.experiments.activations.config import Config
from core.learning.nets import ACTIVATIONS
from core.told import Told
from core.words import capital, number, percent

PICTURES = 1000  # the first of the chosen classes
BATCH = 100  # in the order of the data set, again and again
KINDS = ("relu", "leaky_relu", "elu")
DOING = "Training the neuron"
AT_ONCE = 15_000_000  # units of work (core.effort.spend), some 0.15 s: more is a job
MEASURED = 60  # times at most

Single = NDArray[np.float32]


@dataclass(frozen=True)
class Neuron:
    """The neuron before any training, without its bias."""

    weight: Single  # (H, W[, 3]), scaled so that w . x has spread 1
    ink: Single  # (N, D) the pictures, 0..1
    target: Single  # (N,) 1 for the first class, else 0
    z: Single  # (N,) w . x


@dataclass(frozen=True)
class Result:
    """The neuron at its bias, and what SGD makes of it as ReLU, leaky ReLU and ELU (KINDS, in this order)."""

    z: Single  # (N,) pre-activations before training
    awake: float  # share of z > 0
    gradient: Floats  # (3,) length of dL/dw over all N, before training
    step: NDArray[np.int64]  # (T,) when it was measured, 0 first
    shares: Floats  # (3, T) share of z > 0
    biases: Floats  # (3, T)
    moved: Floats  # (3,) length of w(end) - w(0)
    weight: Single  # (H, W[, 3]) before training


Snapshot = Result


def only(config: Config) -> Config:
    """`config` without what means nothing to the neuron: one answer for all that would be the same."""
    return Config(
        dataset=config.dataset,
        classes=config.classes,
        weights=config.weights,
        bias=config.bias,
        lr=config.lr,
        steps=config.steps,
        seed=config.seed if config.weights == "random" else 0,
    )


def neuron(config: Config) -> Neuron:
    """The neuron that `config` describes, on pictures that are on this machine."""
    return _neuron(config.dataset, images.folder(), config.classes, config.weights, config.seed)


@lru_cache(maxsize=4)
def _neuron(dataset: str, where: Path, classes: tuple[int, ...], weights: str, seed: int) -> Neuron:
    chosen = Selection(dataset, classes)
    rows = chosen.train_rows[:PICTURES]
    pictures = chosen.data.train_images[rows]
    ink: Single = (pictures.reshape(len(rows), -1) / 255).astype(np.float32)
    first = chosen.data.train_labels[rows] == classes[0]
    if weights == "random":
        draw = torch.Generator().manual_seed(seed)
        weight = torch.randn(ink.shape[1], generator=draw).numpy()
    else:
        weight = ink[first].mean(0) - ink[~first].mean(0) if 0 < first.sum() < len(first) else ink.mean(0)
    scaled: Single = (weight / max(float((ink @ weight).std()), 1e-6)).astype(np.float32)
    z: Single = ink @ scaled
    return Neuron(scaled.reshape(pictures.shape[1:]), ink, first.astype(np.float32), z)


def _bent(z: Single) -> tuple[Single, Single]:
    """Values and slopes (N, 3) of KINDS at z (N, 3)."""
    columns = [torch.from_numpy(np.ascontiguousarray(column)) for column in z.T]
    pairs = [(ACTIVATIONS[k].value(c), ACTIVATIONS[k].slope(c)) for k, c in zip(KINDS, columns, strict=True)]
    both: Single = torch.stack([torch.stack(pair) for pair in pairs], 2).numpy()  # (2, N, 3)
    return both[0], both[1]


def _gradient(ink: Single, target: Single, weight: Single, bias: Single) -> tuple[Single, Single]:
    """dL/dw (D, 3) and dL/db (3,) of the mean loss over ink (N, D)."""
    values, slopes = _bent(ink @ weight + bias)
    delta: Single = (values - target[:, None]) * slopes / np.float32(len(ink))  # (N, 3)
    by_weight: Single = ink.T @ delta
    return by_weight, delta.sum(0)


def run(config: Config) -> Result:
    """Take `config.steps` steps of SGD from the same weights and bias with each of KINDS."""
    pixels = math.prod(images.load(config.dataset).train_images.shape[1:])
    spend(config.steps * (10_000 + 12 * pixels) + 4_000 * pixels)
    start = neuron(config)
    ink, target = start.ink, start.target
    weight = np.repeat(start.weight.reshape(-1, 1), len(KINDS), 1)  # (D, 3)
    bias = np.full(len(KINDS), config.bias, np.float32)
    first, _ = _gradient(ink, target, weight, bias)
    every = math.ceil(config.steps / MEASURED)
    steps, shares, biases = [0], [_awake(ink, weight, bias)], [bias]
    for step in range(1, config.steps + 1):
        spend(0)
        begin = (step - 1) % math.ceil(len(ink) / BATCH) * BATCH
        batch = slice(begin, begin + BATCH)
        by_weight, by_bias = _gradient(ink[batch], target[batch], weight, bias)
        weight, bias = weight - np.float32(config.lr) * by_weight, bias - np.float32(config.lr) * by_bias
        if step % every == 0 or step == config.steps:
            steps.append(step)
            shares.append(_awake(ink, weight, bias))
            biases.append(bias)
    z = start.z + np.float32(config.bias)
    moved = np.linalg.norm(weight - start.weight.reshape(-1, 1), axis=0)
    return Result(
        z,
        float((z > 0).mean()),
        np.linalg.norm(first, axis=0),
        np.array(steps),
        np.stack(shares, 1),
        np.stack(biases, 1),
        moved,
        start.weight,
    )


compute = run


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """The one Snapshot of compute(config), unless it is stopped before it is there."""
    return unless(stop, lambda: compute(config))


def _awake(ink: Single, weight: Single, bias: Single) -> Floats:
    """Share of z > 0, (3,)."""
    parts = [ink[i : i + BATCH] @ weight for i in range(0, len(ink), BATCH)]  # small: one thread is fastest
    z = np.concatenate(parts) + bias
    share: Floats = (z > 0).mean(0)
    return share


def describe(config: Config, result: Result) -> Told:
    """What the histogram and the curves show, from their numbers."""
    many, awake = len(result.z), round(result.awake * len(result.z))
    top = float(result.z.max())
    ends = [_end(config, result, k) for k in range(len(KINDS))]
    if awake:
        wake, sends = ("wakes", "it sends") if awake == 1 else ("wake", "these send")
        conclusion = (
            f"{awake:,} of {many:,} pictures {wake} the neuron (z > 0), and only {sends} a gradient to its weights."
        )
        notes = [
            f"Its largest z is {number(top)}: a bias below {number(float(config.bias - result.z.max()))} would put "
            "it to sleep for good."
        ]
        if not result.shares[0][-1]:  # the ReLU that was awake
            notes = [f"Before training, {conclusion}", *notes, "A smaller learning rate would help."]
            conclusion = f"Too large a step kills the ReLU: after {config.steps} steps no picture wakes it."
    else:
        conclusion = (
            f"The ReLU is dead: no picture of {many:,} wakes it, so the gradient on its weights is exactly "
            f"{number(float(result.gradient[0]))}."
        )
        notes = [f"Its largest z is {number(top)}.", "As a ReLU it stays dead, however long it is trained."]
    return Told(
        "The histogram has the z of one neuron for every picture. The curves are the share of pictures that wake "
        "it while it learns, as a ReLU and as its relatives.",
        conclusion,
        notes,
        [("", f"awake after {config.steps} steps", "what happened"), *ends],
    )


def _end(config: Config, result: Result, k: int) -> tuple[str, str, str]:
    """How one of KINDS ended: its name, the share that wakes it, and what happened."""
    share, bias, moved = result.shares[k], result.biases[k], float(result.moved[k])
    name = ACTIVATIONS[KINDS[k]].name
    if result.awake:
        happened = "stays awake" if share[-1] else "dies"
    elif not moved and bias[-1] == bias[0]:
        happened = "not moved by a single bit"
    elif share[-1]:
        happened = f"wakes by step {int(result.step[np.flatnonzero(share)[0]])}"
    else:
        happened = f"asleep, but its weights have moved by {number(moved)}"
    return capital(name), percent(float(share[-1]), 0), happened
