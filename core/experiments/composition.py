"""The power of composition: waves that follow one another multiply their peaks (E, "The Power of Composition").

Each wave is a real network of one hidden layer; its peaks are counted on the function that its weights make.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from core.config import Choice, Preset, Range, check
from core.experiments import fitted
from core.experiments.fitted import Seed, Shape, Snapshot, Steps
from core.regions import breakpoints_1d
from core.regression import Exact, Layers, Recipe, Rows, count_weights

__all__ = ["PRESETS", "Config", "Snapshot", "describe", "run", "train"]

JOINS = {"compose": "one after the other: f₂(f₁(x))", "add": "side by side: ½ f₁(x) + ½ f₂(x)"}
_TINY = 1e-9


@dataclass(frozen=True)
class Config:
    """Two waves, and the networks that are to learn what they make together."""

    n1: Annotated[int, Range("Peaks of f₁", 1, 6, "Made of twice as many ReLU units.")] = 3
    n2: Annotated[int, Range("Peaks of f₂", 1, 6, "Made of twice as many ReLU units.")] = 2
    join: Annotated[str, Choice("Joined", JOINS, "As two layers, or in one.")] = "compose"
    height: Annotated[float, Range("Height of f₁", 0.1, 1.0, "At 1 it covers all of what f₂ can see.", True)] = 1.0
    x: Annotated[float, Range("Trace this x", 0.0, 1.0, "Follow it through f₁ and f₂.")] = 0.2
    depth: Annotated[int, Range("Hidden layers of the deep net", 2, 6)] = 4
    width: Annotated[int, Range("Units in each of them", 2, 32)] = 24
    lr_deep: Annotated[float, Range("Learning rate, deep", 1e-4, 1, "Adam's; it falls to 0.", True)] = 0.007
    lr_wide: Annotated[float, Range("Learning rate, one layer", 1e-4, 1, "Adam's; it falls to 0.", True)] = 0.03
    steps: Steps = 12_000
    seed: Seed = 0

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Wave:
    """A piecewise linear function on [0, 1]: straight between these points, exactly."""

    x: Exact  # (K,) 0, the breakpoints, 1
    y: Exact  # (K,)

    @property
    def peaks(self) -> int:
        """How often it rises and then falls."""
        slope = np.sign(np.where(np.abs(np.diff(self.y)) > _TINY, np.diff(self.y), 0))
        slope = slope[slope != 0]
        return int(((slope[:-1] > 0) & (slope[1:] < 0)).sum())

    @property
    def pieces(self) -> int:
        return len(self.x) - 1

    def at(self, x: Exact) -> Exact:
        return np.interp(x, self.x, self.y)


@dataclass(frozen=True)
class Result:
    """The waves, and where they take one x."""

    first: Wave
    second: Wave
    joined: Wave
    trace: tuple[float, float, float]  # x; f1(x) if they are composed, else x again; the joined wave there
    units: int  # ReLU units of both
    weights: int  # of the network that joins them


PRESETS: dict[str, Preset] = {
    "3 and 2 peaks": Preset(Config(), "The slide’s first example. It says: 2 · 3 · 2 = 12 peaks."),
    "4 and 5 peaks": Preset(Config(n1=4, n2=5), "The slide’s second example. It says: 2 · 4 · 5 = 40 peaks."),
    "The tent twice": Preset(
        Config(n1=1, n2=1), "The smallest case: each flank of the tent shows the tent again, the second mirrored."
    ),
    "Side by side": Preset(
        Config(join="add"), "The same ten units in one layer: bends add up, and nothing is multiplied."
    ),
    "Half the height": Preset(
        Config(height=0.5), "f₁ reaches only ½: f₂ is never asked about the rest, and half the peaks are lost."
    ),
    "Eight peaks": Preset(
        Config(n1=2, n2=2), "Few enough for both: one layer of as many weights learns eight peaks just as well."
    ),
    "Too few units to learn": Preset(
        Config(n1=2, n2=2, width=3, depth=3, steps=5000),
        "Six ReLU units a wave are enough to write it down. Training does not find them.",
    ),
    "A learning rate too large": Preset(
        Config(n1=2, n2=1, width=16, depth=3, lr_deep=0.2, lr_wide=0.2, steps=2000),
        "Both nets are thrown about; ReLU layers that say 0 everywhere are dead and never come back.",
    ),
}


def triangle(peaks: int, height: float = 1.0) -> Layers:
    """A wave of `peaks` peaks on [0, 1] as a network of 2 n ReLU and a linear output.

    f(x) = 2 n height (relu(x) + 2 sum over i = 1..2n-1 of (-1)^i relu(x - i / 2n))
    """
    many = 2 * peaks
    bias = -np.arange(many) / many
    out = many * height * np.where(np.arange(many), 2.0, 1.0) * (-1.0) ** np.arange(many)
    return [(np.ones((many, 1)), bias), (out[None], np.zeros(1))]


def composed(first: Layers, second: Layers) -> Layers:
    """second(first(x)): the linear output of one and the hidden layer of the other become one layer."""
    *before, (weight, bias) = first
    (w, b), *after = second
    return [*before, (w @ weight, w @ bias + b), *after]


def added(first: Layers, second: Layers) -> Layers:
    """(first(x) + second(x)) / 2, of two networks of one hidden layer: one hidden layer of all their units."""
    (w1, b1), (v1, c1) = first
    (w2, b2), (v2, c2) = second
    return [(np.vstack([w1, w2]), np.concatenate([b1, b2])), (np.hstack([v1, v2]) / 2, (c1 + c2) / 2)]


def wave(layers: Layers) -> Wave:
    """The function of a ReLU network of one input on [0, 1], through its exact breakpoints."""
    x = np.concatenate([[0.0], breakpoints_1d(layers[:-1], "relu", 0, 1), [1.0]])
    values = x[:, None]
    for weight, bias in layers[:-1]:
        values = np.maximum(values @ weight.T + bias, 0)
    weight, bias = layers[-1]
    return Wave(x, (values @ weight.T + bias)[:, 0])


def run(config: Config) -> Result:
    """Make both waves and join them, as networks; count what the weights do."""
    first, second = triangle(config.n1, config.height), triangle(config.n2)
    compose = config.join == "compose"
    net = composed(first, second) if compose else added(first, second)
    f1, f2, joined = wave(first), wave(second), wave(net)
    x = np.array([config.x])
    between = float(f1.at(x)[0]) if compose else config.x
    trace = (config.x, between, float(joined.at(x)[0]))
    return Result(f1, f2, joined, trace, 2 * (config.n1 + config.n2), sum(w.size + b.size for w, b in net))


# Learning it


def shapes(config: Config) -> dict[str, Shape]:
    """The deep net, and one hidden layer of about as many weights: 3 N + 1."""
    deep = (1, *[config.width] * config.depth, 1)
    units = max(1, round((count_weights(deep) - 1) / 3))
    return {
        "deep": Shape(deep, Recipe(config.lr_deep, config.steps)),
        "one layer": Shape((1, units, 1), Recipe(config.lr_wide, config.steps)),
    }


def training(config: Config) -> Config:
    """`config` without what means nothing to training: one job for all that would do the same."""
    return Config(
        n1=config.n1, n2=config.n2, depth=config.depth, width=config.width, lr_deep=config.lr_deep,
        lr_wide=config.lr_wide, steps=config.steps, seed=config.seed,
    )  # fmt: skip


def target(config: Config) -> Wave:
    """What is to be learned: f2(f1(x)) at full height."""
    return run(training(config)).joined


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Fit the deep net and the one hidden layer to f2(f1(x))."""
    yield from fitted.record(shapes(config), target(config).at(fitted.points()), config.seed, stop=stop)


