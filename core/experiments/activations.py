"""Twelve bends and where each stops learning (G5, "Activation functions" to "Absolute value activation").

a = f(z); a gradient that comes back through the unit is multiplied by f'(z).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from core.config import Choice, Preset, Range, Subset, check
from core.data.selection import Classes, Dataset
from core.experiments.bends import Exact, bend, flat, share, slope, steepest, value
from core.nets import ACTIVATIONS, PRELU
from core.words import number, percent, raised

NAMES = tuple(ACTIVATIONS)
FAR = 6.0  # of the axis, either way
WEIGHTS = {"difference": "mean of the first class − mean of the others", "random": "random"}


def _numbers(*names: str) -> tuple[int, ...]:
    return tuple(sorted(map(NAMES.index, names)))


COMMON = _numbers("sigmoid", "tanh", "relu")  # the three of D


@dataclass(frozen=True)
class Config:
    """What is drawn, where a slope counts as flat, one neuron on pictures, and the weights of two ReLUs."""

    shown: Annotated[tuple[int, ...], Subset("Activations", 0, len(NAMES) - 1, 1)] = COMMON
    focus: Annotated[
        str,
        Choice(
            "Look closely at", {name: f.name for name, f in ACTIVATIONS.items()}, "Thick, and shaded where flat."
        ),
    ] = "sigmoid"
    sigma: Annotated[
        float, Range("Spread of z", 0.1, 20, "The standard deviation of z, normal around 0.", True)
    ] = 1.0
    threshold: Annotated[
        float, Range("Flat below a slope of", 1e-4, 0.2, "There a gradient counts as lost.", True)
    ] = 0.01
    layers: Annotated[int, Range("Layers", 1, 50, "A gradient passes one slope in each.")] = 10
    leak: Annotated[float, Range("a of PReLU", 0.0, 1.0, f"Learned; He et al. start at {PRELU}.")] = PRELU
    z: Annotated[float, Range("Read off at z", -FAR, FAR, "The line in the picture; drag it there.")] = 3.0
    dataset: Dataset = "mnist"
    classes: Classes = (3, 8)
    weights: Annotated[str, Choice("Weights of the neuron", WEIGHTS, "Scaled: z has spread 1.")] = "difference"
    bias: Annotated[float, Range("Bias of the neuron", -10.0, 5.0, "Shifts z for all pictures alike.")] = -1.0
    lr: Annotated[float, Range("Learning rate of the neuron", 1e-3, 0.1, "The size of a step.", True)] = 0.02
    steps: Annotated[int, Range("Steps of the neuron", 50, 500, "One batch of 100 pictures each.")] = 200
    seed: Annotated[int, Range("Seed", 0, 9999, "Draws the random weights of the neuron.")] = 0
    right: Annotated[float, Range("u₁, of relu(z)", -2.0, 2.0, "Outgoing weight: the slope right of 0.")] = 1.0
    left: Annotated[float, Range("u₂, of relu(−z)", -2.0, 2.0, "Outgoing weight: −slope left of 0.")] = 1.0

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Facts:
    """One activation in numbers."""

    low: float  # infimum of f
    high: float  # supremum
    steepest: float  # supremum of |f'|
    flat: Exact  # (K, 2) where |f'| < threshold, ascending, ends may be infinite
    standard: float  # share of z ~ N(0, 1) there
    spread: float  # of z ~ N(0, sigma^2)
    kept: float  # steepest ** layers


@dataclass(frozen=True)
class Result:
    """The drawn activations; `at` are value, slope and f(z + 1) - f(z) at config.z."""

    names: tuple[str, ...]  # K keys of ACTIVATIONS, the focus among them
    z: Exact  # (P,)
    values: Exact  # (K, P)
    slopes: Exact  # (K, P)
    moved: Exact  # (K, P) f(z + 1) - f(z)
    density: Exact  # (P,) of N(0, sigma^2)
    at: Exact  # (K, 3)
    facts: tuple[Facts, ...]  # (K,)


PRESETS: dict[str, Preset] = {
    "Sigmoid and tanh saturate": Preset(
        Config(), "Göttingen lecture 5: the gradient is close to zero for large positive or negative inputs."
    ),
    "ReLU and its relatives": Preset(
        Config(_numbers("relu", "leaky_relu", "prelu", "elu"), "relu", z=-2.0),
        "Right of 0 they are one line; they differ in what a negative z may still say.",
    ),
    "Smooth: GELU, SiLU, softplus": Preset(
        Config(_numbers("relu", "gelu", "silu", "softplus"), "gelu", z=-1.0),
        "ReLU without its corner. GELU and SiLU fall before they rise: near −1 their slope passes 0.",
    ),
    "A dead ReLU": Preset(
        Config(_numbers("relu", "leaky_relu", "elu"), "relu", z=-3.0, bias=-4.0),
        "A failure made by hand: a bias so low that no picture wakes the neuron. See below what training can do.",
    ),
    "Killed by a step": Preset(
        Config(_numbers("relu", "leaky_relu", "elu"), "relu", z=-1.0, bias=0.0, lr=0.1),
        "A failure of training: a neuron that is awake is thrown past all pictures by steps too large.",
    ),
    "Wide inputs": Preset(
        Config(sigma=5.0, z=-5.0),
        "A failure: weights too large spread z, and most of a sigmoid's inputs lie where it is flat.",
    ),
    "|z| from two ReLUs": Preset(
        Config(_numbers("relu", "abs"), "abs", z=-2.0),
        "Göttingen lecture 5: not really used, as it can be built from two ReLU units with inverted weights.",
    ),
    "No slope: step": Preset(
        Config(_numbers("step", "sigmoid"), "step", z=0.5),
        "A failure: the perceptron’s step decides, but no gradient passes it. The sigmoid is its soft stand-in.",
    ),
    "All twelve": Preset(
        Config(tuple(range(len(NAMES))), "relu", z=-2.0), "Every bend that this house knows, on one axis."
    ),
}


def facts(name: str, config: Config) -> Facts:
    """The numbers of one activation under the settings of `config`."""
    f, top = bend(name, config.leak), steepest(name, config.leak)
    spans = np.array(flat(name, config.threshold, config.leak)).reshape(-1, 2)
    return Facts(f.low, f.high, top, spans, share(spans, 1.0), share(spans, config.sigma), top**config.layers)


def run(config: Config) -> Result:
    """Values and slopes of the chosen activations and the focus, and their facts."""
    chosen = {NAMES[k] for k in config.shown} | {config.focus}
    names = tuple(name for name in NAMES if name in chosen)
    z = np.round(np.linspace(-FAR, FAR, 241), 2)
    one = np.array([config.z])
    values, slopes, later = (
        np.stack([of(name, at, config.leak) for name in names])
        for of, at in ((value, np.append(z, one)), (slope, np.append(z, one)), (value, np.append(z, one) + 1))
    )
    every = np.stack([values, slopes, later - values])  # (3, K, P + 1)
    density = np.exp(-((z / config.sigma) ** 2) / 2) / (config.sigma * math.sqrt(2 * math.pi))
    drawn = every[..., :-1]
    return Result(
        names, z, drawn[0], drawn[1], drawn[2], density, every[..., -1].T, tuple(facts(n, config) for n in names)
    )


def describe(config: Config, result: Result) -> str:
    """What the picture says of the focus, from its numbers."""
    index = result.names.index(config.focus)
    name, fact = ACTIVATIONS[config.focus].name, result.facts[index]
    here, steep, step = result.at[index]
    said = f"At z = {number(config.z)} {name} says {number(here)} with a slope of {number(steep)}"
    if abs(steep) < config.threshold:
        said += f": below {config.threshold:g}, so **a gradient that comes back here is lost**."
    else:
        turned = " with its sign turned" if steep < 0 else ""
        said += f": {abs(steep):.0%} of a gradient that comes back goes on{turned}."
    return " ".join([f"{said} One step to the right, to z + 1, adds {number(step)}.", *_flat_parts(config, fact)])


def _flat_parts(config: Config, fact: Facts) -> Iterator[str]:
    if not fact.steepest:
        yield "It has **no slope anywhere**: gradient descent cannot train what lies before it."
        return
    if len(fact.flat):
        where = " and ".join(map(_span, fact.flat))
        yield (
            f"Flat (shaded) is {where}: {percent(fact.spread)} of all z, if they spread by {config.sigma:g} "
            "around 0."
        )
    else:
        yield f"It is nowhere flatter than {config.threshold:g}: no gradient is lost in it."
    many = f"{config.layers} layer{'s' * (config.layers != 1)}"
    if fact.steepest > 1 + 1e-9:
        yield f"Its largest slope, {number(fact.steepest)}, is above 1: {many} may even enlarge a gradient."
    elif fact.steepest < 1 - 1e-9:
        yield (
            f"Its largest slope is {number(fact.steepest)}, so {many} keep at most {number(fact.steepest)}"
            f"{raised(config.layers)} = {number(fact.kept)} of a gradient, weights aside."
        )
    else:
        yield f"Its largest slope is 1: {many} can pass a gradient on whole."


def _span(ends: Exact) -> str:
    low, high = ends
    if np.isinf(low):
        return f"z < {number(high)}"
    return f"z > {number(low)}" if np.isinf(high) else f"{number(low)} < z < {number(high)}"
