"""One network of 2, 3, 4 and 2 neurons, s = W f(V f(U x)), and the one matrix A = W V U that it is without f (N6).

The lecture (CS5242 lecture 6, "The three representations of neural networks" and "The importance of
non-linearities") prints the vectors and no weights. LECTURE has small ones that give its vectors exactly; 0.2 and
0.1 from inputs 0.3 and 0.9 need thirds, since 0.3 a + 0.9 b = 0.2 says a + 3 b = 2/3, which no decimals do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch

from core.config import Choice, Preset, check
from core.entries import LARGEST, Floats, entries, matrix
from core.nets import ACTIVATIONS

WIDTHS = (2, 3, 4, 2)
POINTS = 201  # of the line of inputs
REACH = 2.0  # of that line, at least
BRAIN = (10**11, 10**14)  # neurons and axons, as the lecture has them
_TINY = 1e-12

FUNCTIONS = {
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "softplus": "softplus",
    "elu": "ELU",
    "silu": "SiLU",
    "abs": "|z|",
    "step": "step",
    "identity": "none: the network is linear",
}


@dataclass(frozen=True)
class Config:
    """The input, the three matrices, and what stands between them."""

    activation: Annotated[
        str, Choice("Non-linearity", FUNCTIONS, "Between the layers, the same at each neuron.")
    ] = "relu"
    x: Annotated[str, entries("Input x", 1, 2, "Two numbers: 0.3,0.9")] = "0.3,0.9"
    u: Annotated[str, entries("U", 3, 2, "Row by row; 1/3 is allowed.")] = "2,-1;-1/3,1/3;-2/3,1/3"
    v: Annotated[str, entries("V", 4, 3, "Row by row.")] = "1,4,4;-1,-3,-1;2,-5,-4;-2,2,2"
    w: Annotated[str, entries("W", 2, 4, "Row by row.")] = "2,-1,2,2/3;-1/3,1,-1,1/3"

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Result:
    """All that the network computes, in float64."""

    x: Floats  # (2,)
    weights: tuple[Floats, Floats, Floats]  # U (3, 2), V (4, 3), W (2, 4)
    before: tuple[Floats, Floats]  # U x (3,), V h (4,)
    after: tuple[Floats, Floats]  # f of them
    scores: Floats  # (2,)
    matrix: Floats  # (2, 2) A = W V U
    collapsed: Floats  # (2,) A x
    slopes: Floats  # (2, 2) ds/dx at x: the matrix that is right for small steps
    alone: Floats  # (3, 2) the scores of (x_1, 0), of (0, x_2) and of (0, 0)
    along: Floats  # (POINTS,) x_1, from -reach to reach with x_2 as it is
    line: Floats  # (POINTS, 2) the scores there

    @property
    def difference(self) -> float:
        """max |s - A x|."""
        return float(np.abs(self.scores - self.collapsed).max())

    @property
    def excess(self) -> float:
        """max |s(x) - (s(x_1, 0) + s(0, x_2) - s(0))|: 0 for every matrix, with a bias or without."""
        return float(np.abs(self.scores - self.together).max())

    @property
    def together(self) -> Floats:
        """(2,) s(x_1, 0) + s(0, x_2) - s(0)."""
        first, second, zero = self.alone
        both: Floats = first + second - zero
        return both

    @property
    def bend(self) -> float:
        """How far the scores along the line are from a straight one between its ends, at most."""
        t = np.linspace(0, 1, len(self.line))[:, None]
        return float(np.abs(self.line - (1 - t) * self.line[0] - t * self.line[-1]).max())

    @property
    def neurons(self) -> int:
        """Those that compute: the inputs are not counted."""
        return sum(WIDTHS[1:])

    @property
    def strengths(self) -> int:
        """How many weights there are."""
        return sum(weight.size for weight in self.weights)


def forward(weights: tuple[Floats, Floats, Floats], x: Floats, activation: str) -> tuple[Floats, ...]:
    """(z_1, h_1, z_2, h_2, s) of s = W f(V f(U x)) for x (..., 2), each (..., width)."""
    u, v, w = weights
    f = ACTIVATIONS[activation].value
    z1 = x @ u.T  # (..., 3)
    h1: Floats = f(torch.from_numpy(z1)).numpy()
    z2 = h1 @ v.T  # (..., 4)
    h2: Floats = f(torch.from_numpy(z2)).numpy()
    return z1, h1, z2, h2, h2 @ w.T


def run(config: Config) -> Result:
    """s = W f(V f(U x)) for one x, A = W V U, and what tells the two apart."""
    x, u, v, w = matrix(config.x)[0], matrix(config.u), matrix(config.v), matrix(config.w)
    z1, h1, z2, h2, scores = forward((u, v, w), x, config.activation)
    slope = ACTIVATIONS[config.activation].slope
    d1, d2 = (slope(torch.from_numpy(z)).numpy() for z in (z1, z2))
    a = w @ v @ u
    reach = max(REACH, 1.25 * abs(x[0]))
    along = np.linspace(-reach, reach, POINTS)
    places = np.column_stack([along, np.full(POINTS, x[1])])
    return Result(
        x=x,
        weights=(u, v, w),
        before=(z1, z2),
        after=(h1, h2),
        scores=scores,
        matrix=a,
        collapsed=a @ x,
        slopes=(w * d2) @ (v * d1) @ u,
        alone=forward((u, v, w), np.vstack([np.diag(x), np.zeros(2)]), config.activation)[-1],
        along=along,
        line=forward((u, v, w), places, config.activation)[-1],
    )


def drawn(seed: int, activation: str = "relu") -> Config:
    """Weights from N(0, 2 / inputs), He's for ReLU, to one decimal."""
    rng = np.random.default_rng(seed)
    texts = []
    for rows, columns in zip(WIDTHS[1:], WIDTHS, strict=False):
        weight = np.round(rng.normal(0, np.sqrt(2 / columns), (rows, columns)), 1).clip(-LARGEST, LARGEST) + 0.0
        texts.append(";".join(",".join(f"{entry:g}" for entry in row) for row in weight))
    return Config(activation, Config().x, *texts)


