"""What is seen of a stack of networks at one instant, layer by layer."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.data.selection import Floats
from core.learning.stack import Stack, exact_norm

SATURATED = 0.01  # a slope below is one through which next to nothing comes
KINKED = ("relu", "step")  # slopes of exactly 0; elsewhere a 0 is an underflow


@dataclass(frozen=True)
class Layers:
    """A activations, S draws, L hidden layers and the output layer; nan for a network that has broken down."""

    norm: Floats  # (A, S, L + 1) |dE/dW|, E in nats, the mean over the batch
    nothing: NDArray[np.bool_]  # (A, S, L + 1) no path leads there: a norm of 0 is exact, not an underflow
    delta: Floats  # (A, S, L + 1) mean of |dE/dz| over units and batch
    mean: Floats  # (A, S, L) of the pre-activations z
    spread: Floats  # (A, S, L) their standard deviation
    saturated: Floats  # (A, S, L) share of units x pictures with |f'(z)| < 0.01
    dead: Floats  # (A, S, L) share of units with |f'(z)| < 0.01 for every picture of the batch
    loss: Floats  # (A, S) cross-entropy in nats
    error: Floats  # (A, S) share of wrong answers


@torch.no_grad()
def look(stack: Stack, x: Tensor, y: Tensor) -> Layers:
    """Forward and backward on x (B, D), y (B,); leaves the gradients in the stack."""
    stack.forward(x)
    return observe(stack, y)


@torch.no_grad()
def observe(stack: Stack, y: Tensor) -> Layers:
    """The same after forward()."""
    loss, layers, batch = stack.loss(y), stack.plan.depth, len(y)
    saturated, dead = (loss.new_zeros(layers, len(stack)) for _ in range(2))
    on = torch.ones(layers, len(stack), batch, dtype=torch.bool, device=loss.device)  # some unit has a slope
    kinked = [rows for name, rows in zip(stack.names, stack.rows, strict=True) if name in KINKED]

    def see(i: int, slope: Tensor) -> None:
        flat = (slope.abs() < SATURATED).sum(1, dtype=slope.dtype)  # (N, n) pictures
        saturated[i] = flat.mean(1) / batch
        dead[i] = (flat == batch).to(slope.dtype).mean(1)
        for rows in kinked:
            on[i, rows] = slope[rows].any(2)

    stack.backward(y, see)
    norm = torch.stack([exact_norm(dw) for dw in stack.dw])
    nothing = _nothing(stack, on) if (norm == 0).any() else torch.zeros_like(norm)
    spread, mean = zip(*(_spread(z) for z in stack.z[:-1]), strict=True)

    def shaped(values: Tensor) -> Floats:  # (layers, N) or (N,) -> (A, S[, layers])
        found: Floats = values.cpu().double().numpy().T
        return found.reshape(len(stack.names), len(stack.plan.seeds), *values.shape[:-1])

    return Layers(
        shaped(norm),
        shaped(nothing) > 0,
        shaped(torch.stack([_mean_size(delta) for delta in stack.deltas])),
        shaped(torch.stack(mean)),
        shaped(torch.stack(spread)),
        shaped(saturated),
        shaped(dead),
        shaped(loss),
        shaped(stack.wrong(y)),
    )


def _mean_size(delta: Tensor) -> Tensor:
    """Mean of |delta| (N,) of delta (N, B, n), summed in float64."""
    wide = torch.float64 if delta.device.type != "mps" else delta.dtype
    total: Tensor = torch.linalg.vector_norm(delta, 1, (1, 2), dtype=wide)
    return total / delta[0].numel()


def _spread(z: Tensor) -> tuple[Tensor, Tensor]:
    """Standard deviation and mean (N,) of z (N, B, n); no square of z is too large or too small for its type."""
    flat = z.flatten(1)
    largest = flat.abs().amax(1, keepdim=True)
    unit = torch.where(largest > 0, largest, 1.0)
    scaled = flat / unit
    mean = scaled.mean(1, keepdim=True)
    spread = scaled.sub_(mean).square_().mean(1).sqrt_()  # twice as fast as torch.var_mean
    return spread * unit[:, 0], mean[:, 0] * unit[:, 0]


def _nothing(stack: Stack, on: Tensor) -> Tensor:
    """(L + 1, N): 1 where for every picture a layer's inputs are all 0, or every path from it to the loss is cut.

    `on` (L, N, B): where a layer has a unit with a slope. A path is cut by a layer of units that are all off, or of
    weights that are all 0; a residual connection leads around it. Batch norm makes every picture depend on every
    other; layer norm leaves nothing of a layer of one unit.
    """
    open_ = signal = torch.ones_like(on[0])  # (N, B): a path leads from this layer's W h + b to the loss
    found = [~_some(stack.h[-1]).any(1)]
    for i in range(stack.plan.depth - 1, -1, -1):
        below = open_ & stack.weights[i + 1].flatten(1).any(1, keepdim=True)
        around = stack.plan.residual and i + 1 < stack.plan.depth
        signal = signal | below if around else below  # a path leads from this layer's outputs
        several = stack.plan.norm != "layer" or stack.plan.hidden[i] > 1
        open_ = signal & on[i] & several
        if stack.plan.norm == "batch":
            open_ = open_.any(1, keepdim=True).expand_as(open_)
        inputs = stack.h[i - 1] if i else stack.x[None]
        found.append(~(open_ & _some(inputs)).any(1))
    return torch.stack(found[::-1]).to(stack.x.dtype)


def _some(h: Tensor) -> Tensor:
    """(N, B): which pictures have an output (N, B, n) that is not 0."""
    return h.abs().amax(2) != 0
