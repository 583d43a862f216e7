"""How wide, and how deep? One network size after the other on the same pictures (E, "MNIST Results": 20 < n < 120).

A point is one size; its seeds are trained together, as one batched computation (core/learning/stack.py). All
of them see the same batches in the same order, so that seeds differ in their first weights.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import torch

from core.config import Range, check
from core.data.batches import Batches
from core.data.selection import Dataset, Floats, resident
from core.device import device
from core.experiments.digit_lab import baselines
from core.experiments.digit_lab import config as lesson
from core.experiments.digit_lab.baselines import Scrambled, Seed, Taken
from core.learning.nets import count_weights
from core.learning.orders import shuffled
from core.learning.plan import Plan
from core.learning.stack import Stack
from core.learning.training import Many, run
from core.learning.updates import Recipe, rate
from core.words import percent

WIDTHS = (20, 40, 60, 80, 100, 120)
DEPTHS = {1: "one hidden layer", 2: "two hidden layers"}
LR, BATCH = 0.05, 100  # SGD with momentum, falling to 0: of a few recipes the best that suits every data set here
PASSES, MOST = 15, 300  # epochs, at least and at most, for
SHOWN = 300_000  # pictures, with repetition, that a network is to see
SNAPSHOT_TRAIN_PICTURES = 10_000  # training pictures of a snapshot; the last one reads all
# Measured on one core: seconds for a picture shown, and for each weight of each network that it is shown to
PICTURE_S, WEIGHT_S = 8e-6, 5.5e-11


@dataclass(frozen=True)
class Config:
    """One size: `seeds` networks of `depth` hidden layers of `width` ReLU each."""

    dataset: Dataset = "mnist"
    width: Annotated[int, Range("Hidden units", 1, 512, "In each hidden layer.")] = 20
    depth: Annotated[int, Range("Hidden layers", 1, 4, "All of the same width.")] = 1
    permute_pixels: Scrambled = False
    subset: Taken = 0
    epochs: Annotated[int, Range("Epochs", 1, MOST, "How often each training picture is seen.", True)] = PASSES
    seeds: Annotated[int, Range("Seeds", 1, 8, "Networks of each size, each from its own first weights.")] = 3
    seed: Seed = 0

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Snapshot:
    """All seeds of one size after an epoch. Errors are shares 0..1."""

    epoch: int
    seconds: float  # of training alone
    weights: int  # of one network, biases included
    test_error: Floats  # (S,) float64
    train_error: Floats  # (S,) float64, of the first 10,000 training pictures; at the end of all


def points(config: Config) -> list[Config]:
    """The sizes of a sweep, narrow ones first; all else as in `config`."""
    return [replace(config, width=width, depth=depth) for width in WIDTHS for depth in DEPTHS]


def of(dataset: str, subset: int, permute_pixels: bool, seed: int) -> Config:
    """The first size of the sweep over these pictures: fewer of them are seen more often."""
    many = pictures(Config(dataset, subset=subset, seed=seed))
    epochs = min(max(PASSES, round(SHOWN / many)), MOST)
    return Config(dataset, permute_pixels=permute_pixels, subset=subset, epochs=epochs, seed=seed)


def pictures(config: Config) -> int:
    """How many training pictures there are to learn from."""
    there = len(lesson.selection(_lab(config)).train_rows)
    return min(config.subset or there, there)


def weights(config: Config, inputs: int, classes: int) -> int:
    """Of one network, biases included."""
    return count_weights((inputs, *[config.width] * config.depth, classes))


def expected(config: Config) -> float:
    """About how many seconds one core needs for `config`."""
    chosen = lesson.selection(_lab(config))
    many = weights(config, chosen.data.train_images[0].size, len(chosen.classes)) * config.seeds
    return config.epochs * pictures(config) * (PICTURE_S + WEIGHT_S * many)


def _lab(config: Config) -> lesson.Config:
    """The lab's settings that choose the same pictures."""
    return lesson.Config(
        dataset=config.dataset, permute_pixels=config.permute_pixels, subset=config.subset, seed=config.seed
    )


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Train all seeds by softmax cross-entropy; a Snapshot before, and about fifteen later, the last at the end.

    SGD with momentum .9 on batches of 100, the learning rate falling from 0.05 to 0 (cosine). Raises Diverged where
    a loss is no longer finite. (E, "MNIST Results")
    """
    chosen = lesson.selection(_lab(config))
    sets = resident(chosen)
    rows = torch.from_numpy(lesson.split(_lab(config), len(sets.train.labels))[0]).to(device())
    data = Batches(sets.train.inputs[rows], sets.train.labels[rows])
    widths = (data.inputs.shape[1], *[config.width] * config.depth, len(chosen.classes))
    plan = Plan(widths, ("relu",), tuple(range(config.seed, config.seed + config.seeds)))
    recipe, epoch = Recipe("momentum", LR, schedule="cosine"), math.ceil(len(rows) / BATCH)
    order = shuffled(len(rows), BATCH, torch.Generator(device=device()).manual_seed(config.seed))
    networks = Many(Stack(plan, torch.float32, device(), lean=True), recipe, map(data.at, order))
    total, every = epoch * config.epochs, epoch * max(1, config.epochs // PASSES)
    looks = {*range(0, total, every), total}
    for now in run(networks, total=total, steps=looks, lr=LR, rate=lambda k: rate(recipe, k / total), stop=stop):
        train = _errors(networks.stack, data, len(rows) if now.step == total else SNAPSHOT_TRAIN_PICTURES, stop)
        test = _errors(networks.stack, sets.test, len(sets.test.labels), stop)
        if train is None or test is None:
            return
        yield Snapshot(now.step // epoch, now.seconds, count_weights(widths), test, train)


def _errors(stack: Stack, data: Batches, most: int, stop: Callable[[], bool]) -> Floats | None:
    """Share of wrong answers of each network (S,) on the first of `data`, or None if `stop()` says so meanwhile."""
    wrong, many = torch.zeros(len(stack), device=device()), min(most, len(data.labels))
    for start in range(0, many, 1_000):
        if stop():
            return None
        x, y = data.at(slice(start, min(start + 1_000, many)))
        stack.forward(x, keep=False)
        wrong += stack.wrong(y) * len(y)
    share: Floats = wrong.double().round().div_(many).cpu().numpy()
    return share


def describe(
    points: Sequence[tuple[Config, Snapshot]], others: Sequence[tuple[baselines.Config, baselines.Snapshot]]
) -> str:
    """What the sizes that are there, and the classifiers without hidden layers, come to."""
    said, curves = [], {depth: _curve(points, depth) for depth in DEPTHS}
    for depth, words in DEPTHS.items():
        if curve := curves[depth]:
            (narrow, first), (wide, last) = curve[0], curve[-1]
            went = f"{percent(_mean(first))} with {narrow} units" + (
                f", {percent(_mean(last))} with {wide}" if wide > narrow else ""
            )
            said.append(f"{words.capitalize()}: {went}.")
    both = [width for width, _ in curves[1] if width in dict(curves[2])]
    if both:
        said.append(_second(both[-1], dict(curves[1])[both[-1]], dict(curves[2])[both[-1]]))
    if others:
        ends = ", ".join(_beside(config, end, curves) for config, end in others)
        said.append(f"Without hidden layers, fitted to {others[0][1].pictures:,} pictures: {ends}.")
    return " ".join(said) or "The first results are on their way."


def _curve(points: Sequence[tuple[Config, Snapshot]], depth: int) -> list[tuple[int, Snapshot]]:
    return sorted(((c.width, s) for c, s in points if c.depth == depth), key=lambda point: point[0])


def _mean(snapshot: Snapshot) -> float:
    return float(snapshot.test_error.mean())


def _second(width: int, one: Snapshot, two: Snapshot) -> str:
    """What the second layer brings at this width, beside what the seeds make of it."""
    gain = 100 * (_mean(one) - _mean(two))
    if abs(gain) < 0.05:
        return f"At {width} units the second layer changes less than 0.1 points."
    apart = one.test_error.min() > two.test_error.max() or two.test_error.min() > one.test_error.max()
    beside = "more than the seeds differ" if apart else "no more than the seeds differ"
    change = f"takes off {gain:.1f} points" if gain > 0 else f"adds {-gain:.1f} points"
    return f"At {width} units the second layer {change}: {beside}."


def _beside(
    config: baselines.Config, end: baselines.Snapshot, curves: dict[int, list[tuple[int, Snapshot]]]
) -> str:
    """This classifier's error, and from which width on one hidden layer, or else two, is better."""
    said = f"{baselines.METHODS[config.method]} {percent(end.test_error)}"
    for depth, words in DEPTHS.items():
        better = [width for width, s in curves[depth] if _mean(s) < end.test_error]
        if better:
            return f"{said} ({words} of {better[0]} {'is' if depth == 1 else 'are'} better)"
    return f"{said} (no network here is better)" if any(curves.values()) else said