LECTURE = Config()
PRESETS: dict[str, Preset] = {
    "The lecture's network": Preset(
        LECTURE, "The lecture prints the vectors; these weights, which it leaves out, give them exactly."
    ),
    "Without the non-linearity": Preset(
        Config(activation="identity"), "The same weights in three layers do what one matrix of four numbers does."
    ),
    "Nothing negative": Preset(
        Config(u="0.5,0.2;0.3,0.4;0.1,0.6", v="1,0.5,0.2;0.3,1,0.4;0.6,0.2,1;0.4,0.7,0.3"),
        "ReLU meets no negative number, so it does nothing: here, and only here, one matrix is right.",
    ),
    "A dead layer": Preset(
        Config(u="-1,-1;-2,-0.5;-0.5,-1"),
        "Inputs above 0, weights below: ReLU sets the whole layer to 0, and no small step of x or V changes that.",
    ),
    "Sigmoid instead": Preset(
        Config(activation="sigmoid"), "Nothing is set to 0, all is pressed between 0 and 1: a curve, not a bend."
    ),
    "Random weights": Preset(drawn(1), "Before learning a network is this: it bends, but means nothing yet."),
}


def describe(config: Config, result: Result) -> str:
    """What the three views show, from this result's numbers."""
    linear = config.activation == "identity"
    return " ".join([*_chain(config, result), *(_one(result) if linear else _many(config, result))])


def vector(values: Floats) -> str:
    """A vector as the lecture prints it: [0.3 0.9]."""
    return "[" + " ".join(_brief(v) for v in values) + "]"


def _brief(value: float) -> str:
    digits = ",.0f" if abs(value) >= 1000 else ".3g"
    return f"{value if abs(value) > _TINY else 0:{digits}}".replace("-", "−")


def _chain(config: Config, result: Result) -> Iterator[str]:
    (z1, z2), (h1, h2) = result.before, result.after
    if config.activation == "identity":
        yield f"Input {vector(result.x)} → {vector(z1)} → {vector(z2)} → scores {vector(result.scores)}."
        return
    name = FUNCTIONS[config.activation]
    yield (
        f"Input {vector(result.x)} becomes {vector(z1)}, after {name} {vector(h1)}; then {vector(z2)}, "
        f"after {name} {vector(h2)}; then the scores {vector(result.scores)}."
    )
    if config.activation == "relu":
        off = sum(int((z < 0).sum()) for z in result.before)
        yield f"ReLU sets {off or 'none'} of {len(z1) + len(z2)} numbers to 0."


def _one(result: Result) -> Iterator[str]:
    rows = "; ".join(" ".join(map(_brief, row)) for row in result.matrix)
    off = (
        f"the same but for rounding ({result.difference:.0e})" if result.difference else "the same to the last bit"
    )
    yield (
        f"**Three layers, one matrix**: A = W V U = [{rows}], and A x = {vector(result.collapsed)}, {off}. "
        f"{result.strengths} weights do what {result.matrix.size} numbers do."
    )


def _many(config: Config, result: Result) -> Iterator[str]:
    name = FUNCTIONS[config.activation]
    dead = [layer for layer, h in enumerate(result.after, 2) if not h.any()]
    if dead:
        yield (
            f"**Layer {dead[0]} is dead**: {name} gives 0 for each of its neurons, so the scores are "
            f"{vector(result.scores)}, whatever the weights after it. The slope is 0 as well, so learning cannot "
            "wake it: take leaky ReLU, smaller steps, or another initialisation."
        )
        if result.line.any():
            yield "Further along x₁ it wakes."
        return
    if result.difference <= _TINY:
        yield f"{name} changes no number here, so A x = {vector(result.collapsed)} is right at this x."
    else:
        yield f"The one matrix A = W V U would give {vector(result.collapsed)} instead."
    yield from _adding(result)


def _adding(result: Result) -> Iterator[str]:
    first, second, zero = result.alone
    offset = f" − {vector(zero)}" if np.abs(zero).max() > _TINY else ""
    if result.excess > _TINY:
        yield (
            "**No matrix does this**: with a matrix, what each input gives alone adds up to what both give. Here "
            f"{vector(first)} + {vector(second)}{offset} = {vector(result.together)}, and both give "
            f"{vector(result.scores)}."
        )
    elif result.bend > _TINY:
        yield (
            "The inputs one at a time add up, as a matrix has it. Along x₁ the scores still leave a straight line, "
            f"by up to {_brief(result.bend)}."
        )
