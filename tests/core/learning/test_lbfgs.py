"""L-BFGS, one iteration at a time: the iterations of torch.optim, the minimum, and an end."""

from __future__ import annotations

import pytest
import torch

from core.learning.lbfgs import HISTORY, Newton
from core.learning.training import Diverged, run


def valley(w):
    """Rosenbrock's function in four dimensions; its minimum is 0 at (1, 1, 1, 1)."""
    return (100 * (w[1:] - w[:-1] ** 2) ** 2 + (1 - w[:-1]) ** 2).sum()


def start():
    return torch.tensor([-1.2, 1.0, -0.5, 0.8], dtype=torch.float64).requires_grad_()


@pytest.mark.parametrize("iterations", [1, 2, 7, 30])
def test_updates_one_by_one_are_the_iterations_of_one_call(iterations):
    mine, other = start(), start()
    learner = Newton(mine, lambda: valley(mine))
    for _ in range(iterations):
        assert not learner.update(1.0)
    known = torch.optim.LBFGS(
        [other],
        max_iter=iterations,
        max_eval=1000,
        history_size=HISTORY,
        tolerance_grad=0,
        tolerance_change=0,
        line_search_fn="strong_wolfe",
    )

    def closure():
        known.zero_grad()
        loss = valley(other)
        loss.backward()
        return loss

    known.step(closure)
    assert torch.equal(mine.detach(), other.detach())
    assert learner.evaluations == known.state[other]["func_evals"], "nothing is computed twice"


def test_it_comes_to_the_minimum_and_says_that_nothing_is_left():
    w = start()
    learner = Newton(w, lambda: valley(w))
    assert any(learner.update(1.0) for _ in range(200))
    assert torch.allclose(w.detach(), torch.ones(4, dtype=torch.float64), atol=1e-8)


def test_a_loss_that_is_no_number_ends_training_with_its_cause():
    w = start()
    learner = Newton(w, lambda: valley(w) * torch.tensor(float("nan")))
    with pytest.raises(Diverged, match="no longer a finite number"):
        list(run(learner, total=5, steps=[0], lr=1.0))
