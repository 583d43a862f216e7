"""The example of automatic differentiation (G5, "Automatic differentiation"), one operation after the other.

x (2, 2)    y = x + 2    z = 3 y^2    o = mean(z)    do/dx = do/dz dz/dy dy/dx
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch
from numpy.typing import NDArray

from core.config import Range, check

Exact = NDArray[np.float64]

CODE = """x = {x}
y = x + 2
z = y * y * 3
o = z.mean()
o.backward()
x.grad"""


@dataclass(frozen=True)
class Example:
    """What the four entries of x are; the deck's are 1."""

    entry: Annotated[float, Range("Every entry of x", -5, 5, "The deck has torch.ones(2, 2).")] = 1.0

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Result:
    """Values forward, slopes backward, and what PyTorch says of the same lines."""

    x: Exact  # (2, 2)
    y: Exact  # (2, 2)
    z: Exact  # (2, 2)
    o: float
    o_z: Exact  # (2, 2) do/dz = 1/4
    z_y: Exact  # (2, 2) dz/dy = 6 y
    y_x: Exact  # (2, 2) dy/dx = 1
    o_y: Exact  # (2, 2) do/dz dz/dy
    o_x: Exact  # (2, 2) do/dy dy/dx
    torch_o: float
    torch_grad: Exact  # (2, 2)
    printed: str  # x.grad, as PyTorch prints it


def run(example: Example) -> Result:
    """Forward, then backward: each operation multiplies what comes back by its own slope."""
    x = np.full((2, 2), float(example.entry))
    y = x + 2
    z = 3 * y**2
    o = z.mean()
    o_z, z_y, y_x = np.full((2, 2), 1 / z.size), 6 * y, np.ones((2, 2))
    o_y = o_z * z_y
    theirs, grad = _torch(example.entry)
    return Result(x, y, z, float(o), o_z, z_y, y_x, o_y, o_y * y_x, theirs, grad.numpy(), str(grad.float()))


def _torch(entry: float) -> tuple[float, torch.Tensor]:
    x = torch.full((2, 2), entry, dtype=torch.float64, requires_grad=True)
    y = x + 2
    z = y * y * 3
    o = z.mean()
    (grad,) = torch.autograd.grad(o, x)
    return o.item(), grad


def code(example: Example) -> str:
    """The deck's six lines, with this x."""
    ones = "torch.ones(2, 2, requires_grad=True)"
    full = f"torch.full((2, 2), {float(example.entry)!r}, requires_grad=True)"
    return CODE.format(x=ones if example.entry == 1 else full)
