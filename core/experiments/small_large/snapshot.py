"""What is recorded of the networks for small and large digits at one instant."""

from dataclasses import dataclass

from core.data.selection import Floats


@dataclass(frozen=True)
class Snapshot:
    """S networks (one a seed) and as many of one layer beside them, at one instant; weights of the first seed.

    Errors are shares 0..1. D classes; L layers; the group asked for is score 0.
    """

    step: int
    epoch: float
    seconds: float  # of training alone
    weights: tuple[Floats, ...]  # L of (n_out, n_in), the first (n, H, W[, 3]), the last V (2, n)
    biases: tuple[Floats, ...]  # L of (n_out,), zeros where there are none
    single: Floats  # (2, H, W[, 3]) the templates of the one layer
    single_bias: Floats  # (2,)
    wakes: tuple[Floats, ...]  # L - 1 of (n, D) mean activation on the test pictures of a class
    selectivity: tuple[Floats, ...]  # L - 1 of (S, n) share of a unit's variance that the class explains, 0..1
    train_error: Floats  # (S,) on 10,000 of the training pictures; on all in the last snapshot
    test_error: Floats  # (S,)
    single_train_error: Floats  # (S,)
    single_test_error: Floats  # (S,)
    by_class: Floats  # (S, D) test error by class
    single_by_class: Floats  # (S, D)
