"""How far mean-field theory is from the gradient norms of networks as they are drawn.

    python -m benchmarks.mean_field [--depths 5 20 100] [--widths 64 256] [--seeds 3] [--data mnist] [--smoke]

Eleven activations (not the step, which has no slope), six initialisations, and four ways: plain, with residual
connections, with layer norm, with both. Of each setting the median of the draws, layer by layer, over the output
layer's, beside the prediction; what counts is the layer in which they are furthest apart. In float64, 64 pictures.
"""

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
import torch
from torch import Tensor

from benchmarks import options
from core.experiments.gradients import mean_field
from core.experiments.gradients.data import sample
from core.experiments.gradients.layers import look
from core.learning.nets import ACTIVATIONS
from core.learning.plan import Plan
from core.learning.stack import Stack
from core.words import percent

WAYS = {
    "plain": {},
    "residual": {"residual": True},
    "layer norm": {"norm": "layer"},
    "both": {"residual": True, "norm": "layer"},
}
INITS = {
    "pytorch": 1.0,
    "xavier": 1.0,
    "he": 1.0,
    "lecun": 1.0,
    "orthogonal": 1.0,
    "normal": 0.1,
}  # times the weights
SLOPED = tuple(name for name in ACTIVATIONS if name != "step")
PICTURES = 64
LINE = "{:11} {:>6} {:>9} {:>12} {:>14} {:>14} {:>14}"


@torch.no_grad()
def apart(plan: Plan, x: Tensor, y: Tensor) -> float:
    """The largest factor between prediction and median, over the layers; nan where one of them is no number."""
    predicted = mean_field.predict(plan, plan.activations[0], x).norm
    norm = look(Stack(plan, torch.float64, torch.device("cpu")), x, y).norm[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.abs(np.log(np.median(norm / norm[:, -1:], 0) / predicted))
    return math.exp(min(700.0, float(found.max())))


def factors(way: str, depth: int, width: int, seeds: int, data: str, activations: Sequence[str]) -> list[float]:
    """apart() of every activation with every initialisation."""
    x, y, classes = sample(data, 0)
    x, y = x[:PICTURES], y[:PICTURES]
    widths = (x.shape[1], *[width] * depth, classes)
    plans = (
        Plan(widths, (name,), tuple(range(seeds)), init, scale, **WAYS[way])  # type: ignore[arg-type]
        for name, (init, scale) in product(activations, INITS.items())
    )
    return [apart(plan, x, y) for plan in plans]


def main() -> None:
    parser = options.parser(__doc__)
    parser.add_argument("--depths", type=int, nargs="+", default=[5, 20, 100])
    parser.add_argument("--widths", type=int, nargs="+", default=[64, 256])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--data", default="mnist")
    arguments = parser.parse_args()
    activations = SLOPED
    if arguments.smoke:
        arguments.depths, arguments.widths, arguments.seeds, arguments.data = [3], [16], 1, "digits"
        activations = ("tanh", "relu")
    torch.set_num_threads(1)
    print(f"{arguments.seeds} draws each, {arguments.data}")
    print(LINE.format("way", "layers", "settings", "no number", "within 1.5", "within 2", "within 4"))
    every: list[float] = []
    for way, depth in product(WAYS, arguments.depths):
        found = [
            factor
            for width in arguments.widths
            for factor in factors(way, depth, width, arguments.seeds, arguments.data, activations)
        ]
        every += found
        _print(way, str(depth), found)
    _print("all", "", every)


def _print(way: str, depth: str, found: Sequence[float]) -> None:
    good = np.array([factor for factor in found if math.isfinite(factor)])
    shares = [percent(float((good <= most).mean()), 0) for most in (1.5, 2, 4)]
    print(LINE.format(way, depth, len(found), len(found) - len(good), *shares), flush=True)


if __name__ == "__main__":
    main()
