"""L-BFGS on a full batch by torch.optim, with its Wolfe line search: one iteration an update."""

from collections.abc import Callable

import torch
from torch import Tensor

SEARCH = 25  # evaluations of a line search, at most
HISTORY = 50  # steps from which the curvature is estimated
Loss = Callable[[], Tensor]  # at the weights as they are now


class Newton:
    """Trains `weights` (P,), a leaf that needs a gradient, on loss(): a Learner of core.learning.training.

    The same iterations as one call of torch.optim.LBFGS that makes them all: it asks first for the loss where the
    last line search has just been, which is kept.
    """

    def __init__(self, weights: Tensor, loss: Loss) -> None:
        self.weights, self._loss = weights, loss
        self.optimiser = torch.optim.LBFGS(
            [weights],
            lr=1.0,
            max_iter=1,
            max_eval=1 + SEARCH,
            history_size=HISTORY,
            tolerance_grad=1e-12,
            tolerance_change=0.0,
            line_search_fn="strong_wolfe",
        )
        self._seen: list[tuple[Tensor, Tensor, Tensor]] = []  # weights, loss, gradient of the last line search
        self.evaluations = 0

    def update(self, lr: float) -> bool:
        """One iteration with its line search; True where it finds no better weights any more."""
        before, known = self.weights.detach().clone(), self._seen
        self._seen = [one for one in known if torch.equal(one[0], before)]
        self.optimiser.step(self._closure)  # type: ignore[no-untyped-call]
        return torch.equal(self.weights.detach(), before)

    def finite(self) -> bool:
        """Whether the loss is, at the weights as they are."""
        with torch.no_grad():
            return bool(torch.isfinite(self._loss()))

    def _closure(self) -> Tensor:
        now = self.weights.detach()
        for weights, loss, gradient in self._seen:
            if torch.equal(weights, now):
                self.weights.grad = gradient.clone()
                return loss
        loss = self._loss()
        (gradient,) = torch.autograd.grad(loss, self.weights)
        loss = loss.detach()
        self.evaluations += 1
        self._seen.append((now.clone(), loss, gradient))
        self.weights.grad = gradient.clone()
        return loss
