"""The networks of the digit lab: MLPs with dropout and batch norm, and D's small convnet ("a convnet on MNIST").

Dropout draws its masks from a generator of its own. A plain MLP is core.learning.nets.MLP, which needs no autograd.
"""

import math
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Protocol

import torch
from torch import Tensor, nn

from core.learning.nets import ACTIVATIONS, MLP, PRELU

NETWORKS = {"mlp": "MLP: fully connected", "convnet": "Convnet: small filters"}
WIDEST, DEEPEST = 1024, 6
KERNEL = 3
RISING = ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "step")  # max f(z) = f(max z)
Shape = tuple[int, int, int]  # height, width, channels of a picture


class Plan(Protocol):
    """What of a Config makes the network."""

    @property
    def network(self) -> str: ...
    @property
    def widths(self) -> str: ...
    @property
    def filters(self) -> int: ...
    @property
    def activation(self) -> str: ...
    @property
    def dropout(self) -> float: ...
    @property
    def batch_norm(self) -> bool: ...
    @property
    def bias(self) -> bool: ...


def hidden(widths: str) -> tuple[int, ...]:
    """(512, 512) for "512-512", () for ""; raises ValueError for more than 6 layers or widths outside 1..1024."""
    found = tuple(int(part) for part in widths.split("-")) if widths else ()
    if len(found) > DEEPEST or any(not 1 <= width <= WIDEST for width in found):
        raise ValueError(
            f"'widths' must be at most {DEEPEST} integers in [1, {WIDEST}], such as 512-512. Got {widths} instead."
        )
    return found