def rises(outputs: Rows) -> list[int]:
    """How often each curve (S, P) climbs from below 1/4 to above 3/4: the peaks that were learned."""
    found = []
    for row in outputs:
        side = np.where(row > 0.75, 1, np.where(row < 0.25, -1, 0))
        side = side[side != 0]
        found.append(int(((side[:-1] < 0) & (side[1:] > 0)).sum()) + int(len(side) > 0 and side[0] > 0))
    return found


def describe(config: Config, result: Result) -> str:
    """What the three waves show, from their counted peaks."""
    one, two, both = result.first.peaks, result.second.peaks, result.joined.peaks
    if config.join == "add":
        return (
            f"f₁ has {_many(one, 'peak')} and f₂ has {two}. Side by side in one hidden layer of {result.units} "
            f"units, half of each, they make {both}. So many units bend at most {result.units} "
            f"times, here {result.joined.pieces - 1}; composed, the same units would make "
            f"{run(training(config)).joined.peaks} peaks."
        )
    said = (
        f"f₁ has {_many(one, 'peak')} and f₂ has {two}. f₁ runs through f₂’s input {2 * one} times, up and down "
        f"(grey), and each time f₂ shows what it has there, forwards or mirrored: {_many(both, 'peak')}"
    )
    if config.height < 1:
        return (
            f"{said}, not {2 * one * two}. f₁ reaches only {result.first.y.max():.2g}, so f₂ is asked about that "
            "part of its input alone. A layer multiplies what the next one can make only if it fills its input."
        )
    x, between, end = result.trace
    return (
        f"{said} from {result.units} units; one hidden layer that draws {both} peaks in the same way needs "
        f"{2 * both}. The dot: x = {x:.2f} goes to f₁(x) = {between:.2f}, and f₂ takes that to {end:.2f}."
    )


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def described(config: Config, now: Mapping[str, Snapshot]) -> str:
    """What the two networks have learned at `now`, one snapshot each, over all seeds."""
    if len(now) < 2:
        return "Both networks start from random weights."
    wave = target(config)
    whole, mean = wave.peaks, float(wave.at(fitted.points()).std())
    parts = [f"f₂(f₁(x)) has {_many(whole, 'peak')}; answering its mean everywhere errs by {mean:.3f}."]
    for name, words in (("deep", f"{config.depth} layers"), ("one layer", "One layer")):
        s = now[name]
        found, median = rises(s.outputs), float(np.median(s.rms))
        hit = sum(k == whole for k in found)
        parts.append(
            f"{words} of {s.widths[1]} units, {count_weights(s.widths):,} weights, at step {s.step:,}: error "
            f"{median:.2g} (median of {len(found)} seeds, {s.rms.min():.2g} to {s.rms.max():.2g}), with all peaks "
            f"in {hit} of {len(found)}, {min(found)} at least."
        )
        if any(s.dead):
            parts.append(f"**{sum(s.dead)} of {len(found)} are dead**: a layer says 0 everywhere, and nothing can "
                         "reach the layers before it. Remedy: a smaller learning rate.")  # fmt: skip
    return " ".join(parts)
