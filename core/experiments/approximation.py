"""Universal approximation: boxes, one hidden layer, and a deep narrow net, all of one function (G5, deck 001).

"One hidden layer is enough to approximate any function f in [0, 1]^N to an arbitrary degree of accuracy"; ReLU nets
of width M + 4 are enough too, for M inputs, if they may be deep.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from core.config import Choice, Preset, Range, check
from core.experiments import fitted
from core.experiments.fitted import Seed, Shape, Snapshot, Steps
from core.regression import STARTS, Exact, Recipe, count_weights
from core.words import power

__all__ = ["PRESETS", "Config", "Snapshot", "describe", "run", "train"]

NARROW = 1 + 4  # width M + 4 for M = 1 input (G5, "Universal Approximator Theorem for width-bounded ReLU networks")
FINE = 16_384  # points that the boxes are measured on
DECK = 10  # boxes along an axis (G5, "Curse of Dimensionality")
TARGETS = {
    "wave": "a smooth wave",
    "corner": "a corner",
    "steps": "three steps",
    "spike": "a spike",
    "rough": "a rough one",
}
ACTIVATIONS = {"relu": "ReLU", "tanh": "tanh", "sigmoid": "sigmoid"}

Target = Annotated[str, Choice("Function", TARGETS, "What is to be approximated on [0, 1].")]
Activation = Annotated[
    str, Choice("Activation", ACTIVATIONS, "The theorem for one layer asks for a bounded one; ReLU is not.")
]
Start = Annotated[str, Choice("Biases", STARTS, "Where the bends of ReLU units lie when training starts.")]
Rate = Annotated[float, Range("Learning rate", 1e-4, 1, "Adam's; it falls to 0 along a cosine.", True)]


@dataclass(frozen=True)
class Config:
    """A function, how many boxes, and how many units in the one hidden layer; the deep net has as many weights."""

    target: Target = "wave"
    boxes: Annotated[int, Range("Boxes", 1, 200, "Of width dx = 1 / boxes.", True)] = 20
    units: Annotated[int, Range("Units in the one hidden layer", 1, 205, "3 N + 1 weights.", True)] = 45
    activation: Activation = "relu"
    start: Start = "spread"
    lr: Rate = 0.01
    steps: Steps = 5_000
    seed: Seed = 0

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Result:
    """The boxes and their error."""

    edges: Exact  # (N + 1,)
    heights: Exact  # (N,) the mean of f in each box
    rms: float  # root of the mean squared error, in units of f
    halved: float  # the same with twice as many boxes
    x: Exact  # (512,) fitted.inputs()
    y: Exact  # (512,) f there

    @property
    def dx(self) -> float:
        return 1 / len(self.heights)


PRESETS: dict[str, Preset] = {
    "A smooth wave": Preset(Config(), "Lecture 5: one hidden layer is enough. So are boxes, if they are many."),
    "Three steps": Preset(
        Config(target="steps"), "Not continuous, so the theorem promises nothing: at a jump a steep slope must do."
    ),
    "A spike": Preset(
        Config(target="spike", boxes=10), "Boxes are spread evenly; a net can put its bends where they are needed."
    ),
    "A rough one": Preset(
        Config(target="rough"), "Fine detail everywhere: error falls slowly, whatever approximates it."
    ),
    "Too few units": Preset(
        Config(target="wave", units=3), "Three ReLU units bend three times. No training makes that a smooth wave."
    ),
    "No biases": Preset(
        Config(start="none"), "Without biases every ReLU unit bends at the same point, however many there are."
    ),
    "Deep, narrow, lost": Preset(
        Config(units=205), "Width 5 and 21 layers can represent it, says the theorem. “Able to represent ≠ learn”."
    ),
    "Rate too large": Preset(
        Config(lr=1.0, steps=1000), "Steps so long that units end up where no gradient reaches them."
    ),
}


def function(target: str, x: Exact) -> Exact:
    """The function to approximate, about 0 to 1, at x (P,) in [0, 1].

    wave 1/2 + 0.3 sin 2 pi x + 0.15 sin 6 pi x;  corner |x - 0.4| / 0.6;  steps 0, 1/2, 1/4, 1 with jumps at
    0.317, 0.563 and 0.829;  spike exp(-((x - 0.62) / 0.025)^2);
    rough 1/2 + 0.26 sum over k = 0..4 of 2^-k cos(2 pi 3^k x).
    """
    if target == "wave":
        return np.asarray(0.5 + 0.3 * np.sin(2 * np.pi * x) + 0.15 * np.sin(6 * np.pi * x))
    if target == "corner":
        return np.asarray(np.abs(x - 0.4) / 0.6)
    if target == "steps":
        return np.asarray(np.array([0.0, 0.5, 0.25, 1.0])[np.searchsorted([0.317, 0.563, 0.829], x, side="right")])
    if target == "spike":
        return np.asarray(np.exp(-(((x - 0.62) / 0.025) ** 2)))
    if target == "rough":
        return np.asarray(0.5 + 0.26 * sum(2.0**-k * np.cos(2 * np.pi * 3**k * x) for k in range(5)))
    raise ValueError(f"'target' must be one of {', '.join(TARGETS)}. Got {target!r} instead.")


def boxes(target: str, many: int) -> tuple[Exact, float]:
    """Heights (N,) of boxes of width 1 / N, each the mean of f there, and the root mean square error."""
    x = (np.arange(FINE) + 0.5) / FINE
    y, box = function(target, x), (x * many).astype(np.intp)
    heights = np.bincount(box, y, many) / np.bincount(box, minlength=many)
    return heights, float(np.sqrt(np.mean((y - heights[box]) ** 2)))


def run(config: Config) -> Result:
    """Approximate the function by boxes."""
    heights, rms = boxes(config.target, config.boxes)
    x = fitted.inputs()
    edges = np.linspace(0, 1, config.boxes + 1)
    return Result(edges, heights, rms, boxes(config.target, 2 * config.boxes)[1], x, function(config.target, x))


def layers(units: int) -> int:
    """How many layers of 5 have about as many weights as one of `units`: 30 L - 14 against 3 N + 1."""
    return max(1, round((3 * units + 15) / 30))


def shapes(config: Config) -> dict[str, Shape]:
    """One hidden layer, and a deep net of width M + 4 = 5 with about as many weights."""
    recipe = Recipe(config.lr, config.steps)
    both = {"one layer": (1, config.units, 1), "deep, narrow": (1, *[NARROW] * layers(config.units), 1)}
    return {name: Shape(widths, recipe, config.activation, config.start) for name, widths in both.items()}


def weights(config: Config, widths: tuple[int, ...]) -> int:
    """Numbers that training may change."""
    return count_weights(widths, bias=config.start != "none")


def training(config: Config) -> Config:
    """`config` without the boxes, which mean nothing to training."""
    return Config(config.target, Config.boxes, *[getattr(config, name) for name in _TRAINS])


_TRAINS = ("units", "activation", "start", "lr", "steps", "seed")


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """Fit one hidden layer and a deep narrow net to the function."""
    yield from fitted.record(shapes(config), function(config.target, fitted.points()), config.seed, stop=stop)


def describe(config: Config, result: Result, now: Mapping[str, Snapshot]) -> str:
    """What the boxes and the two networks are at, from their numbers; errors are in units of f."""
    gain = result.rms / max(result.halved, 1e-12)
    said = [
        f"{config.boxes} box{'es' * (config.boxes != 1)} of width {result.dx:.2g}: error {result.rms:.2g}; half as "
        f"wide and twice as many: {result.halved:.2g}, {gain:.1f} times less."
    ]
    for name, words in (("one layer", "One hidden layer"), ("deep, narrow", "The deep net")):
        if name in now:
            s = now[name]
            shape = f"{s.widths[1]} unit{'s' * (s.widths[1] != 1)}"
            shape = f"{len(s.widths) - 2} × {shape}" if name == "deep, narrow" else shape
            said.append(
                f"{words} ({shape}, {weights(config, s.widths)} weights) at step {s.step:,}: error "
                f"{np.median(s.rms):.2g}, median of {len(s.rms)} seeds, {s.rms.min():.2g} to {s.rms.max():.2g}."
            )
    return " ".join([*said, *_failures(config, now)])


def _failures(config: Config, now: Mapping[str, Snapshot]) -> Iterator[str]:
    for name, s in now.items():
        if any(s.dead):
            wider = "" if len(s.widths) == 3 else "fewer or wider layers, or "
            yield (
                f"**{name.capitalize()}: dead in {sum(s.dead)} of {len(s.dead)} seeds**. A layer says 0 at every "
                "x: the output is constant and no gradient comes through. "
                f"Remedy: {wider}a smaller learning rate."
            )
    if config.start == "none" and config.activation == "relu":
        yield (
            "**No biases**: the nets see 2x − 1, and relu(w (2x − 1)) bends at x = ½ whatever w is; every layer "
            "passes that one corner on. Two straight lines are all there can be."
        )
    if config.activation == "relu" and config.units < 6:
        yield f"**Few units**: {config.units} ReLU units make at most {config.units + 1} straight pieces."


@dataclass(frozen=True)
class Cells:
    """A grid in d dimensions."""

    dimensions: int
    digits: float  # log10 of the number of cells
    many: str  # cells, in words
    size: str  # of one float32 a cell, in words


def grid(per_axis: int, dimensions: int) -> Cells:
    """per_axis^d cells and their memory at 4 bytes each (G5, "Curse of Dimensionality": N = 10^k)."""
    digits = dimensions * float(np.log10(per_axis))
    return Cells(dimensions, digits, power(digits), _bytes(digits + float(np.log10(4))))


def _bytes(digits: float) -> str:
    if digits >= 24:
        return f"{power(digits)} bytes"
    unit = int(digits // 3)
    return f"{10 ** (digits - 3 * unit):.3g} {('bytes', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB')[unit]}"