def convolved(shape: Shape, filters: int) -> tuple[Shape, int]:
    """What two 3x3 convolutions and 2x2 pooling leave of a picture, and the padding of the convolutions.

    ((H - 4) / 2, (W - 4) / 2, filters) without padding, as in D; pictures with a side below 8 are padded by 1.
    """
    height, width, _ = shape
    padding = int(min(height, width) < 8)
    lost = 4 - 4 * padding
    return ((height - lost) // 2, (width - lost) // 2, filters), padding


def build(
    plan: Plan, shape: Shape, classes: int, generator: torch.Generator | None, masks: torch.Generator
) -> nn.Module:
    """The network of `plan` for pictures (H, W, C) given flat, (B, H W C) -> logits (B, classes).

    `generator` draws the weights on the CPU, as core.learning.nets.MLP does: U(-1/sqrt(in), 1/sqrt(in)). Without
    one they have no values yet (device "meta"), for load_state_dict(..., assign=True). `masks`, a generator on the
    device where the network will be, draws what dropout drops.
    """
    widths, inputs = hidden(plan.widths), shape[0] * shape[1] * shape[2]
    if plan.network == "convnet":
        return _Convnet(plan, shape, classes, generator, masks)
    if plan.dropout == 0 and not plan.batch_norm:
        return MLP((inputs, *widths, classes), bias=plan.bias, activation=plan.activation, generator=generator)
    return _Dense(plan, (inputs, *widths, classes), generator, masks)


def shapes(plan: Plan, of: Shape, classes: int) -> dict[str, tuple[int, ...]]:
    """The arrays of build()'s network by name, and their shapes; nothing is made."""
    inputs, block = of[0] * of[1] * of[2], 3 + plan.batch_norm  # modules of a hidden layer
    found: dict[str, tuple[int, ...]] = {}
    plain = plan.network == "mlp" and plan.dropout == 0 and not plan.batch_norm
    if plan.network == "convnet":
        (height, width, filters), _ = convolved(of, plan.filters)
        inputs = height * width * filters
        for i, channels in enumerate((of[2], filters), start=1):
            found |= _affine(f"conv{i}", (filters, channels, KERNEL, KERNEL), plan.bias)
            found |= _bent(plan, f"norm{i}", f"bend{i}", filters)
    widths = (inputs, *hidden(plan.widths), classes)
    for i, (n_in, n_out) in enumerate(pairwise(widths)):
        at = i if plain else i * block
        found |= _affine(f"layers.{at}", (n_out, n_in), plan.bias)
        if not plain and i < len(widths) - 2:
            found |= _bent(plan, f"layers.{at + 1}", f"layers.{at + 1 + plan.batch_norm}", n_out)
    return found | ({"leaks": (len(widths) - 2,)} if plain and plan.activation == "prelu" else {})


def products(plan: Plan, of: Shape, classes: int) -> int:
    """Products of a weight with a number that one picture takes: a filter's weights meet every position."""
    _, padding = convolved(of, plan.filters)
    sides = [(of[0] - (2 - 2 * padding) * i) * (of[1] - (2 - 2 * padding) * i) for i in (1, 2)]
    met = {"conv1.weight": sides[0], "conv2.weight": sides[1]}
    return sum(math.prod(s) * met.get(name, 1) for name, s in shapes(plan, of, classes).items() if len(s) > 1)


def _affine(name: str, weight: tuple[int, ...], bias: bool) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": weight} | ({f"{name}.bias": weight[:1]} if bias else {})


def _bent(plan: Plan, norm: str, bend: str, units: int) -> dict[str, tuple[int, ...]]:
    parts = ("weight", "bias", "mean", "variance") if plan.batch_norm else ()
    found: dict[str, tuple[int, ...]] = {f"{norm}.{part}": (units,) for part in parts}
    return found | ({f"{bend}.leak": (1,)} if plan.activation == "prelu" else {})


def first_layer(net: nn.Module, shape: Shape) -> Tensor:
    """The weights that see the pictures: (units, H, W, C), or the filters of a convnet, (filters, 3, 3, C)."""
    if isinstance(net, _Convnet):
        return net.conv1.weight.detach().permute(0, 2, 3, 1)
    linear = net.linear[0] if isinstance(net, MLP) else next(m for m in net.modules() if isinstance(m, nn.Linear))
    return linear.weight.detach().view(-1, *shape)


class _Activation(nn.Module):
    """core.learning.nets' activation of that name; PReLU learns one leak."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.value = ACTIVATIONS[name].value
        if name == "prelu":
            self.leak = nn.Parameter(torch.full((1,), PRELU))

    def forward(self, z: Tensor) -> Tensor:
        return nn.functional.prelu(z, self.leak) if hasattr(self, "leak") else self.value(z)


class _Dropout(nn.Module):
    """While training, each value is 0 with probability p, else divided by 1 - p (Srivastava et al. 2014)."""

    def __init__(self, p: float, masks: torch.Generator) -> None:
        super().__init__()
        self.p, self.masks = p, masks

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return x
        kept = torch.rand(x.shape, device=x.device, generator=self.masks) >= self.p  # 2/3 of bernoulli_'s time
        return x * kept.to(x.dtype).mul_(1 / (1 - self.p))


class _BatchNorm(nn.Module):
    """Each unit (or filter) at mean 0 and variance 1 over the batch, then scaled and shifted, both learned.

    Outside training, and in a batch of one, by running means of mean and variance (Ioffe and Szegedy 2015).
    """

    mean: Tensor
    variance: Tensor

    def __init__(self, units: int) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(units)), nn.Parameter(torch.zeros(units))
        self.register_buffer("mean", torch.zeros(units))
        self.register_buffer("variance", torch.ones(units))

    def forward(self, x: Tensor) -> Tensor:
        batch = self.training and len(x) > 1
        return nn.functional.batch_norm(x, self.mean, self.variance, self.weight, self.bias, batch)


def _drawn(layer: nn.Linear | nn.Conv2d, generator: torch.Generator | None) -> nn.Linear | nn.Conv2d:
    """PyTorch's initialisation, from the generator: all of a layer is U(-b, b), b = 1/sqrt(fan in)."""
    if generator is None:
        return layer
    layer.to_empty(device="cpu")
    bound = layer.weight[0].numel() ** -0.5
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.uniform_(-bound, bound, generator=generator)
    return layer


def _layers(
    plan: Plan, widths: Sequence[int], draw: torch.Generator | None, masks: torch.Generator
) -> nn.Sequential:
    """A linear layer from each of `widths` to the next; all but the last with batch norm, activation, dropout."""
    parts: list[nn.Module] = []
    for n_in, n_out in pairwise(widths):
        parts.append(_drawn(nn.Linear(n_in, n_out, bias=plan.bias, device="meta"), draw))
        parts += [_BatchNorm(n_out)] if plan.batch_norm else []
        parts += [_Activation(plan.activation), _Dropout(plan.dropout, masks)]
    return nn.Sequential(*parts[: -2 - plan.batch_norm])


class _Dense(nn.Module):
    def __init__(
        self, plan: Plan, widths: Sequence[int], generator: torch.Generator | None, masks: torch.Generator
    ) -> None:
        super().__init__()
        self.layers = _layers(plan, widths, generator, masks)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.layers(x)
        return out


@cache
def halves() -> bool:
    """Whether this processor multiplies bfloat16 by itself: convolutions learn twice as fast so, and no worse."""
    can: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(can.get("avx512_bf16") or can.get("amx_bf16"))


class _Convnet(nn.Module):
    """Two 3x3 convolutions with their activations, 2x2 max pooling, half of the dropout; then layers as in an MLP.

    Pictures are channels last, which is how they come, and takes a third less time on a CPU than the other order.
    Where the processor can, products are in bfloat16 while it learns; weights, and all that is tested, are float32.
    """

    def __init__(
        self, plan: Plan, shape: Shape, classes: int, generator: torch.Generator | None, masks: torch.Generator
    ) -> None:
        super().__init__()
        self.shape, ((height, width, filters), padding) = shape, convolved(shape, plan.filters)
        sizes = (shape[2], filters), (filters, filters)
        convolutions = [
            _drawn(nn.Conv2d(a, b, KERNEL, padding=padding, bias=plan.bias, device="meta"), generator)
            for a, b in sizes
        ]
        self.conv1, self.conv2 = convolutions
        self.bend1, self.bend2 = _Activation(plan.activation), _Activation(plan.activation)
        self.norm1 = _BatchNorm(filters) if plan.batch_norm else nn.Identity()
        self.norm2 = _BatchNorm(filters) if plan.batch_norm else nn.Identity()
        self.rises = plan.activation in RISING
        self.dropout = _Dropout(plan.dropout / 2, masks)
        widths = (height * width * filters, *hidden(plan.widths), classes)
        self.layers = _layers(plan, widths, generator, masks)

    def forward(self, x: Tensor) -> Tensor:
        x = x.view(-1, *self.shape).permute(0, 3, 1, 2)  # (B, H W C) -> (B, C, H, W), channels last in memory
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training and x.device.type == "cpu" and halves()):
            return self._logits(x).float()

    def _logits(self, x: Tensor) -> Tensor:
        x = self.bend1(self.norm1(self.conv1(x)))  # (B, F, H - 2, W - 2)
        x = self.norm2(self.conv2(x))
        pooled = nn.functional.max_pool2d
        x = self.bend2(pooled(x, 2)) if self.rises else pooled(self.bend2(x), 2)
        out: Tensor = self.layers(self.dropout(x).permute(0, 2, 3, 1).flatten(1))
        return out
