"""Configurations of backpropagation drawn by chance."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as some

from core.experiments.backprop import LOSSES, Config
from core.learning.nets import ACTIVATIONS

NUMBER = some.integers(-300, 300).map(lambda n: f"{n / 100:g}")
NUMBERS = some.lists(NUMBER, min_size=1, max_size=3).map(", ".join)
SOME = settings(deadline=None, max_examples=60)
CONFIGS = some.builds(
    Config,
    hidden=some.lists(some.sampled_from("1234"), max_size=3).map("-".join),
    activation=some.sampled_from(list(ACTIVATIONS)),
    loss=some.sampled_from(list(LOSSES)),
    x=NUMBERS,
    t=NUMBERS,
    bias=some.booleans(),
    scale=some.sampled_from([0.0, 0.3, 1.0, 2.0]),
    seed=some.integers(0, 9999),
)
